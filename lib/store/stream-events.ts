import "server-only";
import type { OutgoingPayload } from "@/lib/core/outgoing-event";
import type { StoreContext } from "@/lib/store/context";

/** What of the stream a reader may see; every list is a limit. Corps empty: all. */
export type StreamScope = { suiteKeys: string[]; corpIds: string[] };

export type StreamEvent = {
  id: string;
  position: string;
  type: string;
  happenedAt: Date;
  payload: OutgoingPayload;
};

/** A number missing before `upTo`, and the transactions that were under way when it was looked at. */
export type StreamGap = { upTo: string; xmax: string };

/** `next`: where to go on. `gap`: an earlier transaction may still bring an event before the next ones. */
export type StreamPage = { events: StreamEvent[]; next: string; gap: StreamGap | null };

type Row = {
  id: string;
  position: string;
  type: string;
  happened_at: Date;
  payload_sealed: Buffer | null;
};

const SEEN = `o.type NOT LIKE 'portal.%' AND o.suite_key = ANY($2::text[]) AND ($3::text[] = '{}' OR o.corp_id IS NULL OR o.corp_id = ANY($3) OR EXISTS (
    SELECT 1 FROM corps c WHERE c.id = o.corp_row_id AND (c.plain_corp_id = ANY($3) OR c.open_corp_id = ANY($3))))
  AND (o.corp_row_id IS NULL OR o.type LIKE 'corp.%' OR EXISTS (
    SELECT 1 FROM authorizations a JOIN suites s ON s.id = a.suite_row_id WHERE s.key = o.suite_key
      AND a.corp_row_id = o.corp_row_id AND a.status IN ('active', 'needs_reauthorization')))`;

export function createStreamStore({ pool, sealer }: StoreContext) {
  return {
    /** The position of the newest event: where a reader begins that wants only what comes. */
    async newestPosition(): Promise<string> {
      const { rows } = await pool.query<{ position: string }>(
        `SELECT coalesce(max(position), 0)::text AS position FROM outgoing_events`,
      );
      return rows[0]?.position ?? "0";
    },
    /** The position before the first event published at or after `since`. */
    async positionBefore(since: Date): Promise<string> {
      const { rows } = await pool.query<{ position: string | null }>(
        `SELECT (min(position) - 1)::text AS position FROM outgoing_events WHERE created_at >= $1`,
        [since],
      );
      return rows[0]?.position ?? this.newestPosition();
    },
    /** The position of an event that the reader has; null when it is not there any more. */
    async positionOf(eventId: string): Promise<string | null> {
      const { rows } = await pool.query<{ position: string }>(
        `SELECT position::text FROM outgoing_events WHERE id = $1`,
        [eventId],
      );
      return rows[0]?.position ?? null;
    },
    /**
     * Events after a position. A number that is missing in between may belong to a transaction that has not
     * committed; nothing after such a gap is handed out until every transaction that was under way when the gap was
     * seen before (`seen`) has ended, or a reader would skip that event for good. Numbers also go missing for good:
     * a repeat that published nothing has used one up.
     */
    async readStream(
      scope: StreamScope,
      after: string,
      limit: number,
      seen: StreamGap | null,
    ): Promise<StreamPage> {
      const { rows: now } = await pool.query<{ xmin: string; xmax: string }>(
        `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin, pg_snapshot_xmax(pg_current_snapshot())::text AS xmax`,
      );
      const { xmin, xmax } = now[0] ?? { xmin: "0", xmax: "0" };
      const { rows } = await pool.query<Row>(
        `SELECT o.id, o.position::text, o.type, o.happened_at, CASE WHEN ${SEEN} THEN o.payload_sealed END AS payload_sealed
         FROM outgoing_events o WHERE o.position > $1 ORDER BY o.position LIMIT $4`,
        [after, scope.suiteKeys, scope.corpIds, limit],
      );
      const closedUpTo = seen !== null && BigInt(xmin) >= BigInt(seen.xmax) ? BigInt(seen.upTo) : -1n;
      const events: StreamEvent[] = [];
      let next = BigInt(after);
      for (const row of rows) {
        const position = BigInt(row.position);
        if (position !== next + 1n && position > closedUpTo)
          return { events, next: next.toString(), gap: { upTo: row.position, xmax } };
        next = position;
        if (!row.payload_sealed) continue;
        events.push({
          id: row.id,
          position: row.position,
          type: row.type,
          happenedAt: row.happened_at,
          payload: JSON.parse(sealer.open("outgoing_events", row.id, "payload", row.payload_sealed).reveal()),
        });
      }
      return { events, next: next.toString(), gap: null };
    },
  };
}
