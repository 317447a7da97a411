import "server-only";
import type { Secret } from "@/lib/core/secret";
import type { Channel } from "@/lib/store/accept-events";
import type { StoreContext } from "@/lib/store/context";
import type { InboundEvent } from "@/lib/store/inbound-events";
import {
  type Direction,
  type Placeholders,
  type Position,
  pageClause,
  placeholders,
} from "@/lib/store/sql-parts";

/** How far the work on an event is. `done` also when nothing was to be done. */
export const EVENT_STATES = ["done", "waiting", "parked", "dead", "stale"] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** What a list of events is narrowed to; undefined narrows nothing. */
export type EventQuery = {
  /** A null stands for the provider-level URL. */
  suiteRowIds?: (string | null)[] | undefined;
  corpIds?: string[] | undefined;
  type?: string | undefined;
  state?: EventState | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

export type WorkOfEvent = { state: string; attempts: number; lastError: string | null; isParked: boolean };
export type ListedEvent = InboundEvent & { work: WorkOfEvent | null };

type Row = {
  id: string;
  suite_row_id: string | null;
  channel: Channel;
  type: string;
  change_type: string | null;
  corp_id: string | null;
  receive_id: string;
  platform_time: Date | null;
  received_at: Date;
  is_stale: boolean;
  work_state: string | null;
  attempts: number | null;
  last_error: string | null;
  work_kind: string | null;
};

const LISTED =
  "id, suite_row_id, channel, type, change_type, corp_id, receive_id, platform_time, received_at, is_stale";
/** The worker's row of an event; there may be one parked and one asked for by hand. */
const WORK = `LEFT JOIN LATERAL (SELECT state, attempts, last_error, kind FROM work_items
  WHERE subject_id = e.id::text AND kind IN ('event', 'parked_event') ORDER BY state = 'dead' DESC, kind LIMIT 1) w ON true`;
const OF_WORK: Record<Exclude<EventState, "done" | "stale">, string> = {
  waiting: "kind = 'event' AND state IN ('ready', 'running')",
  parked: "kind = 'parked_event' AND state IN ('ready', 'running')",
  dead: "kind IN ('event', 'parked_event') AND state = 'dead'",
};

function read(row: Row): ListedEvent {
  return {
    id: row.id,
    suiteRowId: row.suite_row_id,
    channel: row.channel,
    type: row.type,
    changeType: row.change_type,
    corpId: row.corp_id,
    receiveId: row.receive_id,
    platformTime: row.platform_time,
    receivedAt: row.received_at,
    isStale: row.is_stale,
    work:
      (row.work_state && {
        state: row.work_state,
        attempts: row.attempts ?? 0,
        lastError: row.last_error,
        isParked: row.work_kind === "parked_event",
      }) ||
      null,
  };
}

function stateCondition(state: EventState): string {
  if (state === "stale") return "is_stale";
  if (state === "done")
    return `NOT is_stale AND NOT EXISTS (SELECT 1 FROM work_items w
      WHERE w.subject_id = inbound_events.id::text AND w.kind IN ('event', 'parked_event'))`;
  return `id IN (SELECT subject_id::uuid FROM work_items WHERE ${OF_WORK[state]})`;
}

/** Everything of a query but the suites. */
function conditionsOf(query: EventQuery, put: Placeholders["put"]): string[] {
  return [
    ...(query.corpIds ? [`corp_id = ANY(${put(query.corpIds)}::text[])`] : []),
    ...(query.type === undefined ? [] : [`type = ${put(query.type)}`]),
    ...(query.state === undefined ? [] : [stateCondition(query.state)]),
    ...(query.from === undefined ? [] : [`received_at >= ${put(query.from.toISOString())}::timestamptz`]),
    ...(query.to === undefined ? [] : [`received_at < ${put(query.to.toISOString())}::timestamptz`]),
  ];
}

/**
 * The rows of a query, newest (or, going newer, oldest) first, at most `limit`.
 *
 * One sub-query for each suite: every one of them can walk an index that starts with the suite, and none reads more
 * than a page. That keeps a rare type quick among a million events.
 */
export function eventSelect(
  query: EventQuery,
  put: Placeholders["put"],
  columns: string,
  limit: number,
  page: { from: Position | null; direction: Direction },
): string {
  const { condition, order } = pageClause(put, page.from, page.direction);
  const shared = [condition, ...conditionsOf(query, put)].join(" AND ");
  const most = put(limit);
  const one = (suite: string) =>
    `(SELECT ${columns} FROM inbound_events WHERE ${suite} AND ${shared} ${order} LIMIT ${most})`;
  if (!query.suiteRowIds) return one("true");
  if (query.suiteRowIds.length === 0) return one("false");
  const parts = query.suiteRowIds.map((id) =>
    one(id === null ? "suite_row_id IS NULL" : `suite_row_id = ${put(id)}::uuid`),
  );
  return `(SELECT * FROM (${parts.join(" UNION ALL ")}) p ${order} LIMIT ${most})`;
}

export function createConsoleEventsStore({ pool, sealer }: StoreContext) {
  return {
    /** One page of a list, newest first whichever way it goes, and whether there is more that way. */
    async listPage(
      query: EventQuery,
      page: { limit: number; from: Position | null; direction: Direction },
    ): Promise<{ events: ListedEvent[]; hasMore: boolean }> {
      const { values, put } = placeholders();
      const inner = eventSelect(query, put, LISTED, page.limit + 1, page);
      const { rows } = await pool.query<Row>(
        `SELECT e.*, w.state AS work_state, w.attempts, w.last_error, w.kind AS work_kind
         FROM ${inner} e ${WORK} ORDER BY e.received_at DESC, e.id DESC`,
        values,
      );
      const hasMore = rows.length > page.limit;
      const kept = page.direction === "older" ? rows.slice(0, page.limit) : rows.slice(-page.limit);
      return { events: kept.map(read), hasMore };
    },
    async findListed(id: string): Promise<ListedEvent | null> {
      const { rows } = await pool.query<Row>(
        `SELECT e.*, w.state AS work_state, w.attempts, w.last_error, w.kind AS work_kind
         FROM (SELECT ${LISTED} FROM inbound_events WHERE id = $1) e ${WORK}`,
        [id],
      );
      return rows[0] ? read(rows[0]) : null;
    },
    /** How many there are, counting no further than `most`; with `after`, only those newer than it. */
    async countEvents(query: EventQuery, most: number, after: Position | null = null): Promise<number> {
      const { values, put } = placeholders();
      const inner = eventSelect(query, put, "id, received_at", most, { from: after, direction: "newer" });
      const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${inner} e`, values);
      return rows[0]?.n ?? 0;
    },
    /** Those that may be worked on, by type, the most frequent first. */
    async countByType(query: EventQuery, most: number): Promise<{ type: string; count: number }[]> {
      const { values, put } = placeholders();
      const inner = eventSelect(query, put, "id, received_at, type, is_stale", most, {
        from: null,
        direction: "older",
      });
      const { rows } = await pool.query<{ type: string; count: number }>(
        `SELECT type, count(*)::int AS count FROM ${inner} e WHERE NOT is_stale
         GROUP BY type ORDER BY count DESC, type`,
        values,
      );
      return rows;
    },
    /** A page with the decrypted XML of each event; for search and export, bounded by `limit`. */
    async listPayloads(
      query: EventQuery,
      page: { limit: number; from: Position | null },
    ): Promise<(Position & { type: string; payload: Secret })[]> {
      const { values, put } = placeholders();
      const inner = eventSelect(query, put, "id, received_at, type, payload_sealed", page.limit, {
        from: page.from,
        direction: "older",
      });
      const { rows } = await pool.query<{
        id: string;
        received_at: Date;
        type: string;
        payload_sealed: Buffer;
      }>(`SELECT * FROM ${inner} e ORDER BY received_at DESC, id DESC`, values);
      return rows.map((row) => ({
        id: row.id,
        receivedAt: row.received_at,
        type: row.type,
        payload: sealer.open("inbound_events", row.id, "payload", row.payload_sealed),
      }));
    },
    /** Events by their ids, newest first. */
    async listByIds(ids: readonly string[]): Promise<ListedEvent[]> {
      if (ids.length === 0) return [];
      const { rows } = await pool.query<Row>(
        `SELECT e.*, w.state AS work_state, w.attempts, w.last_error, w.kind AS work_kind
         FROM (SELECT ${LISTED} FROM inbound_events WHERE id = ANY($1::uuid[])) e ${WORK}
         ORDER BY e.received_at DESC, e.id DESC`,
        [ids],
      );
      return rows.map(read);
    },
    /**
     * Puts events into the queue once more, behind live ones; at most `most`, newest first. Dead work is revived,
     * waiting work stays as it is. Stale events are left out: nothing may work on them (threat A4).
     */
    async replay(query: EventQuery, most: number): Promise<number> {
      const { values, put } = placeholders();
      const inner = eventSelect(query, put, "id, received_at, is_stale", most, {
        from: null,
        direction: "older",
      });
      return enqueue(`SELECT id FROM ${inner} e WHERE NOT is_stale`, values);
    },
    async replayOne(id: string): Promise<number> {
      return enqueue("SELECT id FROM inbound_events WHERE id = $1 AND NOT is_stale", [id]);
    },
  };

  async function enqueue(select: string, values: unknown[]): Promise<number> {
    const { rowCount } = await pool.query(
      `WITH s AS MATERIALIZED (${select}), given_up AS (
         DELETE FROM work_items WHERE kind = 'parked_event' AND state = 'dead' AND subject_id IN (SELECT id::text FROM s)
       )
       INSERT INTO work_items (id, kind, subject_id, priority, run_at, created_at)
       SELECT gen_random_uuid(), 'event', s.id::text, 20, now(), now() FROM s
       ON CONFLICT (kind, subject_id) DO UPDATE SET
         run_at = CASE work_items.state WHEN 'running'
           THEN greatest(excluded.run_at, work_items.run_at + interval '1 millisecond') ELSE excluded.run_at END,
         attempts = CASE work_items.state WHEN 'dead' THEN 0 ELSE work_items.attempts END,
         state = CASE work_items.state WHEN 'dead' THEN 'ready' ELSE work_items.state END`,
      values,
    );
    return rowCount ?? 0;
  }
}
