import "server-only";
import type { StoreContext } from "@/lib/store/context";

/** Both sides of the conservation law (promise R7). */
export type Ledger = {
  /** Accepted events times the endpoints that wanted them. */
  owed: number;
  delivered: number;
  pending: number;
  dead: number;
  cancelled: number;
  /** 0 unless something was lost or made twice. */
  imbalance: number;
};

/** Dead letters and what was delivered stay this long. */
export const KEEP_DAYS = 30;
const DISABLED_WAIT_DAYS = 5;
const PRUNE_BATCH = 2_000;
const PRUNE_ROUNDS = 10;

export function createGatewayUpkeep({ pool }: StoreContext) {
  async function pruneOnce(): Promise<number> {
    const { rowCount } = await pool.query(
      `DELETE FROM outgoing_events WHERE id IN (
         SELECT o.id FROM outgoing_events o WHERE o.created_at < now() - interval '${KEEP_DAYS} days'
           AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = o.id
             AND (d.state IN ('pending', 'running') OR d.finished_at > now() - interval '${KEEP_DAYS} days'))
         ORDER BY o.created_at LIMIT ${PRUNE_BATCH})`,
    );
    return rowCount ?? 0;
  }

  return {
    async readLedger(): Promise<Ledger> {
      // One statement, so one snapshot.
      const { rows } = await pool.query<Record<Exclude<keyof Ledger, "imbalance">, string>>(
        `SELECT (SELECT coalesce(sum(fanout), 0) FROM outgoing_events) AS owed,
           count(*) FILTER (WHERE state = 'delivered') AS delivered,
           count(*) FILTER (WHERE state IN ('pending', 'running')) AS pending,
           count(*) FILTER (WHERE state = 'dead') AS dead,
           count(*) FILTER (WHERE state = 'cancelled') AS cancelled
         FROM deliveries`,
      );
      const number = (name: Exclude<keyof Ledger, "imbalance">) => Number(rows[0]?.[name] ?? 0);
      const [owed, delivered] = [number("owed"), number("delivered")];
      const [pending, dead, cancelled] = [number("pending"), number("dead"), number("cancelled")];
      return {
        owed,
        delivered,
        pending,
        dead,
        cancelled,
        imbalance: owed - delivered - pending - dead - cancelled,
      };
    },
    /** Endpoints to be warned about, and those to be disabled after `disableDays` of nothing but failure. */
    async listFailing(days: {
      noticeDays: number;
      disableDays: number;
    }): Promise<{ notice: string[]; disable: string[] }> {
      const { rows } = await pool.query<{ id: string; is_over: boolean }>(
        `SELECT id, failing_since < now() - make_interval(days => $2) AND notice_at < now() - interval '1 day' AS is_over
         FROM endpoints WHERE state = 'enabled' AND failing_since < now() - make_interval(days => $1)
           AND failures_in_a_row >= 10
           AND (notice_at IS NULL OR failing_since < now() - make_interval(days => $2))`,
        [days.noticeDays, days.disableDays],
      );
      return {
        notice: rows.filter((row) => row.is_over !== true).map((row) => row.id),
        disable: rows.filter((row) => row.is_over === true).map((row) => row.id),
      };
    },
    /** False: somebody was first. */
    async noteNotice(endpointId: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE endpoints SET notice_at = now() WHERE id = $1 AND notice_at IS NULL`,
        [endpointId],
      );
      return rowCount === 1;
    },
    /**
     * What waited too long for an endpoint that gets nothing becomes a dead letter; what ended long ago goes.
     * Nothing is dropped that was neither delivered nor kept for its thirty days.
     */
    async buryAndPrune(): Promise<{ buried: number; pruned: number }> {
      const buried = await pool.query(
        `UPDATE deliveries d SET state = 'dead', reason = 'endpoint_' || e.state, finished_at = now() FROM endpoints e
         WHERE e.id = d.endpoint_id AND d.state = 'pending' AND (
           (e.state = 'disabled' AND d.created_at < now() - interval '${DISABLED_WAIT_DAYS} days'
             AND d.next_at < now() - interval '1 day')
           OR (e.state <> 'enabled' OR e.verified_at IS NULL)
             AND d.created_at < now() - interval '${KEEP_DAYS} days' AND d.next_at < now() - interval '1 day')`,
      );
      let pruned = 0;
      for (let round = 0; round < PRUNE_ROUNDS; round += 1) {
        const gone = await pruneOnce();
        pruned += gone;
        if (gone < PRUNE_BATCH) break;
      }
      await pool.query(
        `DELETE FROM endpoints e WHERE e.state = 'deleted'
           AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.endpoint_id = e.id)`,
      );
      return { buried: buried.rowCount ?? 0, pruned };
    },
    /** Suites whose newest suite_ticket is older than `minutes`. WeCom pushes one every ten. */
    async listLateTickets(
      minutes: number,
    ): Promise<{ suiteKey: string; suiteId: string | null; ticketId: string; receivedAt: Date }[]> {
      const { rows } = await pool.query<{
        key: string;
        suite_id: string | null;
        id: string;
        received_at: Date;
      }>(
        `SELECT * FROM (
           SELECT DISTINCT ON (s.id) s.key, s.suite_id, t.id, t.received_at FROM suites s
           JOIN suite_tickets t ON t.suite_row_id = s.id ORDER BY s.id, t.platform_time DESC) newest
         WHERE received_at < now() - make_interval(mins => $1)`,
        [minutes],
      );
      return rows.map((row) => ({
        suiteKey: row.key,
        suiteId: row.suite_id,
        ticketId: row.id,
        receivedAt: row.received_at,
      }));
    },
  };
}
