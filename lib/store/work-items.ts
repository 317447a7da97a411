import "server-only";
import type { Pool, PoolClient } from "pg";
import type { Ids } from "@/lib/core/clock";
import type { StoreContext } from "@/lib/store/context";

/** Work taken under a lease, attempts counted before it runs (threat C7). */
export type WorkItem = {
  id: string;
  kind: string;
  subjectId: string;
  priority: number;
  attempts: number;
  lastError: string | null;
  createdAt: Date;
};

/** A taken item. `runAt` tells at completion whether the same work was asked for again meanwhile. */
export type LeasedWork = WorkItem & { leaseToken: string; runAt: Date };

export type WorkWish = { kind: string; subjectId: string; priority?: number; delaySeconds?: number };

/** The work that must finish within ten minutes: exchanging an auth_code. It never dies by counting attempts. */
export const EXCHANGE_WORK = "exchange";
/** An event of a corp that is not known yet. */
export const PARKED_WORK = "parked_event";
export const EVENT_WORK = "event";
export const MAX_ATTEMPTS = 5;
const LEASE_SECONDS = 30;
// A killed worker's auth_code work must resume within 15 s (promise R5).
const URGENT_LEASE_SECONDS = 10;
const DEFAULT_PRIORITY = 10;

type Row = {
  id: string;
  kind: string;
  subject_id: string;
  priority: number;
  attempts: number;
  last_error: string | null;
  created_at: Date;
  run_at: Date;
};

const LEASE = `now() + make_interval(secs => CASE WHEN priority = 0 THEN ${URGENT_LEASE_SECONDS} ELSE ${LEASE_SECONDS} END)`;
const CAN_RUN = `(attempts < ${MAX_ATTEMPTS} OR kind = '${EXCHANGE_WORK}')`;

/**
 * Asks for work, once per (kind, subject). Work that waits runs at the earlier of both times; work that runs now
 * runs once more afterwards; dead work is revived. Joins the caller's transaction when `db` is one.
 */
export async function enqueueWork(db: Pool | PoolClient, ids: Ids, wish: WorkWish): Promise<void> {
  await db.query(
    `INSERT INTO work_items (id, kind, subject_id, priority, run_at, created_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), now())
     ON CONFLICT (kind, subject_id) DO UPDATE SET
       run_at = CASE work_items.state
         WHEN 'running' THEN greatest(excluded.run_at, work_items.run_at + interval '1 millisecond')
         WHEN 'dead' THEN excluded.run_at
         ELSE least(work_items.run_at, excluded.run_at) END,
       attempts = CASE work_items.state WHEN 'dead' THEN 0 ELSE work_items.attempts END,
       state = CASE work_items.state WHEN 'dead' THEN 'ready' ELSE work_items.state END`,
    [ids.uuid(), wish.kind, wish.subjectId, wish.priority ?? DEFAULT_PRIORITY, wish.delaySeconds ?? 0],
  );
}

export function createWorkItemsStore({ pool, ids }: StoreContext) {
  const read = (row: Row): WorkItem => ({
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    priority: row.priority,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at,
  });

  async function claim(where: string, limit: number): Promise<LeasedWork[]> {
    const leaseToken = ids.uuid();
    const { rows } = await pool.query<Row>(
      `WITH picked AS MATERIALIZED (
         SELECT id FROM work_items WHERE ${where} AND ${CAN_RUN}
         ORDER BY priority, run_at LIMIT $2 FOR UPDATE SKIP LOCKED
       )
       UPDATE work_items SET state = 'running', attempts = attempts + 1, lease_token = $1, lease_until = ${LEASE}
       WHERE id IN (SELECT id FROM picked) RETURNING *`,
      [leaseToken, limit],
    );
    return rows.map((row) => ({ ...read(row), leaseToken, runAt: row.run_at }));
  }

  return {
    async enqueue(wish: WorkWish): Promise<void> {
      await enqueueWork(pool, ids, wish);
    },
    /** Takes due work. `isUrgent`: only priority 0, for the slot that no backlog can fill (threat C3). */
    claimReady(input: { limit: number; isUrgent: boolean }): Promise<LeasedWork[]> {
      const urgency = input.isUrgent ? "AND priority = 0" : "";
      return claim(`state = 'ready' AND run_at <= now() ${urgency}`, input.limit);
    },
    /** Takes work whose worker has gone. It may be what killed that worker, so take one and run it alone. */
    async claimAbandoned(input: { isUrgent: boolean }): Promise<LeasedWork | null> {
      const urgency = input.isUrgent ? "AND priority = 0" : "";
      return (await claim(`state = 'running' AND lease_until < now() ${urgency}`, 1))[0] ?? null;
    },
    async hasAbandoned(): Promise<boolean> {
      const { rows } = await pool.query<{ found: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM work_items
           WHERE state = 'running' AND lease_until < now() AND ${CAN_RUN}) AS found`,
      );
      return rows[0]?.found ?? false;
    },
    /** False: the lease is lost and another worker may have the item. */
    async renewLease(item: LeasedWork): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE work_items SET lease_until = ${LEASE} WHERE id = $1 AND lease_token = $2`,
        [item.id, item.leaseToken],
      );
      return rowCount === 1;
    },
    /** Ends the item, or makes it ready again when it was asked for meanwhile. False: the lease was lost. */
    async completeWork(item: LeasedWork): Promise<boolean> {
      const ended = await pool.query(
        `DELETE FROM work_items WHERE id = $1 AND lease_token = $2 AND run_at = $3`,
        [item.id, item.leaseToken, item.runAt],
      );
      if (ended.rowCount === 1) return true;
      const again = await pool.query(
        `UPDATE work_items SET state = 'ready', attempts = 0, lease_token = NULL, lease_until = NULL
         WHERE id = $1 AND lease_token = $2`,
        [item.id, item.leaseToken],
      );
      return again.rowCount === 1;
    },
    /** Puts the item back, or lays it to the dead ones for a human. False: the lease was lost. */
    async failWork(
      item: LeasedWork,
      failure: { error: string; retryInSeconds: number; isDead: boolean },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE work_items SET state = $4, last_error = $3, lease_token = NULL, lease_until = NULL,
           run_at = now() + make_interval(secs => $5)
         WHERE id = $1 AND lease_token = $2`,
        [
          item.id,
          item.leaseToken,
          failure.error.slice(0, 500),
          failure.isDead ? "dead" : "ready",
          failure.retryInSeconds,
        ],
      );
      return rowCount === 1;
    },
    /** Work that took its worker down at the last attempt. Answers what was laid to the dead ones. */
    async buryAbandoned(): Promise<WorkItem[]> {
      const { rows } = await pool.query<Row>(
        `UPDATE work_items SET state = 'dead', lease_token = NULL, lease_until = NULL,
           last_error = coalesce(last_error, 'the worker ended while running this')
         WHERE state = 'running' AND lease_until < now() AND NOT ${CAN_RUN} RETURNING *`,
      );
      return rows.map(read);
    },
    async listDeadWork(limit = 100): Promise<WorkItem[]> {
      const { rows } = await pool.query<Row>(
        `SELECT * FROM work_items WHERE state = 'dead' ORDER BY created_at DESC LIMIT $1`,
        [limit],
      );
      return rows.map(read);
    },
    /** A human says: try again. False when the item is not dead. */
    async runAgain(id: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE work_items SET state = 'ready', attempts = 0, run_at = now() WHERE id = $1 AND state = 'dead'`,
        [id],
      );
      return rowCount === 1;
    },
    /** Items by state, and the age in seconds of the oldest due one. */
    async countWork(): Promise<{ ready: number; running: number; dead: number; oldestDueSeconds: number }> {
      const { rows } = await pool.query<{
        ready: number;
        running: number;
        dead: number;
        oldest: number | null;
      }>(
        `SELECT count(*) FILTER (WHERE state = 'ready')::int AS ready,
                count(*) FILTER (WHERE state = 'running')::int AS running,
                count(*) FILTER (WHERE state = 'dead')::int AS dead,
                extract(epoch FROM now() - min(run_at) FILTER (WHERE state = 'ready' AND run_at <= now()))::float8 AS oldest
         FROM work_items`,
      );
      const row = rows[0];
      return {
        ready: row?.ready ?? 0,
        running: row?.running ?? 0,
        dead: row?.dead ?? 0,
        oldestDueSeconds: row?.oldest ?? 0,
      };
    },
  };
}
