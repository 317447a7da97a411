import { z } from "zod";
import { CALLBACK_CAUSES, type CallbackCause } from "@/lib/core/callback-causes";
import { writeCursor } from "@/lib/core/list-cursor";
import { fail, ok, type Result } from "@/lib/core/result";
import { cursorField, readLocalTime, readPlace, timeField } from "@/lib/features/console/event-filter";
import { isRowId } from "@/lib/features/console/list-events";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { RequestQuery, StoredRequest } from "@/lib/store/console-requests";

const PAGE = 50;
const DAY_MS = 86_400_000;
const CAUSES = Object.keys(CALLBACK_CAUSES) as [CallbackCause, ...CallbackCause[]];

/** What the address of the request list may say. */
export const requestFilter = z.object({
  suite: z
    .string()
    .regex(/^([a-z0-9][a-z0-9-]{0,31}|_provider|unknown)$/)
    .optional()
    .catch(undefined),
  kind: z.enum(["refused", "accepted", "odd"]).optional().catch(undefined),
  cause: z.enum(CAUSES).optional().catch(undefined),
  from: timeField,
  to: timeField,
  before: cursorField,
  after: cursorField,
});
export type RequestFilter = z.output<typeof requestFilter>;

export type RequestPage = {
  requests: StoredRequest[];
  older: string | null;
  newer: string | null;
  /** Refused ones of the last day by cause, whatever the filter narrows besides the suite. */
  causes: { cause: string; count: number; last: Date }[];
};

function toQuery(filter: RequestFilter): RequestQuery {
  return {
    label: filter.suite,
    kind: filter.kind,
    cause: filter.cause,
    from: filter.from === undefined ? undefined : readLocalTime(filter.from),
    to: filter.to === undefined ? undefined : readLocalTime(filter.to),
  };
}

const cursorOf = (one: StoredRequest | undefined) =>
  one ? writeCursor({ at: one.receivedAt, id: one.id }) : null;

/** One page of requests to the callback addresses. Any member of staff. */
export async function listRequests(
  deps: Deps,
  _principal: StaffPrincipal,
  filter: RequestFilter,
): Promise<RequestPage> {
  const place = readPlace(filter);
  const since = new Date(deps.clock.now().getTime() - DAY_MS);
  const [{ requests, hasMore }, causes] = await Promise.all([
    deps.store.consoleRequests.listPage(toQuery(filter), { limit: PAGE, ...place }),
    deps.store.consoleRequests.countCauses(since, filter.suite),
  ]);
  const isOlder = place.direction === "older";
  return {
    requests,
    older: !isOlder || hasMore ? cursorOf(requests.at(-1)) : null,
    newer: (isOlder ? place.from !== null : hasMore) ? cursorOf(requests[0]) : null,
    causes,
  };
}

/** One request with its neighbours in the filtered list. Any member of staff. */
export async function showRequest(
  deps: Deps,
  _principal: StaffPrincipal,
  id: string,
  filter: RequestFilter = {},
): Promise<Result<{ request: StoredRequest; newer: string | null; older: string | null }, "not_found">> {
  const request = isRowId(id) ? await deps.store.consoleRequests.findRequest(id) : null;
  if (!request) return fail("not_found");
  const from = { receivedAt: request.receivedAt, id: request.id };
  const [newer, older] = await Promise.all([
    deps.store.consoleRequests.listPage(toQuery(filter), { limit: 1, from, direction: "newer" }),
    deps.store.consoleRequests.listPage(toQuery(filter), { limit: 1, from, direction: "older" }),
  ]);
  return ok({ request, newer: newer.requests[0]?.id ?? null, older: older.requests[0]?.id ?? null });
}
