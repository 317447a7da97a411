import "server-only";
import type { PoolClient } from "pg";
import { takeSnapshot } from "@/lib/store/authorization-snapshot";
import type { StoreContext } from "@/lib/store/context";
import { lockCorpOf } from "@/lib/store/corps";
import { publishLifecycle } from "@/lib/store/publish";
import { inTransaction } from "@/lib/store/transaction";

/** What a purge deleted; ids only, for the audit log. */
export type PurgeReport = { suiteRowId: string; corpRowId: string; events: number; sessions: number };

async function remove(db: PoolClient, statement: string, values: unknown[]): Promise<number> {
  return (await db.query(statement, values)).rowCount ?? 0;
}

export function createPurgeStore(context: StoreContext) {
  const { pool } = context;
  return {
    /**
     * Deletes everything of an authorisation that was cancelled, confirmed, and is past its grace (threat C6; WeCom
     * document 90642 demands it): permanent code, tokens, agents, people, received events, sessions, and the corp's
     * facts when no other authorisation needs them. Ids stay, so that the audit log can be read. Null: not due.
     */
    purgeAuthorization(id: string, now: Date): Promise<PurgeReport | null> {
      return inTransaction(pool, async (db) => {
        await lockCorpOf(db, id);
        const before = await takeSnapshot(db, id);
        const { rows } = await db.query<{ suite_row_id: string; corp_row_id: string }>(
          `UPDATE authorizations SET status = 'purged', status_reason = 'purged', permanent_code_sealed = NULL,
             answer_sealed = NULL, agents = '[]', admins = '[]', authorized_by = NULL, edition = NULL, dealer = NULL,
             purge_after = NULL, updated_at = now()
           WHERE id = $1 AND status = 'cancelled' AND status_reason = 'cancel_confirmed' AND purge_after <= $2
           RETURNING suite_row_id, corp_row_id`,
          [id, now],
        );
        const row = rows[0];
        if (!row) return null;
        const place = [row.suite_row_id, row.corp_row_id];
        await remove(db, `DELETE FROM tokens WHERE owner_id = $1`, [id]);
        await remove(
          db,
          `DELETE FROM work_items WHERE subject_id IN (SELECT e.id::text FROM inbound_events e JOIN corps c
             ON e.corp_id IN (c.plain_corp_id, c.open_corp_id) WHERE e.suite_row_id = $1 AND c.id = $2)`,
          place,
        );
        const events = await remove(
          db,
          `DELETE FROM inbound_events e USING corps c
           WHERE e.suite_row_id = $1 AND c.id = $2 AND e.corp_id IN (c.plain_corp_id, c.open_corp_id)`,
          place,
        );
        // Their deliveries go with them; word of the end itself carries ids only and may still be on its way.
        await remove(
          db,
          `DELETE FROM outgoing_events o USING suites s
           WHERE s.id = $1 AND o.suite_key = s.key AND o.corp_row_id = $2 AND o.type <> 'corp.cancelled'`,
          place,
        );
        const sessions = await remove(
          db,
          `DELETE FROM admin_sessions WHERE suite_row_id = $1 AND corp_row_id = $2`,
          place,
        );
        await remove(db, `DELETE FROM pending_sign_ins WHERE suite_row_id = $1 AND corp_row_id = $2`, place);
        await remove(
          db,
          `DELETE FROM proxy_calls p USING suites s, corps c
           WHERE s.id = $1 AND c.id = $2 AND p.suite_key = s.key AND p.corp_id IN (c.plain_corp_id, c.open_corp_id)`,
          place,
        );
        await db.query(
          `UPDATE auth_exchanges SET code_sealed = NULL, answer_sealed = NULL WHERE authorization_id = $1`,
          [id],
        );
        await db.query(
          `UPDATE corps SET name = coalesce(open_corp_id, plain_corp_id, ''), full_name = NULL, type = NULL,
             subject_type = NULL, industry = NULL, sub_industry = NULL, scale = NULL, logo_url = NULL,
             user_max = NULL, updated_at = now()
           WHERE id = $1 AND NOT EXISTS (
             SELECT 1 FROM authorizations WHERE corp_row_id = $1 AND status <> 'purged')`,
          [row.corp_row_id],
        );
        await publishLifecycle(db, context, before, await takeSnapshot(db, id));
        return { suiteRowId: row.suite_row_id, corpRowId: row.corp_row_id, events, sessions };
      });
    },
  };
}
