import "server-only";
import type { CallbackRequestRow } from "@/lib/store/callback-requests";
import type { StoreContext } from "@/lib/store/context";
import {
  type Direction,
  type Placeholders,
  type Position,
  pageClause,
  placeholders,
} from "@/lib/store/sql-parts";

export type RequestQuery = {
  label?: string | undefined;
  cause?: string | undefined;
  /** refused: turned away; accepted: the rest; odd: whatever the doctor has a sentence for */
  kind?: "refused" | "accepted" | "odd" | undefined;
  eventId?: string | undefined;
  receiveIds?: string[] | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

export type StoredRequest = CallbackRequestRow & { id: string };

type Row = {
  id: string;
  received_at: Date;
  suite_row_id: string | null;
  label: string;
  channel: StoredRequest["channel"];
  method: string;
  outcome: string;
  cause: string | null;
  is_refused: boolean;
  status: number;
  bytes_in: number;
  bytes_out: number;
  answer_ms: number;
  receive_id: string | null;
  receive_kind: string | null;
  facts: Record<string, string>;
  remote_address: string | null;
  event_id: string | null;
  repeats: number;
};

function read(row: Row): StoredRequest {
  return {
    id: row.id,
    receivedAt: row.received_at,
    suiteRowId: row.suite_row_id,
    label: row.label,
    channel: row.channel,
    method: row.method,
    outcome: row.outcome,
    cause: row.cause,
    isRefused: row.is_refused,
    status: row.status,
    bytesIn: row.bytes_in,
    bytesOut: row.bytes_out,
    answerMs: row.answer_ms,
    receiveId: row.receive_id,
    receiveKind: row.receive_kind,
    facts: row.facts,
    remoteAddress: row.remote_address,
    eventId: row.event_id,
    repeats: row.repeats,
  };
}

function conditionsOf(query: RequestQuery, put: Placeholders["put"]): string[] {
  return [
    ...(query.label === undefined ? [] : [`label = ${put(query.label)}`]),
    ...(query.cause === undefined ? [] : [`cause = ${put(query.cause)}`]),
    ...(query.kind === "refused" ? ["is_refused"] : []),
    ...(query.kind === "accepted" ? ["NOT is_refused"] : []),
    ...(query.kind === "odd" ? ["cause IS NOT NULL"] : []),
    ...(query.eventId === undefined ? [] : [`event_id = ${put(query.eventId)}::uuid`]),
    ...(query.receiveIds === undefined ? [] : [`receive_id = ANY(${put(query.receiveIds)}::text[])`]),
    ...(query.from === undefined ? [] : [`received_at >= ${put(query.from.toISOString())}::timestamptz`]),
    ...(query.to === undefined ? [] : [`received_at < ${put(query.to.toISOString())}::timestamptz`]),
  ];
}

export function createConsoleRequestsStore({ pool }: StoreContext) {
  return {
    /** One page, newest first whichever way it goes, and whether there is more that way. */
    async listPage(
      query: RequestQuery,
      page: { limit: number; from: Position | null; direction: Direction },
    ): Promise<{ requests: StoredRequest[]; hasMore: boolean }> {
      const { values, put } = placeholders();
      const { condition, order } = pageClause(put, page.from, page.direction);
      const where = [condition, ...conditionsOf(query, put)].join(" AND ");
      const { rows } = await pool.query<Row>(
        `SELECT * FROM (SELECT * FROM callback_requests WHERE ${where} ${order} LIMIT ${put(page.limit + 1)}) r
         ORDER BY received_at DESC, id DESC`,
        values,
      );
      const hasMore = rows.length > page.limit;
      const kept = page.direction === "older" ? rows.slice(0, page.limit) : rows.slice(-page.limit);
      return { requests: kept.map(read), hasMore };
    },
    async findRequest(id: string): Promise<StoredRequest | null> {
      const { rows } = await pool.query<Row>("SELECT * FROM callback_requests WHERE id = $1", [id]);
      return rows[0] ? read(rows[0]) : null;
    },
    /**
     * The newest request to each address of `label` since a time, those with its keys at another suite's among them.
     * Refused ones count only with one of `causes`.
     */
    async listNewest(label: string, since: Date, causes: readonly string[]): Promise<StoredRequest[]> {
      const { rows } = await pool.query<Row>(
        `SELECT DISTINCT ON (label, channel) * FROM (
           (SELECT * FROM callback_requests WHERE label = $1 AND received_at >= $2 AND (NOT is_refused OR cause = ANY($3::text[]))
            ORDER BY received_at DESC, id DESC LIMIT 60)
           UNION ALL
           (SELECT * FROM callback_requests
            WHERE cause = 'signature_other_suite' AND received_at >= $2 AND facts->>'suite' = $1
            ORDER BY received_at DESC, id DESC LIMIT 20)
         ) r ORDER BY label, channel, received_at DESC, id DESC`,
        [label, since, causes],
      );
      return rows.map(read);
    },
    /** Refused requests by cause since a time, the most frequent first; for the head of the list. */
    async countCauses(since: Date, label?: string): Promise<{ cause: string; count: number; last: Date }[]> {
      const { rows } = await pool.query<{ cause: string; count: number; last: Date }>(
        `SELECT cause, sum(repeats)::int AS count, max(received_at) AS last FROM callback_requests
         WHERE is_refused AND received_at >= $1 AND cause IS NOT NULL AND ($2::text IS NULL OR label = $2)
         GROUP BY cause ORDER BY count DESC LIMIT 8`,
        [since, label ?? null],
      );
      return rows;
    },
  };
}
