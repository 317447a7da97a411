import "server-only";
import type { OutgoingPayload } from "@/lib/core/outgoing-event";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";
import type { PayloadForm } from "@/lib/store/endpoint-shape";
import { GRANTED } from "@/lib/store/publish";

/** A delivery taken under a lease, with everything an attempt needs. */
export type ClaimedDelivery = {
  id: string;
  leaseToken: string;
  cause: DeliveryCause;
  /** Counting the one that is about to be made. */
  attempts: number;
  createdAt: Date;
  isFirst: boolean;
  event: { id: string; type: string; happenedAt: Date; payload: OutgoingPayload };
  endpoint: {
    id: string;
    url: string;
    payload: PayloadForm;
    failuresInARow: number;
    lastSuccessAt: Date | null;
    /** Live ones, newest first. */
    secrets: Secret[];
  };
  /** False: the corp has withdrawn its authorisation since the delivery was made (threat G7). */
  isGranted: boolean;
};

export type DeliveryCause = "schedule" | "replay" | "answer";

/** An attempt may take 15 s in all, so a lease is never renewed; work of a dead process resumes within 35 s (R5). */
export const DELIVERY_LEASE_SECONDS = 30;
/** An endpoint that failed this often in a row is in trouble: one attempt at a time, in slots of its own. */
export const TROUBLED_FAILURES = 3;
/** An attempt under way for longer counts as this many, so that a hanging endpoint never gets its full number. */
const SLOW_AFTER_SECONDS = 2;
const SLOW_WEIGHT = 3;
const MAX_PER_ENDPOINT = 32;
const MAX_INTERRUPTIONS = 10;

const LEASED = `r.endpoint_id = e.id AND r.state = 'running' AND r.lease_until > now()`;
/**
 * Takes due deliveries, a few of each endpoint in turn, so that a long queue of one delays no other (promise R8).
 *
 * The endpoint's row is locked while its deliveries are taken, and skipped when another process has it: so its
 * concurrency, rate and order hold across processes.
 */
const CLAIM = `
WITH due AS (
  SELECT e.id, e.suite_key, e.is_ordered, e.rate_per_second, greatest(0, least(
    CASE WHEN e.failures_in_a_row >= ${TROUBLED_FAILURES} THEN 1 ELSE e.concurrency END
      - (SELECT coalesce(sum(CASE WHEN r.lease_until < now() + interval '${DELIVERY_LEASE_SECONDS - SLOW_AFTER_SECONDS} seconds'
                             THEN ${SLOW_WEIGHT} ELSE 1 END), 0) FROM deliveries r WHERE ${LEASED}),
    coalesce(floor(extract(epoch FROM now() - greatest(e.rate_from, now() - interval '1 second')) * e.rate_per_second), ${MAX_PER_ENDPOINT})
  ))::int AS free
  FROM endpoints e
  WHERE e.state = 'enabled' AND e.verified_at IS NOT NULL
    AND (e.throttled_until IS NULL OR e.throttled_until <= now())
    AND (e.failures_in_a_row >= ${TROUBLED_FAILURES}) = $3::boolean
    AND EXISTS (SELECT 1 FROM deliveries d WHERE d.endpoint_id = e.id AND d.state = 'pending' AND d.next_at <= now())
  FOR NO KEY UPDATE OF e SKIP LOCKED
), candidates AS (
  SELECT c.id, due.id AS endpoint_id, c.next_at FROM due CROSS JOIN LATERAL (
    SELECT d.id, d.next_at FROM deliveries d
    WHERE NOT due.is_ordered AND d.endpoint_id = due.id AND d.state = 'pending' AND d.next_at <= now()
    ORDER BY d.next_at LIMIT due.free
  ) c
  UNION ALL
  SELECT c.id, due.id, c.next_at FROM due CROSS JOIN LATERAL (
    SELECT f.id, f.next_at FROM (
      SELECT DISTINCT ON (d.corp_row_id) d.id, d.next_at, d.state, d.event_id, d.corp_row_id FROM deliveries d
      WHERE d.endpoint_id = due.id AND d.state IN ('pending', 'running')
      ORDER BY d.corp_row_id, d.event_id
    ) f
    WHERE f.state = 'pending' AND f.next_at <= now() AND NOT EXISTS (
      SELECT 1 FROM work_items w JOIN inbound_events i ON i.id = w.id JOIN suites s ON s.id = i.suite_row_id
      JOIN corps k ON i.corp_id IN (k.plain_corp_id, k.open_corp_id)
      WHERE w.kind IN ('event', 'parked_event') AND w.state <> 'dead' AND s.key = due.suite_key
        AND k.id = f.corp_row_id AND i.id < f.event_id)
    ORDER BY f.next_at LIMIT due.free
  ) c WHERE due.is_ordered
), picked AS (
  SELECT id, endpoint_id FROM (
    SELECT id, endpoint_id, next_at, row_number() OVER (PARTITION BY endpoint_id ORDER BY next_at) AS turn FROM candidates
  ) ranked ORDER BY turn, next_at LIMIT $2
), paced AS (
  UPDATE endpoints e SET rate_from = greatest(e.rate_from, now() - interval '1 second')
      + make_interval(secs => p.taken::float8 / e.rate_per_second)
  FROM (SELECT endpoint_id, count(*) AS taken FROM picked GROUP BY endpoint_id) p
  WHERE e.id = p.endpoint_id AND e.rate_per_second IS NOT NULL
)
UPDATE deliveries d SET state = 'running', attempts = d.attempts + 1, lease_token = $1,
  lease_until = now() + interval '${DELIVERY_LEASE_SECONDS} seconds'
FROM picked WHERE d.id = picked.id AND d.state = 'pending' RETURNING d.id`;

const LOAD = `
SELECT d.id, d.lease_token, d.cause, d.attempts, d.created_at, d.first_attempt_at, o.id AS event_id, o.type, o.happened_at,
  o.payload_sealed, e.id AS endpoint_id, e.url, e.payload, e.failures_in_a_row, e.last_success_at,
  o.corp_row_id IS NULL OR o.type LIKE 'corp.%' OR ${GRANTED("o.suite_key", "o.corp_row_id")} AS is_granted
FROM deliveries d JOIN outgoing_events o ON o.id = d.event_id JOIN endpoints e ON e.id = d.endpoint_id
WHERE d.id = ANY($1::uuid[]) AND d.lease_token = $2 ORDER BY d.next_at`;

type Row = {
  id: string;
  lease_token: string;
  cause: DeliveryCause;
  attempts: number;
  created_at: Date;
  first_attempt_at: Date | null;
  event_id: string;
  type: string;
  happened_at: Date;
  payload_sealed: Buffer;
  endpoint_id: string;
  url: string;
  payload: PayloadForm;
  failures_in_a_row: number;
  last_success_at: Date | null;
  is_granted: boolean;
};

export function createDeliveryClaims({ pool, ids, sealer }: StoreContext) {
  async function liveSecrets(endpointIds: string[]): Promise<Map<string, Secret[]>> {
    const { rows } = await pool.query<{ id: string; endpoint_id: string; secret_sealed: Buffer }>({
      name: "delivery-secrets",
      text: `SELECT id, endpoint_id, secret_sealed FROM endpoint_secrets
             WHERE endpoint_id = ANY($1::uuid[]) AND (ends_at IS NULL OR ends_at > now())
             ORDER BY created_at DESC, id DESC`,
      values: [endpointIds],
    });
    const found = new Map<string, Secret[]>();
    for (const row of rows) {
      const secret = sealer.open("endpoint_secrets", row.id, "secret", row.secret_sealed);
      found.set(row.endpoint_id, [...(found.get(row.endpoint_id) ?? []), secret]);
    }
    return found;
  }

  async function load(taken: string[], leaseToken: string): Promise<ClaimedDelivery[]> {
    if (taken.length === 0) return [];
    const { rows } = await pool.query<Row>({
      name: "load-deliveries",
      text: LOAD,
      values: [taken, leaseToken],
    });
    const secrets = await liveSecrets([...new Set(rows.map((row) => row.endpoint_id))]);
    return rows.map((row) => ({
      id: row.id,
      leaseToken: row.lease_token,
      cause: row.cause,
      attempts: row.attempts,
      createdAt: row.created_at,
      isFirst: row.first_attempt_at === null,
      event: {
        id: row.event_id,
        type: row.type,
        happenedAt: row.happened_at,
        payload: JSON.parse(
          sealer.open("outgoing_events", row.event_id, "payload", row.payload_sealed).reveal(),
        ),
      },
      endpoint: {
        id: row.endpoint_id,
        url: row.url,
        payload: row.payload,
        failuresInARow: row.failures_in_a_row,
        lastSuccessAt: row.last_success_at,
        secrets: secrets.get(row.endpoint_id) ?? [],
      },
      isGranted: row.is_granted,
    }));
  }

  return {
    /** At most `limit`, of endpoints in trouble or of the others. */
    async claimDeliveries(limit: number, isTroubled: boolean): Promise<ClaimedDelivery[]> {
      const leaseToken = ids.uuid();
      const { rows } = await pool.query<{ id: string }>({
        name: "claim-deliveries",
        text: CLAIM,
        values: [leaseToken, limit, isTroubled],
      });
      return load(
        rows.map((row) => row.id),
        leaseToken,
      );
    },
    /** Takes the delivery of one event to one endpoint out of turn, for whoever waits for its answer. */
    async claimForAnswer(eventId: string, endpointId: string): Promise<ClaimedDelivery | null> {
      const leaseToken = ids.uuid();
      const { rows } = await pool.query<{ id: string }>(
        `UPDATE deliveries d SET state = 'running', attempts = attempts + 1, cause = 'answer', lease_token = $3,
           lease_until = now() + interval '${DELIVERY_LEASE_SECONDS} seconds'
         WHERE event_id = $1 AND endpoint_id = $2 AND state = 'pending' AND EXISTS (
           SELECT 1 FROM endpoints e WHERE e.id = $2 AND e.state = 'enabled' AND e.verified_at IS NOT NULL
             AND (e.throttled_until IS NULL OR e.throttled_until <= now()))
         RETURNING id`,
        [eventId, endpointId, leaseToken],
      );
      return (
        (
          await load(
            rows.map((row) => row.id),
            leaseToken,
          )
        )[0] ?? null
      );
    },
    /**
     * Frees deliveries whose process vanished; the attempt it was making does not count. One that took its process
     * down again and again is laid to the dead letters (threat C7). Answers how many.
     */
    async freeAbandoned(): Promise<number> {
      const { rowCount } = await pool.query(
        `UPDATE deliveries SET
           state = CASE WHEN interruptions + 1 >= ${MAX_INTERRUPTIONS} THEN 'dead' ELSE 'pending' END,
           reason = CASE WHEN interruptions + 1 >= ${MAX_INTERRUPTIONS} THEN 'interrupted' END,
           finished_at = CASE WHEN interruptions + 1 >= ${MAX_INTERRUPTIONS} THEN now() END,
           attempts = greatest(attempts - 1, 0), interruptions = interruptions + 1,
           lease_token = NULL, lease_until = NULL, next_at = now()
         WHERE state = 'running' AND lease_until < now()`,
      );
      return rowCount ?? 0;
    },
  };
}
