import { writeCursor } from "@/lib/core/list-cursor";
import { fail, ok, type Result } from "@/lib/core/result";
import { readPlace } from "@/lib/features/console/event-filter";
import { type Named, nameEvents } from "@/lib/features/console/list-events";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { ListedEvent } from "@/lib/store/console-events";
import type { StoredRequest } from "@/lib/store/console-requests";

const PAGE = 60;

export type TimelineEntry =
  | { kind: "event"; at: Date; event: ListedEvent & Named }
  | { kind: "request"; at: Date; request: StoredRequest };

/** What happened with one enterprise, newest first: its events, and refused requests that named it. Any member of staff. */
export async function showTimeline(
  deps: Deps,
  _principal: StaffPrincipal,
  id: string,
  place: { before?: string | undefined },
): Promise<
  Result<{ name: string; rowId: string; entries: TimelineEntry[]; older: string | null }, "corp.unknown">
> {
  const corp = await deps.store.consoleCorps.findCorp(id);
  if (!corp) return fail("corp.unknown");
  const corpIds = [corp.plainCorpId, corp.openCorpId].filter((one) => one !== null);
  const { from } = readPlace(place);
  const { events, hasMore } = await deps.store.consoleEvents.listPage(
    { corpIds },
    { limit: PAGE, from, direction: "older" },
  );
  const last = events.at(-1);
  const { requests } = await deps.store.consoleRequests.listPage(
    {
      receiveIds: corpIds,
      kind: "refused",
      // Within the stretch of time that this page shows.
      ...(hasMore && last ? { from: last.receivedAt } : {}),
    },
    { limit: PAGE, from, direction: "older" },
  );
  const entries: TimelineEntry[] = [
    ...(await nameEvents(deps, events)).map((event) => ({
      kind: "event" as const,
      at: event.receivedAt,
      event,
    })),
    ...requests.map((request) => ({ kind: "request" as const, at: request.receivedAt, request })),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
  return ok({
    name: corp.name,
    rowId: corp.id,
    entries,
    older: hasMore && last ? writeCursor({ at: last.receivedAt, id: last.id }) : null,
  });
}
