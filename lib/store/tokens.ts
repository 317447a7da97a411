import "server-only";
import { createHash } from "node:crypto";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";

export type TokenKind = "suite" | "provider" | "corp" | "jsapi_corp" | "jsapi_agent";
/** `ownerId`: suites.id, "self", or authorizations.id. */
export type TokenPlace = { kind: TokenKind; ownerId: string };

export type StoredToken = {
  id: string;
  value: Secret | null;
  /** Rises with every stored token; 0 before the first. */
  version: number;
  expiresAt: Date | null;
  fetchedAt: Date | null;
  forcedAt: Date | null;
  retryAfter: Date | null;
  lastErrcode: number | null;
  lastErrorAt: Date | null;
  /** Whether somebody holds the lease now, by database time. */
  isLeased: boolean;
};

/** What may be shown of a token: never its value. */
export type TokenDescription = {
  kind: TokenKind;
  fingerprint: string | null;
  expiresAt: Date | null;
  fetchedAt: Date | null;
  lastErrcode: number | null;
  lastErrorAt: Date | null;
};

/** The right to fetch a token, proved by a token of its own and the version seen: a late write fails (promise R13). */
export type TokenLease = { id: string; leaseToken: string; version: number };

type Row = {
  id: string;
  kind: TokenKind;
  value_sealed: Buffer | null;
  version: number;
  expires_at: Date | null;
  fetched_at: Date | null;
  forced_at: Date | null;
  retry_after: Date | null;
  last_errcode: number | null;
  last_error_at: Date | null;
  is_leased: boolean;
};

const SHOWN_DIGITS = 12;

export function createTokensStore({ pool, sealer, ids }: StoreContext) {
  const read = (row: Row): StoredToken => ({
    id: row.id,
    value: sealer.openMaybe("tokens", row.id, "value", row.value_sealed),
    version: row.version,
    expiresAt: row.expires_at,
    fetchedAt: row.fetched_at,
    forcedAt: row.forced_at,
    retryAfter: row.retry_after,
    lastErrcode: row.last_errcode,
    lastErrorAt: row.last_error_at,
    isLeased: row.is_leased,
  });
  const SELECT = `SELECT *, coalesce(lease_until > now(), false) AS is_leased FROM tokens`;

  return {
    async findToken(place: TokenPlace): Promise<StoredToken | null> {
      const { rows } = await pool.query<Row>(`${SELECT} WHERE kind = $1 AND owner_id = $2`, [
        place.kind,
        place.ownerId,
      ]);
      return rows[0] ? read(rows[0]) : null;
    },
    /**
     * Takes the lease for fetching a new token; null when another holds it or the token is no longer `seenVersion`.
     * `forcedAt` marks a fetch that a refused token caused.
     */
    async claimTokenRefresh(
      place: TokenPlace,
      input: { seenVersion: number; leaseSeconds: number; forcedAt: Date | null },
    ): Promise<TokenLease | null> {
      const leaseToken = ids.uuid();
      const { rows } = await pool.query<{ id: string }>(
        `INSERT INTO tokens (id, kind, owner_id, version, lease_token, lease_until, forced_at)
         VALUES ($1, $2, $3, 0, $4, now() + make_interval(secs => $6), $7)
         ON CONFLICT (kind, owner_id) DO UPDATE
           SET lease_token = $4, lease_until = now() + make_interval(secs => $6),
               forced_at = coalesce($7, tokens.forced_at)
           WHERE tokens.version = $5 AND coalesce(tokens.lease_until <= now(), true)
         RETURNING id`,
        [
          ids.uuid(),
          place.kind,
          place.ownerId,
          leaseToken,
          input.seenVersion,
          input.leaseSeconds,
          input.forcedAt,
        ],
      );
      return rows[0] ? { id: rows[0].id, leaseToken, version: input.seenVersion } : null;
    },
    async renewTokenLease(lease: TokenLease, leaseSeconds: number): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE tokens SET lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND lease_token = $2`,
        [lease.id, lease.leaseToken, leaseSeconds],
      );
      return rowCount === 1;
    },
    /**
     * Stores what was fetched and ends the lease. False when the lease was lost meanwhile: nothing is written.
     * `retryAfter`: WeCom gave one that is due again already, and is not asked anew before then.
     */
    async saveToken(
      lease: TokenLease,
      token: { value: Secret; expiresAt: Date; fetchedAt: Date; retryAfter: Date | null },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE tokens SET value_sealed = $4, expires_at = $5, fetched_at = $6, version = version + 1,
           lease_token = NULL, lease_until = NULL, retry_after = $7, last_errcode = NULL, last_error_at = NULL
         WHERE id = $1 AND lease_token = $2 AND version = $3`,
        [
          lease.id,
          lease.leaseToken,
          lease.version,
          sealer.seal("tokens", lease.id, "value", token.value.reveal()),
          token.expiresAt,
          token.fetchedAt,
          token.retryAfter,
        ],
      );
      return rowCount === 1;
    },
    /** Ends the lease without a token; nobody asks WeCom again before `retryAfter`. False: the lease was lost meanwhile. */
    async failTokenRefresh(
      lease: TokenLease,
      failure: { errcode: number | null; at: Date; retryAfter: Date },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE tokens SET lease_token = NULL, lease_until = NULL, last_errcode = $3, last_error_at = $4,
           retry_after = $5
         WHERE id = $1 AND lease_token = $2`,
        [lease.id, lease.leaseToken, failure.errcode, failure.at, failure.retryAfter],
      );
      return rowCount === 1;
    },
    /** Lets the next caller ask WeCom at once: a new ticket came, a secret was changed. */
    async allowTokenRetry(place: TokenPlace): Promise<void> {
      await pool.query(`UPDATE tokens SET retry_after = NULL WHERE kind = $1 AND owner_id = $2`, [
        place.kind,
        place.ownerId,
      ]);
    },
    /** Token state for people: a fingerprint of the value, and times. */
    async describeTokens(ownerId: string): Promise<TokenDescription[]> {
      const { rows } = await pool.query<Row>(`${SELECT} WHERE owner_id = $1 ORDER BY kind`, [ownerId]);
      return rows.map((row) => {
        const value = sealer.openMaybe("tokens", row.id, "value", row.value_sealed);
        return {
          kind: row.kind,
          fingerprint: value
            ? createHash("sha256").update(value.reveal()).digest("hex").slice(0, SHOWN_DIGITS)
            : null,
          expiresAt: row.expires_at,
          fetchedAt: row.fetched_at,
          lastErrcode: row.last_errcode,
          lastErrorAt: row.last_error_at,
        };
      });
    },
  };
}
