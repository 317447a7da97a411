import { z } from "zod";
import { writeCursor } from "@/lib/core/list-cursor";
import { type EventFilter, narrowing, readPlace, toEventQuery } from "@/lib/features/console/event-filter";
import { searchEvents } from "@/lib/features/console/search-events";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { ListedEvent } from "@/lib/store/console-events";
import type { InboundEvent } from "@/lib/store/inbound-events";

const PAGE = 50;
/** The live view says "more than this" past it. */
const MAX_NEW = 100;

export type Named = { suiteKey: string | null; corpName: string | null };
export type ShownEvent = ListedEvent & Named;

export type EventPage = {
  events: ShownEvent[];
  /** Cursors of the neighbouring pages; null at either end. */
  older: string | null;
  newer: string | null;
  /** Set when words were searched for: how many events were looked at, and back to when. */
  searched: { count: number; until: Date } | null;
};

const cursorOf = (event: { receivedAt: Date; id: string } | undefined) =>
  event ? writeCursor({ at: event.receivedAt, id: event.id }) : null;

/** One page of received events. Any member of staff. */
export async function listEvents(
  deps: Deps,
  _principal: StaffPrincipal,
  filter: EventFilter,
): Promise<EventPage> {
  const [query, place] = [await toEventQuery(deps, filter), readPlace(filter)];
  if (filter.q !== undefined) {
    const found = await searchEvents(deps, query, filter.q, { limit: PAGE, from: place.from });
    return {
      events: await nameEvents(deps, found.events),
      older: cursorOf(found.next ?? undefined),
      newer: null,
      searched: found.searched,
    };
  }
  const { events, hasMore } = await deps.store.consoleEvents.listPage(query, { limit: PAGE, ...place });
  const isOlder = place.direction === "older";
  return {
    events: await nameEvents(deps, events),
    older: !isOlder || hasMore ? cursorOf(events.at(-1)) : null,
    newer: (isOlder ? place.from !== null : hasMore) ? cursorOf(events[0]) : null,
    searched: null,
  };
}

/** How many events of the filter have come after `since`; for the live view. Any member of staff. */
export async function countNewEvents(
  deps: Deps,
  _principal: StaffPrincipal,
  filter: EventFilter,
): Promise<{ count: number; isMore: boolean }> {
  const place = readPlace({ after: filter.after });
  const count = await deps.store.consoleEvents.countEvents(
    await toEventQuery(deps, narrowing(filter)),
    MAX_NEW + 1,
    place.from,
  );
  return { count: Math.min(count, MAX_NEW), isMore: count > MAX_NEW };
}

/** Adds the suite's key and the enterprise's name to events. */
export async function nameEvents<E extends InboundEvent>(
  deps: Deps,
  events: readonly E[],
): Promise<(E & Named)[]> {
  if (events.length === 0) return [];
  const ids = [...new Set(events.flatMap((one) => (one.corpId ? [one.corpId] : [])))];
  const [{ suites }, names] = await Promise.all([
    deps.store.callbackRequests.listKnownSuites(),
    deps.store.consoleFacts.findCorpNames(ids),
  ]);
  return events.map((one) => ({
    ...one,
    suiteKey: suites.find((suite) => suite.id === one.suiteRowId)?.key ?? null,
    corpName: (one.corpId && names.get(one.corpId)) ?? null,
  }));
}

/** The events before and after one in its filtered list; for ← and →. */
export async function neighboursOf(
  deps: Deps,
  filter: EventFilter,
  event: { receivedAt: Date; id: string },
): Promise<{ newer: string | null; older: string | null }> {
  const query = await toEventQuery(deps, narrowing(filter));
  const from = { receivedAt: event.receivedAt, id: event.id };
  const [newer, older] = await Promise.all([
    deps.store.consoleEvents.listPage(query, { limit: 1, from, direction: "newer" }),
    deps.store.consoleEvents.listPage(query, { limit: 1, from, direction: "older" }),
  ]);
  return { newer: newer.events[0]?.id ?? null, older: older.events[0]?.id ?? null };
}

/** Whether a text is an id of ours. */
export function isRowId(text: string): boolean {
  return z.uuid().safeParse(text).success;
}

/** Keys and names of the suites, for filters. Any member of staff. */
export async function listSuiteNames(
  deps: Deps,
  _principal: StaffPrincipal,
): Promise<{ id: string; key: string; name: string }[]> {
  return (await deps.store.callbackRequests.listKnownSuites()).suites;
}
