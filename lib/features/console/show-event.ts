import { fail, ok, type Result } from "@/lib/core/result";
import { readXml } from "@/lib/core/xml/read-xml";
import type { EventFilter } from "@/lib/features/console/event-filter";
import { isRowId, type Named, nameEvents, neighboursOf } from "@/lib/features/console/list-events";
import { maskFields, type ShownField } from "@/lib/features/console/mask-event";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { ListedEvent } from "@/lib/store/console-events";
import type { StoredRequest } from "@/lib/store/console-requests";

const SHOWN_REQUESTS = 10;

export type EventDetail = {
  event: ListedEvent & Named;
  /** Empty when the stored text is not the XML it was at receipt. */
  fields: ShownField[];
  /** The requests that brought it: the first, and every time it was sent again. */
  requests: StoredRequest[];
  newer: string | null;
  older: string | null;
};

async function readFields(deps: Deps, id: string, isRevealed: boolean): Promise<ShownField[]> {
  const found = await deps.store.inboundEvents.findEventPayload(id);
  const xml = found && readXml(Buffer.from(found.payload.reveal(), "utf8"));
  return xml?.ok ? maskFields(xml.value, { isRevealed }) : [];
}

/** One event with its fields; codes, tickets and people are masked before they leave this function (threat E9). */
export async function showEvent(
  deps: Deps,
  _principal: StaffPrincipal,
  id: string,
  filter: EventFilter = {},
): Promise<Result<EventDetail, "not_found">> {
  if (!isRowId(id)) return fail("not_found");
  const found = await deps.store.consoleEvents.findListed(id);
  const [event] = found ? await nameEvents(deps, [found]) : [];
  if (!event) return fail("not_found");
  const [fields, { requests }, neighbours] = await Promise.all([
    readFields(deps, id, false),
    deps.store.consoleRequests.listPage(
      { eventId: id },
      { limit: SHOWN_REQUESTS, from: null, direction: "older" },
    ),
    neighboursOf(deps, filter, event),
  ]);
  return ok({ event, fields, requests, ...neighbours });
}

/** What a reason must be for it to mean something to whoever reads the audit log. */
export const MIN_REASON_LENGTH = 4;

/** The personal fields of one event, for a reason that the audit log keeps. Operators. Codes and tickets stay masked. */
export async function revealEvent(
  deps: Deps,
  principal: StaffPrincipal,
  input: { eventId: string; reason: string },
): Promise<Result<ShownField[], "staff.forbidden" | "not_found" | "request.invalid">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const reason = input.reason.trim();
  if (reason.length < MIN_REASON_LENGTH) return fail("request.invalid");
  const event = isRowId(input.eventId) ? await deps.store.consoleEvents.findListed(input.eventId) : null;
  if (!event) return fail("not_found");
  // Written down first: what was shown can't be taken back.
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "event.revealed",
    subject: event.id,
    details: { reason, type: event.type, corpId: event.corpId },
  });
  return ok(await readFields(deps, event.id, true));
}
