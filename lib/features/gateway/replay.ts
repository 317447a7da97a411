import { parseSuiteKey } from "@/lib/core/ids";
import { namesOf, PROVIDER_SUITE } from "@/lib/core/outgoing-event";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { findManaged } from "@/lib/features/gateway/manage-endpoints";
import { type Manager, mayManage } from "@/lib/features/gateway/manager";
import type { ReplayScope } from "@/lib/store/replays";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const TEST_TYPE = "portal.test";

/**
 * Sends one event again to whoever wants it, or to one endpoint, under its old id (promise R12). It is queued when
 * this answers. `isSeen`: whether the manager may see the event at all.
 */
export async function replayEvent(
  deps: Deps,
  manager: Manager,
  input: { eventId: string; endpointId: string | null },
): Promise<Result<{ queued: number }, "staff.forbidden" | "api.not_found" | "event.not_published">> {
  if (!manager.mayChange) return fail("staff.forbidden");
  if (!UUID.test(input.eventId)) return fail("api.not_found");
  if (input.endpointId !== null && !(await findManaged(deps, manager, input.endpointId)))
    return fail("api.not_found");
  const suiteKeys = manager.suiteKeys ?? [
    ...(await deps.store.suites.listSuites()).map((one) => one.key),
    PROVIDER_SUITE,
  ];
  // A program held to some corps reaches the endpoints that are held to them, one by one.
  const targets =
    manager.corpIds === null || input.endpointId !== null
      ? [input.endpointId]
      : (await deps.store.endpoints.listEndpoints({ suiteKeys }))
          .filter((one) => mayManage(manager, one))
          .map((one) => one.id);
  let queued = 0;
  let isKnown = targets.length === 0;
  for (const target of targets) {
    const done = await deps.store.deliveries.replayEvent(input.eventId, suiteKeys, target);
    isKnown ||= done !== null;
    queued += done?.queued ?? 0;
  }
  if (!isKnown) return fail("event.not_published");
  await deps.store.audit.record({
    ...manager.actor,
    action: "event.replayed",
    subject: input.eventId,
    details: { queued, endpoint: input.endpointId },
  });
  deps.wakeDeliveries();
  return ok({ queued });
}

/** One delivery again, or now instead of later. */
export async function replayDelivery(
  deps: Deps,
  manager: Manager,
  deliveryId: string,
): Promise<Result<null, "staff.forbidden" | "api.not_found" | "replay.busy">> {
  if (!manager.mayChange) return fail("staff.forbidden");
  const delivery = UUID.test(deliveryId) ? await deps.store.deliveries.findDelivery(deliveryId) : null;
  if (!delivery || !(await findManaged(deps, manager, delivery.endpointId))) return fail("api.not_found");
  if (!(await deps.store.deliveries.replayDelivery(deliveryId))) return fail("replay.busy");
  await deps.store.audit.record({
    ...manager.actor,
    action: "delivery.replayed",
    subject: deliveryId,
    details: { event: delivery.eventId, endpoint: delivery.endpointId },
  });
  deps.wakeDeliveries();
  return ok(null);
}

/** Many of one endpoint again; a dry run only counts, and a person sees that count before (threat G9). */
export async function replayMany(
  deps: Deps,
  manager: Manager,
  scope: ReplayScope,
  isDryRun: boolean,
): Promise<Result<{ count: number }, "staff.forbidden" | "api.not_found">> {
  if (!manager.mayChange) return fail("staff.forbidden");
  const endpoint = await findManaged(deps, manager, scope.endpointId);
  if (!endpoint) return fail("api.not_found");
  if (isDryRun) return ok({ count: await deps.store.deliveries.countReplay(scope) });
  const count = await deps.store.deliveries.replayMany(scope);
  await deps.store.audit.record({
    ...manager.actor,
    action: "endpoint.replayed",
    subject: endpoint.id,
    details: { name: endpoint.name, since: scope.since.toISOString(), only: scope.only, count },
  });
  deps.wakeDeliveries();
  return ok({ count });
}

/** An event of no consequence to one endpoint, whatever it asked for: does it arrive, does the signature verify? */
export async function sendTestEvent(
  deps: Deps,
  manager: Manager,
  endpointId: string,
): Promise<Result<{ eventId: string }, "staff.forbidden" | "api.not_found">> {
  if (!manager.mayChange) return fail("staff.forbidden");
  const endpoint = await findManaged(deps, manager, endpointId);
  if (!endpoint) return fail("api.not_found");
  const suiteKey = parseSuiteKey(endpoint.suiteKey);
  const suite = suiteKey && (await deps.store.suites.findSuiteByKey(suiteKey));
  const id = deps.ids.uuid();
  await deps.store.outgoingEvents.publish({
    id,
    onceKey: null,
    type: TEST_TYPE,
    suiteKey: endpoint.suiteKey,
    corpRowId: null,
    corpIds: [],
    happenedAt: deps.clock.now(),
    payload: {
      data: {
        ...namesOf({
          suiteKey: endpoint.suiteKey,
          suiteId: suite?.suiteId ?? null,
          corpId: null,
          openCorpId: null,
        }),
        endpoint: endpoint.name,
        message: "It works. / 收到即成功。",
      },
      authorization: null,
    },
    needsGrant: false,
    isAnswerable: false,
    onlyEndpointId: endpoint.id,
  });
  await deps.store.audit.record({
    ...manager.actor,
    action: "endpoint.tested",
    subject: endpoint.id,
    details: { name: endpoint.name, event: id },
  });
  deps.wakeDeliveries();
  return ok({ eventId: id });
}
