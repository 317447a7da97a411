import "server-only";
import type { OutgoingPayload } from "@/lib/core/outgoing-event";
import type { StoreContext } from "@/lib/store/context";
import type { DeliveryCause } from "@/lib/store/delivery-claims";

export const DELIVERY_STATES = ["pending", "running", "delivered", "dead", "cancelled"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One delivery as lists show it. */
export type Delivery = {
  id: string;
  eventId: string;
  endpointId: string;
  type: string;
  suiteKey: string;
  corpId: string | null;
  corpName: string | null;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  nextAt: Date;
  createdAt: Date;
  finishedAt: Date | null;
  lastStatus: number | null;
  lastError: string | null;
  happenedAt: Date;
};

export type Attempt = {
  id: string;
  cause: DeliveryCause;
  startedAt: Date;
  durationMs: number;
  status: number | null;
  error: string | null;
  /** What the receiver answered, cut. */
  response: string | null;
};

export type DeliveryQuery = {
  endpointId: string;
  state?: DeliveryState | undefined;
  type?: string | undefined;
  corpId?: string | undefined;
  before?: { at: Date; id: string } | undefined;
  limit: number;
};

/** Deliveries of one endpoint in a time bucket, for the chart. */
export type DeliveryBucket = {
  at: Date;
  delivered: number;
  failed: number;
  /** Milliseconds of an attempt; null without any. */
  p50: number | null;
  p95: number | null;
};

type Row = {
  id: string;
  event_id: string;
  endpoint_id: string;
  type: string;
  suite_key: string;
  corp_id: string | null;
  corp_name: string | null;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  next_at: Date;
  created_at: Date;
  finished_at: Date | null;
  last_status: number | null;
  last_error: string | null;
  happened_at: Date;
};

const SELECT = `SELECT d.*, o.type, o.suite_key, o.corp_id, o.happened_at, c.name AS corp_name
  FROM deliveries d JOIN outgoing_events o ON o.id = d.event_id LEFT JOIN corps c ON c.id = o.corp_row_id`;

function read(row: Row): Delivery {
  return {
    id: row.id,
    eventId: row.event_id,
    endpointId: row.endpoint_id,
    type: row.type,
    suiteKey: row.suite_key,
    corpId: row.corp_id,
    corpName: row.corp_name,
    state: row.state,
    reason: row.reason,
    attempts: row.attempts,
    nextAt: row.next_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
    happenedAt: row.happened_at,
  };
}

export function createDeliveryLog({ pool, sealer }: StoreContext) {
  return {
    /** Newest first; one row more than `limit` tells that there is a next page. */
    async listDeliveries(query: DeliveryQuery): Promise<Delivery[]> {
      const { rows } = await pool.query<Row>(
        `${SELECT} WHERE d.endpoint_id = $1 AND ($2::text IS NULL OR d.state = $2)
           AND ($3::text IS NULL OR o.type = $3)
           AND ($4::text IS NULL OR o.corp_id = $4 OR c.plain_corp_id = $4 OR c.open_corp_id = $4)
           AND ($5::timestamptz IS NULL OR (d.created_at, d.id) < ($5, $6::uuid))
         ORDER BY d.created_at DESC, d.id DESC LIMIT $7`,
        [
          query.endpointId,
          query.state ?? null,
          query.type ?? null,
          query.corpId ?? null,
          query.before?.at ?? null,
          query.before?.id ?? null,
          query.limit + 1,
        ],
      );
      return rows.map(read);
    },
    /** Every delivery of one event, for the page of that event. */
    async listDeliveriesOfEvent(eventId: string): Promise<(Delivery & { endpointName: string })[]> {
      const { rows } = await pool.query<Row & { endpoint_name: string }>(
        `SELECT d.*, o.type, o.suite_key, o.corp_id, o.happened_at, c.name AS corp_name, e.name AS endpoint_name
         FROM deliveries d JOIN outgoing_events o ON o.id = d.event_id JOIN endpoints e ON e.id = d.endpoint_id
         LEFT JOIN corps c ON c.id = o.corp_row_id WHERE d.event_id = $1 ORDER BY e.name`,
        [eventId],
      );
      return rows.map((row) => ({ ...read(row), endpointName: row.endpoint_name }));
    },
    async findDelivery(id: string): Promise<Delivery | null> {
      const { rows } = await pool.query<Row>(`${SELECT} WHERE d.id = $1`, [id]);
      return rows[0] ? read(rows[0]) : null;
    },
    /** What an event carries; null when it is there no more. */
    async readPayload(eventId: string): Promise<OutgoingPayload | null> {
      const { rows } = await pool.query<{ payload_sealed: Buffer }>(
        `SELECT payload_sealed FROM outgoing_events WHERE id = $1`,
        [eventId],
      );
      const blob = rows[0]?.payload_sealed;
      return blob ? JSON.parse(sealer.open("outgoing_events", eventId, "payload", blob).reveal()) : null;
    },
    /** The next newer and older delivery of the same endpoint. */
    async findNeighbours(of: Delivery): Promise<{ newer: string | null; older: string | null }> {
      const one = async (sign: string, order: string) => {
        const { rows } = await pool.query<{ id: string }>(
          `SELECT id FROM deliveries WHERE endpoint_id = $1 AND (created_at, id) ${sign}
             (SELECT created_at, id FROM deliveries WHERE id = $2)
           ORDER BY created_at ${order}, id ${order} LIMIT 1`,
          [of.endpointId, of.id],
        );
        return rows[0]?.id ?? null;
      };
      const [newer, older] = await Promise.all([one(">", "ASC"), one("<", "DESC")]);
      return { newer, older };
    },
    /** Oldest first. */
    async listAttempts(deliveryId: string): Promise<Attempt[]> {
      const { rows } = await pool.query<{
        id: string;
        cause: DeliveryCause;
        started_at: Date;
        duration_ms: number;
        status: number | null;
        error: string | null;
        response_sealed: Buffer | null;
      }>(`SELECT * FROM delivery_attempts WHERE delivery_id = $1 ORDER BY started_at, id LIMIT 200`, [
        deliveryId,
      ]);
      return rows.map((row) => ({
        id: row.id,
        cause: row.cause,
        startedAt: row.started_at,
        durationMs: row.duration_ms,
        status: row.status,
        error: row.error,
        response:
          sealer.openMaybe("delivery_attempts", row.id, "response", row.response_sealed)?.reveal() ?? null,
      }));
    },
    async countDeliveries(endpointIds: string[]): Promise<Map<string, Record<DeliveryState, number>>> {
      const { rows } = await pool.query<{ endpoint_id: string; state: DeliveryState; n: number }>(
        `SELECT endpoint_id, state, count(*)::int AS n FROM deliveries WHERE endpoint_id = ANY($1::uuid[])
         GROUP BY endpoint_id, state`,
        [endpointIds],
      );
      const counts = new Map<string, Record<DeliveryState, number>>();
      for (const row of rows) {
        const own = counts.get(row.endpoint_id) ?? {
          pending: 0,
          running: 0,
          delivered: 0,
          dead: 0,
          cancelled: 0,
        };
        own[row.state] = row.n;
        counts.set(row.endpoint_id, own);
      }
      return counts;
    },
    /** Attempts of the last `hours` hours, by the hour; hours without any are there with zeros. */
    async chartAttempts(endpointId: string, hours: number): Promise<DeliveryBucket[]> {
      const { rows } = await pool.query<DeliveryBucket>(
        `SELECT h AS at, count(a.id) FILTER (WHERE a.status BETWEEN 200 AND 299)::int AS delivered,
           count(a.id) FILTER (WHERE a.status IS NULL OR a.status NOT BETWEEN 200 AND 299)::int AS failed,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY a.duration_ms) AS p50,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY a.duration_ms) AS p95
         FROM generate_series(date_trunc('hour', now()) - make_interval(hours => $2 - 1), date_trunc('hour', now()), '1 hour') h
         LEFT JOIN delivery_attempts a ON a.endpoint_id = $1 AND a.started_at >= h AND a.started_at < h + interval '1 hour'
         GROUP BY h ORDER BY h`,
        [endpointId, hours],
      );
      return rows;
    },
  };
}
