import "server-only";
import { createGroupCommit } from "@/lib/core/group-commit";
import type { StoreContext } from "@/lib/store/context";
import type { DeliveryCause } from "@/lib/store/delivery-claims";

/** How an attempt ended and what becomes of its delivery. */
export type AttemptResult = {
  deliveryId: string;
  leaseToken: string;
  endpointId: string;
  state: "delivered" | "pending" | "dead" | "cancelled";
  reason: string | null;
  /** For `pending`: seconds until the next attempt. */
  waitSeconds: number;
  /** Null: nothing was sent. */
  attempt: {
    cause: DeliveryCause;
    startedAt: Date;
    durationMs: number;
    status: number | null;
    error: string | null;
    response: string | null;
  } | null;
};

/** What a failure or a first success tells of the endpoint. */
export type EndpointHealth =
  | { kind: "success" }
  | { kind: "failure"; throttleSeconds: number }
  | { kind: "gone" };

const RECORD = `
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::float8[], $6::uuid[], $7::text[], $8::timestamptz[],
    $9::int[], $10::int[], $11::text[], $12::bytea[], $13::uuid[])
  AS g(delivery_id, lease_token, state, reason, wait, attempt_id, cause, started_at, duration_ms, status, error, response, endpoint_id)
), ended AS (
  UPDATE deliveries d SET state = g.state, reason = g.reason, lease_token = NULL, lease_until = NULL,
    next_at = CASE WHEN g.state = 'pending' THEN now() + make_interval(secs => g.wait) ELSE d.next_at END,
    cause = CASE WHEN g.state = 'pending' THEN 'schedule' ELSE d.cause END,
    first_attempt_at = coalesce(d.first_attempt_at, g.started_at),
    finished_at = CASE WHEN g.state = 'pending' THEN NULL ELSE now() END,
    last_status = CASE WHEN g.attempt_id IS NULL THEN d.last_status ELSE g.status END,
    last_error = CASE WHEN g.attempt_id IS NULL THEN d.last_error ELSE g.error END
  FROM given g WHERE d.id = g.delivery_id AND d.lease_token = g.lease_token RETURNING d.id
), logged AS (
  INSERT INTO delivery_attempts (id, delivery_id, endpoint_id, cause, started_at, duration_ms, status, error, response_sealed)
  SELECT g.attempt_id, g.delivery_id, g.endpoint_id, g.cause, g.started_at, g.duration_ms, g.status, g.error, g.response
  FROM given g JOIN deliveries d ON d.id = g.delivery_id WHERE g.attempt_id IS NOT NULL
)
SELECT id FROM ended`;

export function createDeliveryResults({ pool, ids, sealer }: StoreContext) {
  async function write(rows: AttemptResult[]): Promise<boolean[]> {
    const column = <T>(pick: (row: AttemptResult) => T): T[] => rows.map(pick);
    const attemptIds = rows.map((row) => (row.attempt ? ids.uuid() : null));
    const answered = await pool.query<{ id: string }>({
      name: "record-attempts",
      text: RECORD,
      values: [
        column((row) => row.deliveryId),
        column((row) => row.leaseToken),
        column((row) => row.state),
        column((row) => row.reason),
        column((row) => row.waitSeconds),
        attemptIds,
        column((row) => row.attempt?.cause ?? null),
        column((row) => row.attempt?.startedAt.toISOString() ?? null),
        column((row) => row.attempt?.durationMs ?? null),
        column((row) => row.attempt?.status ?? null),
        column((row) => row.attempt?.error ?? null),
        rows.map((row, at) => {
          const [id, response] = [attemptIds[at], row.attempt?.response];
          return id && response ? sealer.seal("delivery_attempts", id, "response", response) : null;
        }),
        column((row) => row.endpointId),
      ],
    });
    const ended = new Set(answered.rows.map((row) => row.id));
    return rows.map((row) => ended.has(row.deliveryId));
  }

  const groups = createGroupCommit<AttemptResult, boolean>({
    write,
    maxRows: 200,
    maxInFlight: 2,
    defer: setImmediate,
    isRowFault: () => true,
  });

  return {
    /**
     * Writes down an attempt and what follows. False: the lease was lost and another process decides; the attempt
     * is kept in the log all the same, because it reached the receiver.
     */
    recordAttempt: (result: AttemptResult): Promise<boolean> => groups.add(result),
    async noteHealth(endpointId: string, health: EndpointHealth): Promise<void> {
      if (health.kind === "success")
        await pool.query(
          `UPDATE endpoints SET failures_in_a_row = 0, failing_since = NULL, notice_at = NULL, throttled_until = NULL,
             last_success_at = now() WHERE id = $1`,
          [endpointId],
        );
      else if (health.kind === "failure")
        await pool.query(
          `UPDATE endpoints SET failures_in_a_row = failures_in_a_row + 1, failing_since = coalesce(failing_since, now()),
             throttled_until = CASE WHEN $2 > 0 THEN greatest(throttled_until, now() + make_interval(secs => $2))
                                    ELSE throttled_until END
           WHERE id = $1`,
          [endpointId, health.throttleSeconds],
        );
      else
        await pool.query(
          `UPDATE endpoints SET failures_in_a_row = failures_in_a_row + 1, failing_since = coalesce(failing_since, now()),
             state = 'disabled', state_reason = 'gone', state_at = now()
           WHERE id = $1 AND state = 'enabled'`,
          [endpointId],
        );
    },
  };
}
