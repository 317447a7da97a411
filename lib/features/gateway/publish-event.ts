import {
  describeAuthorization,
  namesOf,
  type OutgoingPayload,
  PROVIDER_SUITE,
} from "@/lib/core/outgoing-event";
import type { Deps } from "@/lib/features/deps";
import type { InboundEvent } from "@/lib/store/inbound-events";
import { maskFields, type WecomEvent } from "@/lib/wecom/events";

/**
 * Pushes that are not passed on: what they bring about is published instead, from what was stored
 * (`lifecycleEventOf`), and a suite_ticket is nobody's business but the portal's.
 */
const NOT_PASSED_ON = new Set([
  "suite_ticket",
  "create_auth",
  "change_auth",
  "cancel_auth",
  "reset_permanent_code",
]);

/** Events of the instruction URL may be about a corp that has not authorised the suite, such as an order. */
const MAY_PRECEDE_GRANT = new Set(["command", "provider"]);

/** The name of a received event among ours: `wecom.` and its InfoType, or its MsgType and Event. */
export function outgoingTypeOf(type: string): string {
  return `wecom.${type}`;
}

/**
 * Publishes a received event to the endpoints that want it, once, however often it is called: the event that goes
 * out has the id of the one that came in (promise R3). Data of a corp without a living authorisation goes to nobody
 * (threat G7). Answers whether anything was published now.
 */
export async function publishReceived(
  deps: Deps,
  event: InboundEvent & { content: WecomEvent },
): Promise<boolean> {
  if (event.isStale || NOT_PASSED_ON.has(event.type)) return false;
  const suite = event.suiteRowId === null ? null : await deps.store.suites.findSuite(event.suiteRowId);
  if (event.suiteRowId !== null && !suite) return false;
  const grant =
    suite && event.corpId ? await deps.store.authorizations.findSnapshot(suite.id, event.corpId) : null;
  if (!grant && event.corpId !== null && !MAY_PRECEDE_GRANT.has(event.channel)) return false;
  const corpIds = grant ? [grant.corpId, grant.openCorpId].filter((id) => id !== null) : [];
  const payload: OutgoingPayload = {
    data: {
      ...namesOf({
        suiteKey: suite?.key ?? PROVIDER_SUITE,
        suiteId: suite?.suiteId ?? null,
        corpId: grant?.corpId ?? event.corpId,
        openCorpId: grant?.openCorpId ?? null,
      }),
      channel: event.channel,
      change_type: event.changeType,
      received_at: event.receivedAt.toISOString(),
      fields: maskFields(event.content.fields),
    },
    authorization: grant && describeAuthorization(grant),
  };
  const fanout = await deps.store.outgoingEvents.publish({
    id: event.id,
    onceKey: null,
    type: outgoingTypeOf(event.type),
    suiteKey: suite?.key ?? PROVIDER_SUITE,
    corpRowId: grant?.corpRowId ?? null,
    corpIds: corpIds.length > 0 || event.corpId === null ? corpIds : [event.corpId],
    happenedAt: event.platformTime ?? event.receivedAt,
    payload,
    needsGrant: grant !== null,
    isAnswerable: event.channel === "data" || event.channel === "settings",
  });
  if (fanout) deps.wakeDeliveries();
  return fanout !== null;
}
