import "server-only";
import { createHash } from "node:crypto";
import type { QueryResultRow } from "pg";
import type { AuditAction } from "@/lib/core/audit-actions";
import type { StoreContext } from "@/lib/store/context";

export type AuditInput = {
  actorKind: "staff" | "admin" | "system" | "api_key";
  actorId?: string | null;
  actorName?: string | null;
  action: AuditAction;
  subject?: string | null;
  /** Plain facts. Never a secret. */
  details?: Record<string, string | number | boolean | null>;
};

export type AuditEntry = {
  seq: number;
  at: Date;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  action: string;
  subject: string | null;
  details: Record<string, unknown>;
};

export type ChainCheck =
  | { ok: true; entries: number }
  | { ok: false; entries: number; brokenAt: number | null };

type Row = {
  seq: string;
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string | null;
  action: string;
  subject: string | null;
  details: Record<string, unknown>;
  prev_hash: Buffer;
  hash: Buffer;
};

const HEAD = "audit-head";
const NO_HASH = Buffer.alloc(32);
/** Any number that no other advisory lock of ours uses: one writer of the chain at a time. */
const CHAIN_LOCK = 7_301_001;

function hashOf(row: Omit<Row, "hash">): Buffer {
  // jsonb orders keys its own way, so the hash must not depend on their order.
  const details = Object.entries(row.details).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([
    row.seq,
    row.at.toISOString(),
    row.actor_kind,
    row.actor_id,
    row.actor_name,
    row.action,
    row.subject,
    details,
  ]);
  return createHash("sha256").update(row.prev_hash).update(text).digest();
}

/**
 * The audit log (threat E10). A trigger refuses UPDATE, DELETE and TRUNCATE; every entry carries the hash of the one
 * before; and the newest hash is kept sealed, so that somebody with the database alone can neither rewrite the chain
 * nor cut its end off unseen.
 */
export function createAuditStore({ pool, clock, sealer }: StoreContext) {
  const readHead = (value: unknown) =>
    sealer.open("settings", HEAD, "value", Buffer.from(String(value), "base64")).reveal();

  async function followChain(
    query: <R extends QueryResultRow>(text: string, values: unknown[]) => Promise<{ rows: R[] }>,
  ): Promise<ChainCheck> {
    let after = "0";
    let previous: Buffer = NO_HASH;
    let entries = 0;
    for (;;) {
      const { rows } = await query<Row>("SELECT * FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT 1000", [
        after,
      ]);
      for (const row of rows) {
        if (!row.prev_hash.equals(previous) || !row.hash.equals(hashOf(row)))
          return { ok: false, entries, brokenAt: Number(row.seq) };
        previous = row.hash;
        after = row.seq;
        entries += 1;
      }
      if (rows.length < 1000) break;
    }
    const head = await query<{ value: unknown }>("SELECT value FROM settings WHERE name = $1", [HEAD]);
    const stored = head.rows[0]?.value;
    if (stored === undefined && entries === 0) return { ok: true, entries };
    try {
      if (readHead(stored) === `${after} ${previous.toString("hex")}`) return { ok: true, entries };
    } catch {
      // A head that does not open was written by somebody without the keys.
    }
    return { ok: false, entries, brokenAt: null };
  }

  return {
    async record(input: AuditInput): Promise<void> {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await client.query("SELECT pg_advisory_xact_lock($1)", [CHAIN_LOCK]);
        const last = await client.query<{ hash: Buffer }>(
          "SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1",
        );
        const next = await client.query<{ seq: string }>(
          "SELECT nextval(pg_get_serial_sequence('audit_log', 'seq')) AS seq",
        );
        const row = {
          seq: next.rows[0]?.seq ?? "0",
          at: clock.now(),
          actor_kind: input.actorKind,
          actor_id: input.actorId ?? null,
          actor_name: input.actorName ?? null,
          action: input.action,
          subject: input.subject ?? null,
          details: input.details ?? {},
          prev_hash: last.rows[0]?.hash ?? NO_HASH,
        };
        const hash = hashOf(row);
        await client.query(
          `INSERT INTO audit_log (seq, at, actor_kind, actor_id, actor_name, action, subject, details, prev_hash, hash)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [...Object.values({ ...row, details: JSON.stringify(row.details) }), hash],
        );
        const head = sealer.seal("settings", HEAD, "value", `${row.seq} ${hash.toString("hex")}`);
        await client.query(
          `INSERT INTO settings (name, value, updated_at) VALUES ($1, to_jsonb($2::text), $3)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
          [HEAD, head.toString("base64"), row.at],
        );
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    },
    /** Newest first; `before` is the `seq` of the last entry of the page before. */
    async listAudit(query: { before?: number; limit: number }): Promise<AuditEntry[]> {
      const { rows } = await pool.query<Row>(
        "SELECT * FROM audit_log WHERE ($1::bigint IS NULL OR seq < $1) ORDER BY seq DESC LIMIT $2",
        [query.before ?? null, query.limit],
      );
      return rows.map((row) => ({
        seq: Number(row.seq),
        at: row.at,
        actorKind: row.actor_kind,
        actorId: row.actor_id,
        actorName: row.actor_name,
        action: row.action,
        subject: row.subject,
        details: row.details,
      }));
    },
    /** Follows the whole chain to its sealed head. `brokenAt` is the first entry that does not fit; null: the end is missing. */
    async verifyChain(): Promise<ChainCheck> {
      const client = await pool.connect();
      try {
        // One snapshot: an entry written meanwhile must not look like a broken end.
        await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        return await followChain((text, values) => client.query(text, values));
      } finally {
        await client.query("ROLLBACK");
        client.release();
      }
    },
  };
}
