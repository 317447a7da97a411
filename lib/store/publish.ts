import "server-only";
import type { Pool, PoolClient } from "pg";
import { type AuthorizationSnapshot, lifecycleEventOf } from "@/lib/core/lifecycle-event";
import { describeAuthorization, namesOf, type OutgoingPayload } from "@/lib/core/outgoing-event";
import type { StoreContext } from "@/lib/store/context";

/** One event to be published. */
export type Publication = {
  /** A received event's own id, so that working on it twice publishes once (promise R3); else a new one. */
  id: string;
  /** For events without a received one: what they may be made of only once. */
  onceKey: string | null;
  type: string;
  suiteKey: string;
  corpRowId: string | null;
  /** Every id that the corp is known by. */
  corpIds: string[];
  happenedAt: Date;
  payload: OutgoingPayload;
  /** Only while the suite is authorised by the corp (threat G7). */
  needsGrant: boolean;
  /** A message whose answer may go back to WeCom: endpoints that answer get it from the callback first. */
  isAnswerable: boolean;
  /** This endpoint alone gets it, whatever it asked for. */
  onlyEndpointId?: string;
};

/** How long the queue leaves an answerable message to the callback that is about to deliver it itself. */
const ANSWER_SECONDS = 8;

/** Whether an endpoint wants an event of type `$type` about a corp known as `$corps`: types with `*`, corps or all. */
export const MATCHES = (type: string, corps: string) => `(
  EXISTS (SELECT 1 FROM unnest(e.event_filter) f WHERE ${type} LIKE
    replace(replace(replace(replace(f, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*', '%'))
  AND (e.corp_filter = '{}' OR e.corp_filter && ${corps}))`;

/** Whether a suite is authorised by a corp now. */
export const GRANTED = (suiteKey: string, corpRowId: string) => `EXISTS (
  SELECT 1 FROM authorizations a JOIN suites s ON s.id = a.suite_row_id
  WHERE s.key = ${suiteKey} AND a.corp_row_id = ${corpRowId}
    AND a.status IN ('active', 'needs_reauthorization'))`;

const PUBLISH = `
WITH matching AS (
  SELECT e.id, e.is_answering FROM endpoints e
  WHERE e.suite_key = $4 AND e.state <> 'deleted'
    AND CASE WHEN $11::uuid IS NULL THEN ${MATCHES("$3::text", "$6::text[]")} ELSE e.id = $11 END
    AND (NOT $9::boolean OR ${GRANTED("$4", "$5::uuid")})
), made AS (
  INSERT INTO outgoing_events (id, once_key, type, suite_key, corp_row_id, corp_id, happened_at, created_at, fanout, payload_sealed)
  SELECT $1::uuid, $2, $3, $4, $5::uuid, ($6::text[])[1], $7, now(), (SELECT count(*) FROM matching), $8
  WHERE NOT $9::boolean OR ${GRANTED("$4", "$5::uuid")}
  ON CONFLICT DO NOTHING RETURNING id
), fan AS (
  INSERT INTO deliveries (id, event_id, endpoint_id, corp_row_id, next_at, created_at)
  SELECT gen_random_uuid(), made.id, m.id, $5::uuid,
         now() + make_interval(secs => CASE WHEN m.is_answering AND $10::boolean THEN ${ANSWER_SECONDS} ELSE 0 END), now()
  FROM made CROSS JOIN matching m
)
SELECT (SELECT count(*) FROM matching)::int AS fanout FROM made`;

/**
 * Makes an event and a delivery per endpoint that wants it: one statement, so all of it exists or nothing, and inside
 * the caller's transaction where `db` is one (promises R2, R3). Answers how many deliveries; null when the event was
 * published before or its corp has not authorised the suite.
 */
export async function publishEvent(
  db: Pool | PoolClient,
  { sealer }: Pick<StoreContext, "sealer">,
  one: Publication,
): Promise<number | null> {
  const { rows } = await db.query<{ fanout: number }>({
    name: "publish-event",
    text: PUBLISH,
    values: [
      one.id,
      one.onceKey,
      one.type,
      one.suiteKey,
      one.corpRowId,
      one.corpIds,
      one.happenedAt,
      sealer.seal("outgoing_events", one.id, "payload", JSON.stringify(one.payload)),
      one.needsGrant,
      one.isAnswerable,
      one.onlyEndpointId ?? null,
    ],
  });
  return rows[0]?.fanout ?? null;
}

/** Publishes what a change of an authorisation amounts to, in the transaction that makes the change. */
export async function publishLifecycle(
  db: PoolClient,
  context: Pick<StoreContext, "sealer" | "ids" | "clock">,
  before: AuthorizationSnapshot | null,
  after: AuthorizationSnapshot | null,
): Promise<void> {
  const event = after && lifecycleEventOf(before, after);
  if (!event || !after) return;
  await publishEvent(db, context, {
    id: context.ids.uuid(),
    onceKey: null,
    type: event.type,
    suiteKey: after.suiteKey,
    corpRowId: after.corpRowId,
    corpIds: [after.corpId, after.openCorpId].filter((id) => id !== null),
    happenedAt: context.clock.now(),
    payload: {
      data: { ...namesOf(after), ...event.details },
      // Word of an end outlives the data (threat C6), so it carries ids only.
      authorization:
        after.status === "active" || after.status === "needs_reauthorization"
          ? describeAuthorization(after)
          : null,
    },
    needsGrant: false,
    isAnswerable: false,
  });
}

export function createPublishStore(context: StoreContext) {
  return {
    /** Publishes outside of any other change. See `publishEvent`. */
    publish: (one: Publication): Promise<number | null> => publishEvent(context.pool, context, one),
  };
}
