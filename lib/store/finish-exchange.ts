import "server-only";
import type { PoolClient } from "pg";
import type { AuthUser } from "@/lib/core/corp-facts";
import type { Secret } from "@/lib/core/secret";
import {
  type AuthorizationFacts,
  type Decide,
  databaseNow,
  type LifecycleRow,
  lifecycleOf,
  writeFacts,
  writeLifecycle,
} from "@/lib/store/authorization-lifecycle";
import type { Lifecycle } from "@/lib/store/authorization-shape";
import { takeSnapshot } from "@/lib/store/authorization-snapshot";
import type { StoreContext } from "@/lib/store/context";
import { upsertCorp } from "@/lib/store/corps";
import type { LeasedExchange } from "@/lib/store/exchange-shape";
import { publishLifecycle } from "@/lib/store/publish";
import { inTransaction } from "@/lib/store/transaction";

/** What get_permanent_code gave, in our names. */
export type Grant = AuthorizationFacts & {
  permanentCode: Secret;
  corpToken: { token: Secret; expiresAt: Date } | null;
  authorizedBy: AuthUser | null;
  raw: Secret;
};

/** `superseded`: a later exchange had stored its permanent code already; this one's was not written. */
export type FinishedExchange = { authorizationId: string; isSuperseded: boolean };

export function createFinishExchange(context: StoreContext) {
  const { pool, sealer, ids, clock } = context;
  /** The row of (suite, corp), made when missing, under its lock. */
  async function lockAuthorization(
    db: PoolClient,
    suiteRowId: string,
    corpRowId: string,
  ): Promise<{ row: LifecycleRow; isNew: boolean }> {
    const made = await db.query(
      `INSERT INTO authorizations (id, suite_row_id, corp_row_id, status, generation, authorized_at)
       VALUES ($1, $2, $3, 'active', 0, $4) ON CONFLICT (suite_row_id, corp_row_id) DO NOTHING`,
      [ids.uuid(), suiteRowId, corpRowId, clock.now()],
    );
    const { rows } = await db.query<LifecycleRow>(
      `SELECT * FROM authorizations WHERE suite_row_id = $1 AND corp_row_id = $2 FOR UPDATE`,
      [suiteRowId, corpRowId],
    );
    const row = rows[0];
    if (!row) throw new Error("authorizations: the row of an exchange is missing");
    return { row, isNew: made.rowCount === 1 };
  }

  async function writeGrant(db: PoolClient, id: string, lease: LeasedExchange, grant: Grant): Promise<void> {
    await writeFacts(db, ids, id, grant);
    await db.query(
      `UPDATE authorizations SET permanent_code_sealed = $2, permanent_code_version = permanent_code_version + 1,
         authorized_by = coalesce($3, authorized_by), answer_sealed = $4, source = $5 WHERE id = $1`,
      [
        id,
        // The corp id travels with the code: WeCom wants the form it gave together with it.
        sealer.seal(
          "authorizations",
          id,
          "permanent_code",
          JSON.stringify({ corpId: grant.corp.corpId, permanentCode: grant.permanentCode.reveal() }),
        ),
        grant.authorizedBy && JSON.stringify(grant.authorizedBy),
        sealer.seal("authorizations", id, "answer", grant.raw.reveal()),
        lease.source,
      ],
    );
    if (!grant.corpToken) return;
    const tokenId = ids.uuid();
    await db.query(
      `INSERT INTO tokens (id, kind, owner_id, value_sealed, version, expires_at, fetched_at)
       VALUES ($1, 'corp', $2, $3, 1, $4, $5) ON CONFLICT (kind, owner_id) DO NOTHING`,
      [
        tokenId,
        id,
        sealer.seal("tokens", tokenId, "value", grant.corpToken.token.reveal()),
        grant.corpToken.expiresAt,
        clock.now(),
      ],
    );
  }

  return {
    /**
     * Stores corp, authorisation, permanent code and token, and ends the exchange: all or nothing.
     *
     * `decide` gets null for an authorisation that did not exist. Null comes back when somebody finished it first.
     */
    finishExchange(
      lease: LeasedExchange,
      grant: Grant,
      decide: Decide<Lifecycle | null>,
    ): Promise<FinishedExchange | null> {
      return inTransaction(pool, async (db) => {
        const held = await db.query<{ sent_at: Date | null }>(
          `SELECT sent_at FROM auth_exchanges WHERE id = $1 AND state = 'pending' FOR UPDATE`,
          [lease.id],
        );
        const exchange = held.rows[0];
        if (!exchange) return null;
        const corpRowId = await upsertCorp(db, ids, grant.corp);
        const { row, isNew } = await lockAuthorization(db, lease.suiteRowId, corpRowId);
        const before = isNew ? null : await takeSnapshot(db, row.id);
        // The permanent code asked for last is the living one: an older answer that comes late must not replace it.
        const later = await db.query(
          `SELECT 1 FROM auth_exchanges WHERE authorization_id = $1 AND state = 'done' AND sent_at > $2 LIMIT 1`,
          [row.id, exchange.sent_at],
        );
        const isSuperseded = (later.rowCount ?? 0) > 0;
        const change = isSuperseded ? null : decide(isNew ? null : lifecycleOf(row), await databaseNow(db));
        if (change) {
          await writeLifecycle(db, ids, { id: row.id, corpRowId, suiteRowId: lease.suiteRowId }, change);
          await writeGrant(db, row.id, lease, grant);
          await publishLifecycle(db, context, before, await takeSnapshot(db, row.id));
        }
        await db.query(
          `UPDATE auth_exchanges SET state = 'done', authorization_id = $2, finished_at = now(), errcode = NULL,
             error_code = NULL, code_sealed = NULL, answer_sealed = NULL, lease_token = NULL, lease_until = NULL
           WHERE id = $1`,
          [lease.id, row.id],
        );
        // Events of this corp that came before it was known.
        await db.query(
          `UPDATE work_items SET run_at = now() WHERE kind = 'parked_event' AND state = 'ready' AND subject_id IN (
             SELECT e.id::text FROM inbound_events e JOIN corps c ON e.corp_id IN (c.plain_corp_id, c.open_corp_id)
             WHERE c.id = $1 AND e.suite_row_id = $2)`,
          [corpRowId, lease.suiteRowId],
        );
        return { authorizationId: row.id, isSuperseded };
      });
    },
  };
}
