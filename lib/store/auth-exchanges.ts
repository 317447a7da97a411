import "server-only";
import { createHash } from "node:crypto";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";
import {
  type AuthExchange,
  type ExchangeRow,
  type ExchangeSource,
  type LeasedExchange,
  readExchange,
} from "@/lib/store/exchange-shape";
import { createFinishExchange } from "@/lib/store/finish-exchange";
import { inTransaction } from "@/lib/store/transaction";
import { EXCHANGE_WORK, enqueueWork } from "@/lib/store/work-items";

export type { AuthExchange, ExchangeSource, ExchangeState, LeasedExchange } from "@/lib/store/exchange-shape";

function hash(code: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(code, "utf8").digest());
}

export function createAuthExchangesStore(context: StoreContext) {
  const { pool, sealer, ids } = context;
  return {
    ...createFinishExchange(context),
    /**
     * The one row of an auth_code, whoever brings it and however often, and the work that ends it should the
     * caller not live to. `workDelaySeconds` leaves the caller time to do it itself.
     */
    beginExchange(input: {
      suiteRowId: string;
      code: Secret;
      source: ExchangeSource;
      platformTime: Date | null;
      expiresAt: Date;
      installStateId: string | null;
      reference: string;
      workDelaySeconds: number;
    }): Promise<AuthExchange> {
      const codeHash = hash(input.code.reveal());
      const id = ids.uuid();
      return inTransaction(pool, async (db) => {
        const made = await db.query<ExchangeRow>(
          `INSERT INTO auth_exchanges (id, suite_row_id, code_hash, code_sealed, source, install_state_id,
             reference, platform_time, expires_at, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
           ON CONFLICT (suite_row_id, code_hash) DO UPDATE SET
             install_state_id = coalesce(auth_exchanges.install_state_id, excluded.install_state_id),
             platform_time = coalesce(auth_exchanges.platform_time, excluded.platform_time)
           RETURNING *`,
          [
            id,
            input.suiteRowId,
            codeHash,
            sealer.seal("auth_exchanges", id, "code", input.code.reveal()),
            input.source,
            input.installStateId,
            input.reference,
            input.platformTime,
            input.expiresAt,
          ],
        );
        const row = made.rows[0];
        if (!row) throw new Error("auth_exchanges: insert answered no row");
        if (row.state === "pending")
          await enqueueWork(db, ids, {
            kind: EXCHANGE_WORK,
            subjectId: row.id,
            priority: 0,
            delaySeconds: input.workDelaySeconds,
          });
        return readExchange(row);
      });
    },
    async findExchange(id: string): Promise<AuthExchange | null> {
      const { rows } = await pool.query<ExchangeRow>(`SELECT * FROM auth_exchanges WHERE id = $1`, [id]);
      return rows[0] ? readExchange(rows[0]) : null;
    },
    /** The exchange that a click on the install button led to. */
    async findExchangeByState(installStateId: string): Promise<AuthExchange | null> {
      const { rows } = await pool.query<ExchangeRow>(
        `SELECT * FROM auth_exchanges WHERE install_state_id = $1 ORDER BY created_at LIMIT 1`,
        [installStateId],
      );
      return rows[0] ? readExchange(rows[0]) : null;
    },
    async findExchangeByCode(suiteRowId: string, code: Secret): Promise<AuthExchange | null> {
      const { rows } = await pool.query<ExchangeRow>(
        `SELECT * FROM auth_exchanges WHERE suite_row_id = $1 AND code_hash = $2`,
        [suiteRowId, hash(code.reveal())],
      );
      return rows[0] ? readExchange(rows[0]) : null;
    },
    /** Notes which click an exchange belongs to, when only WeCom's answer said so. */
    async noteStateOfExchange(id: string, installStateId: string): Promise<void> {
      await pool.query(
        `UPDATE auth_exchanges SET install_state_id = $2 WHERE id = $1 AND install_state_id IS NULL`,
        [id, installStateId],
      );
    },
    /** Takes the exchange in hand; null when it is finished or somebody has it. */
    async claimExchange(id: string, leaseSeconds: number): Promise<LeasedExchange | null> {
      const leaseToken = ids.uuid();
      const { rows } = await pool.query<ExchangeRow>(
        `UPDATE auth_exchanges SET lease_token = $2, lease_until = now() + make_interval(secs => $3),
           attempts = attempts + 1
         WHERE id = $1 AND state = 'pending' AND coalesce(lease_until <= now(), true) RETURNING *`,
        [id, leaseToken, leaseSeconds],
      );
      const row = rows[0];
      if (!row) return null;
      return {
        ...readExchange(row),
        leaseToken,
        code: sealer.openMaybe("auth_exchanges", id, "code", row.code_sealed),
        answer: sealer.openMaybe("auth_exchanges", id, "answer", row.answer_sealed),
      };
    },
    async renewExchange(lease: LeasedExchange, leaseSeconds: number): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE auth_exchanges SET lease_until = now() + make_interval(secs => $3)
         WHERE id = $1 AND lease_token = $2`,
        [lease.id, lease.leaseToken, leaseSeconds],
      );
      return rowCount === 1;
    },
    /** The intent, written before the code leaves. False: the lease is lost, do not send. */
    async markSent(lease: LeasedExchange): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE auth_exchanges SET sent_at = now()
         WHERE id = $1 AND lease_token = $2 AND state = 'pending' AND lease_until > now()`,
        [lease.id, lease.leaseToken],
      );
      return rowCount === 1;
    },
    /** Keeps the whole answer, sealed, before anything is made of it. Even a lost lease must not lose it. */
    async keepAnswer(lease: LeasedExchange, answer: Secret): Promise<void> {
      await pool.query(
        `UPDATE auth_exchanges SET answer_sealed = $2 WHERE id = $1 AND answer_sealed IS NULL AND state = 'pending'`,
        [lease.id, sealer.seal("auth_exchanges", lease.id, "answer", answer.reveal())],
      );
    },
    /** Gives the exchange back for another try. `isOutcomeKnown`: WeCom surely did not consume the code this time. */
    async releaseExchange(
      lease: LeasedExchange,
      failure: { errcode: number | null; errorCode: string; isOutcomeKnown: boolean },
    ): Promise<void> {
      await pool.query(
        `UPDATE auth_exchanges SET lease_token = NULL, lease_until = NULL, errcode = $3, error_code = $4,
           sent_at = CASE WHEN $5 THEN $6 ELSE sent_at END
         WHERE id = $1 AND lease_token = $2`,
        [
          lease.id,
          lease.leaseToken,
          failure.errcode,
          failure.errorCode,
          failure.isOutcomeKnown,
          lease.sentAt,
        ],
      );
    },
    /** Ends the exchange without an authorisation; it stays visible. */
    async failExchange(
      lease: LeasedExchange,
      failure: { state: "failed" | "unknown_outcome"; errcode: number | null; errorCode: string },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE auth_exchanges SET state = $3, errcode = $4, error_code = $5, finished_at = now(),
           code_sealed = NULL, lease_token = NULL, lease_until = NULL
         WHERE id = $1 AND lease_token = $2 AND state = 'pending'`,
        [lease.id, lease.leaseToken, failure.state, failure.errcode, failure.errorCode],
      );
      return rowCount === 1;
    },
    /** What a human should look at: failed exchanges and those with an unknown outcome, newest first. */
    async listFailedExchanges(limit = 100): Promise<AuthExchange[]> {
      const { rows } = await pool.query<ExchangeRow>(
        `SELECT * FROM auth_exchanges WHERE state IN ('failed', 'unknown_outcome')
         ORDER BY created_at DESC LIMIT $1`,
        [limit],
      );
      return rows.map(readExchange);
    },
    /** By the short id an admin quotes. */
    async findExchangeByReference(reference: string): Promise<AuthExchange | null> {
      const { rows } = await pool.query<ExchangeRow>(`SELECT * FROM auth_exchanges WHERE reference = $1`, [
        reference,
      ]);
      return rows[0] ? readExchange(rows[0]) : null;
    },
  };
}
