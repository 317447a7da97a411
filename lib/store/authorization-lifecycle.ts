import "server-only";
import type { Pool, PoolClient } from "pg";
import type { Ids } from "@/lib/core/clock";
import type { AgentFacts, CorpAdmin, CorpFacts, DealerFacts, EditionFacts } from "@/lib/core/corp-facts";
import type { Lifecycle, StatusReason } from "@/lib/store/authorization-shape";
import { takeSnapshot } from "@/lib/store/authorization-snapshot";
import type { StoreContext } from "@/lib/store/context";
import { lockCorpOf, upsertCorp } from "@/lib/store/corps";
import { publishLifecycle } from "@/lib/store/publish";
import { inTransaction } from "@/lib/store/transaction";
import { enqueueWork } from "@/lib/store/work-items";

/** What must happen together with a change of state. */
export type LifecycleEffects = {
  /** Suspended or replaced: tokens obtained before must not be handed out any more. */
  dropTokens: boolean;
  revokeSessions: boolean;
  /** Ask WeCom whether the permanent code still works. */
  confirmCancel: boolean;
  /** Read the authorisation again. */
  refresh: boolean;
};

export type LifecycleChange = { next: Lifecycle; effects: LifecycleEffects };

/** Pure: says what follows from the present state. `now` is database time. Null: nothing changes. */
export type Decide<State> = (state: State, now: Date) => LifecycleChange | null;

export const CONFIRM_CANCEL_WORK = "confirm_cancel";
export const REFRESH_WORK = "refresh_authorization";
const CONFIRM_PRIORITY = 5;

/** Facts as get_auth_info gives them. `agents` null: the answer said nothing about them. */
export type AuthorizationFacts = {
  corp: CorpFacts;
  agents: AgentFacts[] | null;
  editions: EditionFacts[];
  dealer: DealerFacts | null;
};

export type LifecycleRow = {
  id: string;
  corp_row_id: string;
  suite_row_id: string;
  status: Lifecycle["status"];
  status_reason: StatusReason;
  generation: number;
  authorized_at: Date;
  last_event_at: Date | null;
  cancelled_at: Date | null;
  purge_after: Date | null;
  refreshed_at: Date | null;
  permanent_code_version: number;
};

export function lifecycleOf(row: LifecycleRow): Lifecycle {
  return {
    status: row.status,
    statusReason: row.status_reason,
    generation: row.generation,
    authorizedAt: row.authorized_at,
    lastEventAt: row.last_event_at,
    cancelledAt: row.cancelled_at,
    purgeAfter: row.purge_after,
    refreshedAt: row.refreshed_at,
  };
}

export async function databaseNow(db: Pool | PoolClient): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  if (!rows[0]) throw new Error("the database tells no time");
  return rows[0].now;
}

/** Writes a state and its effects. Joins the caller's transaction, which holds the row. */
export async function writeLifecycle(
  db: PoolClient,
  ids: Ids,
  row: { id: string; corpRowId: string; suiteRowId: string },
  { next, effects }: LifecycleChange,
): Promise<void> {
  await db.query(
    `UPDATE authorizations SET status = $2, status_reason = $3, generation = $4, authorized_at = $5,
       last_event_at = $6, cancelled_at = $7, purge_after = $8, refreshed_at = $9, updated_at = now()
     WHERE id = $1`,
    [
      row.id,
      next.status,
      next.statusReason,
      next.generation,
      next.authorizedAt,
      next.lastEventAt,
      next.cancelledAt,
      next.purgeAfter,
      next.refreshedAt,
    ],
  );
  // A fetch under way loses its lease with the row, so its late write fails.
  if (effects.dropTokens) await db.query(`DELETE FROM tokens WHERE owner_id = $1`, [row.id]);
  if (effects.revokeSessions)
    await db.query(
      `UPDATE admin_sessions SET revoked_at = now()
       WHERE corp_row_id = $1 AND suite_row_id = $2 AND revoked_at IS NULL`,
      [row.corpRowId, row.suiteRowId],
    );
  if (effects.confirmCancel)
    await enqueueWork(db, ids, {
      kind: CONFIRM_CANCEL_WORK,
      subjectId: row.id,
      priority: CONFIRM_PRIORITY,
    });
  if (effects.refresh) await enqueueWork(db, ids, { kind: REFRESH_WORK, subjectId: row.id });
}

async function lock(db: PoolClient, id: string): Promise<LifecycleRow | null> {
  await lockCorpOf(db, id);
  const { rows } = await db.query<LifecycleRow>(`SELECT * FROM authorizations WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
  return rows[0] ?? null;
}

/** Writes what get_auth_info said. */
export async function writeFacts(
  db: PoolClient,
  ids: Ids,
  id: string,
  facts: AuthorizationFacts,
): Promise<void> {
  await upsertCorp(db, ids, facts.corp);
  const agents = facts.agents;
  await db.query(
    `UPDATE authorizations SET agents = coalesce($2::jsonb, agents), auth_mode = coalesce($3, auth_mode),
       is_customized_app = coalesce($4, is_customized_app), edition = $5, dealer = $6, updated_at = now()
     WHERE id = $1`,
    [
      id,
      agents && JSON.stringify(agents),
      agents?.[0]?.authMode ?? null,
      agents ? agents.some((agent) => agent.isCustomizedApp) : null,
      JSON.stringify(facts.editions),
      facts.dealer && JSON.stringify(facts.dealer),
    ],
  );
}

export function createLifecycleStore(context: StoreContext) {
  const { pool, ids } = context;
  /** Changes an authorisation under its lock and publishes what became of it, in one transaction (promise R3). */
  function change<T>(id: string, work: (db: PoolClient, row: LifecycleRow) => Promise<T>): Promise<T | null> {
    return inTransaction(pool, async (db) => {
      const row = await lock(db, id);
      if (!row) return null;
      const before = await takeSnapshot(db, id);
      const value = await work(db, row);
      await publishLifecycle(db, context, before, await takeSnapshot(db, id));
      return value;
    });
  }
  return {
    /** Applies one event to an authorisation; `decide` sees the row under its lock. Null: no such row, or no change. */
    applyLifecycle(id: string, decide: Decide<Lifecycle>): Promise<Lifecycle | null> {
      return change(id, async (db, row) => {
        const step = decide(lifecycleOf(row), await databaseNow(db));
        if (!step) return null;
        await writeLifecycle(db, ids, { id, corpRowId: row.corp_row_id, suiteRowId: row.suite_row_id }, step);
        return step.next;
      });
    },
    /**
     * Applies an answer obtained with permanent code `version`. "replaced": the code changed meanwhile, so the
     * answer says nothing about the present one; nothing is written.
     */
    applyAnswer(
      id: string,
      version: number,
      facts: AuthorizationFacts | null,
      decide: Decide<Lifecycle>,
    ): Promise<Lifecycle | "replaced" | null> {
      return change(id, async (db, row) => {
        if (row.permanent_code_version !== version) return "replaced" as const;
        const step = decide(lifecycleOf(row), await databaseNow(db));
        if (!step) return null;
        if (facts) await writeFacts(db, ids, id, facts);
        await writeLifecycle(db, ids, { id, corpRowId: row.corp_row_id, suiteRowId: row.suite_row_id }, step);
        return step.next;
      });
    },
    async saveAdmins(id: string, admins: CorpAdmin[]): Promise<void> {
      await change(id, (db) =>
        db.query(
          `UPDATE authorizations SET admins = $2, updated_at = now() WHERE id = $1 AND status <> 'purged'`,
          [id, JSON.stringify(admins)],
        ),
      );
    },
    /** Suspended ones whose confirmation has not come through. */
    async listUnconfirmedCancels(limit: number): Promise<string[]> {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT id FROM authorizations WHERE status = 'cancelled' AND status_reason = 'cancel_unconfirmed'
           AND updated_at < now() - interval '5 minutes' LIMIT $1`,
        [limit],
      );
      return rows.map((row) => row.id);
    },
    async listDueForPurge(now: Date, limit: number): Promise<string[]> {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT id FROM authorizations
         WHERE status = 'cancelled' AND status_reason = 'cancel_confirmed' AND purge_after <= $1 LIMIT $2`,
        [now, limit],
      );
      return rows.map((row) => row.id);
    },
  };
}
