import "server-only";
import type { StoreContext } from "@/lib/store/context";
import { GRANTED, MATCHES } from "@/lib/store/publish";
import { inTransaction } from "@/lib/store/transaction";

/** Which deliveries of an endpoint are sent again. `never_arrived`: only the dead and cancelled ones. */
export type ReplayScope = {
  endpointId: string;
  since: Date;
  until?: Date | undefined;
  only: "never_arrived" | "all";
};

/** A replay of many must not become a flood for its receiver: this many a second (threat G9). */
const REPLAYS_PER_SECOND = 20;

const AGAIN = `state = 'pending', reason = NULL, attempts = 0, interruptions = 0, cause = 'replay', finished_at = NULL`;
/** A deleted endpoint gets nothing any more. A withdrawn grant may have come back, and is looked at when sending. */
const LIVES = (endpointId: string) =>
  `EXISTS (SELECT 1 FROM endpoints e WHERE e.id = ${endpointId} AND e.state <> 'deleted')`;
const SCOPE = `d.endpoint_id = $1 AND d.created_at >= $2 AND ($3::timestamptz IS NULL OR d.created_at < $3)
  AND ${LIVES("$1")} AND (d.state IN ('dead', 'cancelled') OR (d.state = 'delivered' AND $4))`;

export function createReplayStore({ pool }: StoreContext) {
  const values = (scope: ReplayScope) => [
    scope.endpointId,
    scope.since,
    scope.until ?? null,
    scope.only === "all",
  ];
  return {
    /** How many a replay would send: the dry run. */
    async countReplay(scope: ReplayScope): Promise<number> {
      const { rows } = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM deliveries d WHERE ${SCOPE}`,
        values(scope),
      );
      return rows[0]?.n ?? 0;
    },
    /** Queues them again under their old event ids, spread over time. Answers how many. */
    async replayMany(scope: ReplayScope): Promise<number> {
      const { rowCount } = await pool.query(
        `WITH chosen AS (
           SELECT d.id, row_number() OVER (ORDER BY d.event_id) - 1 AS turn FROM deliveries d WHERE ${SCOPE}
         )
         UPDATE deliveries d SET ${AGAIN}, next_at = now() + make_interval(secs => chosen.turn / ${REPLAYS_PER_SECOND}.0)
         FROM chosen WHERE d.id = chosen.id AND d.state NOT IN ('pending', 'running')`,
        values(scope),
      );
      return rowCount ?? 0;
    },
    /** One again, or now instead of later when it waits. False: it is being sent, or there is none. */
    async replayDelivery(id: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE deliveries SET ${AGAIN}, next_at = now()
         WHERE id = $1 AND state <> 'running' AND ${LIVES("endpoint_id")}`,
        [id],
      );
      return rowCount === 1;
    },
    /**
     * One event again to every endpoint of `suiteKeys` that wants it, also to those made since: the event's fan-out
     * grows with them, so that the ledger stays exact. Null: no such event among those suites.
     */
    replayEvent(
      eventId: string,
      suiteKeys: string[],
      endpointId: string | null,
    ): Promise<{ queued: number } | null> {
      return inTransaction(pool, async (db) => {
        const { rows } = await db.query<{
          type: string;
          suite_key: string;
          corp_row_id: string | null;
          corps: string[];
        }>(
          `SELECT o.type, o.suite_key, o.corp_row_id,
             array_remove(ARRAY[o.corp_id, c.plain_corp_id, c.open_corp_id], NULL) AS corps
           FROM outgoing_events o LEFT JOIN corps c ON c.id = o.corp_row_id
           WHERE o.id = $1 AND o.suite_key = ANY($2::text[]) FOR NO KEY UPDATE OF o`,
          [eventId, suiteKeys],
        );
        const event = rows[0];
        if (!event) return null;
        const again = await db.query(
          `UPDATE deliveries SET ${AGAIN}, next_at = now()
           WHERE event_id = $1 AND ($2::uuid IS NULL OR endpoint_id = $2) AND state <> 'running'
             AND ${LIVES("endpoint_id")}`,
          [eventId, endpointId],
        );
        const added = await db.query(
          `INSERT INTO deliveries (id, event_id, endpoint_id, corp_row_id, cause, next_at, created_at)
           SELECT gen_random_uuid(), $1, e.id, $5::uuid, 'replay', now(), now() FROM endpoints e
           WHERE e.suite_key = $3 AND e.state <> 'deleted' AND $4 NOT LIKE 'portal.%' AND ($2::uuid IS NULL OR e.id = $2)
             AND ${MATCHES("$4::text", "$6::text[]")}
             AND ($5::uuid IS NULL OR $4 LIKE 'corp.%' OR ${GRANTED("$3", "$5::uuid")})
           ON CONFLICT (event_id, endpoint_id) DO NOTHING`,
          [eventId, endpointId, event.suite_key, event.type, event.corp_row_id, event.corps],
        );
        await db.query(`UPDATE outgoing_events SET fanout = fanout + $2 WHERE id = $1`, [
          eventId,
          added.rowCount ?? 0,
        ]);
        return { queued: (again.rowCount ?? 0) + (added.rowCount ?? 0) };
      });
    },
  };
}
