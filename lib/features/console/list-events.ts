import { z } from "zod";
import { fail, ok, type Result } from "@/lib/core/result";
import { readXml } from "@/lib/core/xml/read-xml";
import { readCursor, writeCursor } from "@/lib/features/console/cursor";
import { maskFields, type ShownField } from "@/lib/features/console/mask-event";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { InboundEvent } from "@/lib/store/inbound-events";

const PAGE = 50;

export const eventFilter = z.object({
  suite: z
    .string()
    .regex(/^([a-z0-9][a-z0-9-]{0,31}|_provider)$/)
    .optional()
    .catch(undefined),
  corp: z.string().trim().min(1).max(64).optional().catch(undefined),
  type: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_.]{1,80}$/)
    .optional()
    .catch(undefined),
  cursor: z.string().max(60).optional().catch(undefined),
});
export type EventFilter = z.output<typeof eventFilter>;

export type ShownEvent = InboundEvent & { suiteKey: string | null; corpName: string | null };

/** One page of received events. Any member of staff. */
export async function listEvents(
  deps: Deps,
  _principal: StaffPrincipal,
  filter: EventFilter,
): Promise<{ events: ShownEvent[]; next: string | null }> {
  const suites = await deps.store.suites.listSuites();
  const wanted = filter.suite === undefined ? undefined : suites.find((one) => one.key === filter.suite)?.id;
  const suiteRowIds =
    filter.suite === undefined ? undefined : filter.suite === "_provider" ? [null] : wanted ? [wanted] : [];
  const corp = filter.corp === undefined ? null : await deps.store.consoleCorps.findCorp(filter.corp);
  const corpIds =
    filter.corp === undefined
      ? undefined
      : corp
        ? [corp.plainCorpId, corp.openCorpId].filter((one) => one !== null)
        : [filter.corp];
  const cursor = readCursor(filter.cursor);
  const page = await deps.store.inboundEvents.listEvents(
    { suiteRowIds, corpIds, type: filter.type },
    PAGE,
    cursor && { receivedAt: cursor.at, id: cursor.id },
  );
  return {
    events: await nameEvents(deps, page.events),
    next: page.next && writeCursor({ at: page.next.receivedAt, id: page.next.id }),
  };
}

/** Adds the suite's key and the enterprise's name to events. */
export async function nameEvents(deps: Deps, events: InboundEvent[]): Promise<ShownEvent[]> {
  const ids = [...new Set(events.flatMap((one) => (one.corpId ? [one.corpId] : [])))];
  const [suites, names] = await Promise.all([
    deps.store.suites.listSuites(),
    deps.store.consoleFacts.findCorpNames(ids),
  ]);
  return events.map((one) => ({
    ...one,
    suiteKey: suites.find((suite) => suite.id === one.suiteRowId)?.key ?? null,
    corpName: (one.corpId && names.get(one.corpId)) ?? null,
  }));
}

export type EventDetail = {
  event: ShownEvent;
  /** Empty when the stored text is not the XML it was at receipt. */
  fields: ShownField[];
  work: { state: string; attempts: number; lastError: string | null } | null;
};

/** One event with its decrypted fields; codes and tickets are masked before they leave this function (threat E9). */
export async function showEvent(
  deps: Deps,
  _principal: StaffPrincipal,
  id: string,
): Promise<Result<EventDetail, "not_found">> {
  if (!z.uuid().safeParse(id).success) return fail("not_found");
  const found = await deps.store.inboundEvents.findEventPayload(id);
  if (!found) return fail("not_found");
  const [event] = await nameEvents(deps, [found.event]);
  if (!event) return fail("not_found");
  const work = await deps.store.consoleFacts.findWorkOf(id);
  const xml = readXml(Buffer.from(found.payload.reveal(), "utf8"));
  return ok({ event, work, fields: xml.ok ? maskFields(xml.value) : [] });
}
