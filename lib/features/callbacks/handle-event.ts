import { shortReference } from "@/lib/core/ids";
import { Secret } from "@/lib/core/secret";
import { textOf } from "@/lib/core/xml/read-xml";
import { openEvent, type StoredEvent } from "@/lib/features/callbacks/read-event";
import type { Deps } from "@/lib/features/deps";
import { publishReceived } from "@/lib/features/gateway/publish-event";
import { AUTH_CODE_MS } from "@/lib/features/install/complete-install";
import { findInvitedState } from "@/lib/features/install/find-invited-state";
import { nextAuthorization } from "@/lib/features/install/next-authorization";
import { DONE, type WorkResult } from "@/lib/features/work-result";
import { PARKED_WORK } from "@/lib/store/work-items";

/** These make us read the authorisation again; what they say of it is not believed on its own. */
const CHANGES = new Set([
  "change_auth",
  "change_app_admin",
  "event.change_app_admin",
  "corp_arch_auth",
  "approve_special_auth",
  "cancel_special_auth",
  "change_editon",
  "change_edition",
]);
/** An event may come before the permanent code of its corp is stored; nothing says in which order they are sent. */
const PARK_SECONDS = 15 * 60;
const REFERENCE_BYTES = 8;

/**
 * Works on a stored event, then publishes it. Harmless to repeat: the effect checks what is stored, and an event is
 * published once under its own id. An event that has to wait for its corp is published when its time comes.
 */
export async function handleEvent(deps: Deps, eventId: string): Promise<WorkResult> {
  const event = await openEvent(deps, eventId);
  if (!event || event.isStale) return DONE;
  const result = event.suiteRowId === null ? DONE : await applyEvent(deps, event, event.suiteRowId);
  if (result === PARKED) return DONE;
  await publishReceived(deps, event);
  return result;
}

const PARKED = "parked";

async function applyEvent(
  deps: Deps,
  event: StoredEvent,
  suiteRowId: string,
): Promise<WorkResult | typeof PARKED> {
  if (event.type === "suite_ticket") return takeTicket(deps, event, suiteRowId);
  if (event.type === "create_auth" || event.type === "reset_permanent_code")
    return takeAuthCode(deps, event, suiteRowId, event.type);
  if (event.type !== "cancel_auth" && !CHANGES.has(event.type)) return DONE;
  if (await applyToAuthorization(deps, event, suiteRowId)) return DONE;
  const park = (delaySeconds: number) =>
    deps.store.workItems.enqueue({ kind: PARKED_WORK, subjectId: event.id, delaySeconds });
  await park(PARK_SECONDS);
  // The corp may have appeared between the look and the parking; then nobody else would release the event.
  if (event.corpId && (await deps.store.authorizations.findAuthorization(suiteRowId, event.corpId)))
    await park(0);
  return PARKED;
}

/**
 * Works on an event that waited for its corp: the corp has appeared, or the time is over. Then it is dropped, and
 * stays in the inbox.
 */
export async function handleParkedEvent(deps: Deps, eventId: string): Promise<WorkResult> {
  const event = await openEvent(deps, eventId);
  if (!event || event.suiteRowId === null) return DONE;
  const known =
    event.corpId === null
      ? null
      : await deps.store.authorizations.findAuthorization(event.suiteRowId, event.corpId);
  if (!known) {
    deps.log.warn("parked_event_dropped", { eventId, type: event.type, corpId: event.corpId });
    return DONE;
  }
  return handleEvent(deps, eventId);
}

async function takeTicket(deps: Deps, event: StoredEvent, suiteRowId: string): Promise<WorkResult> {
  const ticket = textOf(event.content.fields, "SuiteTicket");
  if (ticket === null) return DONE;
  await deps.store.suiteTickets.saveTicket({
    suiteRowId,
    ticket: new Secret(ticket),
    platformTime: event.platformTime ?? event.receivedAt,
    receivedAt: event.receivedAt,
  });
  // A suite that waited for a ticket need not wait out its back-off. The token itself is fetched when wanted.
  await deps.store.tokens.allowTokenRetry({ kind: "suite", ownerId: suiteRowId });
  return DONE;
}

async function takeAuthCode(
  deps: Deps,
  event: StoredEvent,
  suiteRowId: string,
  source: "create_auth" | "reset_permanent_code",
): Promise<WorkResult> {
  const code = textOf(event.content.fields, "AuthCode");
  if (code === null) return DONE;
  const installStateId = await findInvitedState(
    deps,
    suiteRowId,
    textOf(event.content.fields, "State"),
    event.receivedAt,
  );
  await deps.store.authExchanges.beginExchange({
    suiteRowId,
    code: new Secret(code),
    source,
    platformTime: event.platformTime,
    // By our own clock: WeCom's refusal, not a skewed clock, should end it.
    expiresAt: new Date(event.receivedAt.getTime() + AUTH_CODE_MS),
    installStateId,
    reference: shortReference(deps.ids.random(REFERENCE_BYTES)),
    workDelaySeconds: 0,
  });
  deps.wakeWorker();
  return DONE;
}

/** False: no such authorisation yet. */
async function applyToAuthorization(deps: Deps, event: StoredEvent, suiteRowId: string): Promise<boolean> {
  const { corpId, platformTime: at } = event;
  const found = corpId && (await deps.store.authorizations.findAuthorization(suiteRowId, corpId));
  if (!found) return false;
  const kind = event.type === "cancel_auth" ? "cancelled" : "changed";
  const next = await deps.store.authorizations.applyLifecycle(found.id, (state, now) =>
    nextAuthorization(state, { kind, at }, now),
  );
  if (next?.status === "cancelled" && found.status !== "cancelled") {
    deps.log.info("corp_suspended", { authorizationId: found.id });
    await deps.store.audit.record({
      actorKind: "system",
      action: "corp.suspended",
      subject: found.id,
      details: { corpId },
    });
  }
  deps.wakeWorker();
  return true;
}
