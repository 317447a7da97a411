import { namesOf } from "@/lib/core/outgoing-event";
import type { Deps } from "@/lib/features/deps";

/** An endpoint that only failed for so long gets a notice, and later nothing more (promise R8). */
export const NOTICE_DAYS = 2;
export const DISABLE_DAYS = 5;
/** WeCom pushes a ticket every ten minutes and it lives thirty. */
export const TICKET_LATE_MINUTES = 20;

/** What the gateway needs without an event, once a minute. Safe in several processes. */
export async function keepGateway(deps: Deps): Promise<void> {
  const { gatewayUpkeep, endpoints, audit } = deps.store;
  const failing = await gatewayUpkeep.listFailing({ noticeDays: NOTICE_DAYS, disableDays: DISABLE_DAYS });
  for (const id of failing.notice) {
    if (!(await gatewayUpkeep.noteNotice(id))) continue;
    deps.log.warn("endpoint_failing", { endpointId: id, days: NOTICE_DAYS });
    await audit.record({
      actorKind: "system",
      action: "endpoint.failing",
      subject: id,
      details: { days: NOTICE_DAYS, disabledAfterDays: DISABLE_DAYS },
    });
  }
  for (const id of failing.disable) {
    if (!(await endpoints.setEndpointState(id, "disabled", "failing"))) continue;
    deps.log.warn("endpoint_disabled", { endpointId: id, reason: "failing" });
    await audit.record({
      actorKind: "system",
      action: "endpoint.disabled",
      subject: id,
      details: { reason: "failing", days: DISABLE_DAYS },
    });
  }
  await tellLateTickets(deps);
  const { buried, pruned } = await gatewayUpkeep.buryAndPrune();
  if (buried + pruned > 0) deps.log.info("gateway_kept", { buried, pruned });
  await endpoints.pruneSecrets();
}

/** Once per ticket: the next late one is another event. */
async function tellLateTickets(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  for (const late of await deps.store.gatewayUpkeep.listLateTickets(TICKET_LATE_MINUTES)) {
    const made = await deps.store.outgoingEvents.publish({
      id: deps.ids.uuid(),
      onceKey: `suite.ticket_late ${late.ticketId}`,
      type: "suite.ticket_late",
      suiteKey: late.suiteKey,
      corpRowId: null,
      corpIds: [],
      happenedAt: now,
      payload: {
        data: {
          ...namesOf({ ...late, corpId: null, openCorpId: null }),
          last_ticket_at: late.receivedAt.toISOString(),
          age_seconds: Math.round((now.getTime() - late.receivedAt.getTime()) / 1_000),
        },
        authorization: null,
      },
      needsGrant: false,
      isAnswerable: false,
    });
    if (made) deps.wakeDeliveries();
  }
}
