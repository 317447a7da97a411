import { fail, ok, type Result } from "@/lib/core/result";
import { type EventFilter, narrowing, toEventQuery } from "@/lib/features/console/event-filter";
import { isRowId } from "@/lib/features/console/list-events";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";

/** One batch; who needs more narrows the time and goes on. */
export const MAX_REPLAY = 5_000;

/** What a replay would take, by type. Nothing happens. Operators. */
export async function previewReplay(
  deps: Deps,
  principal: StaffPrincipal,
  filter: EventFilter,
): Promise<
  Result<
    { types: { type: string; count: number }[]; total: number; isCut: boolean },
    "staff.forbidden" | "request.invalid"
  >
> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  // Words are searched in a window only: they can't say which events are meant.
  if (filter.q !== undefined) return fail("request.invalid");
  const query = await toEventQuery(deps, narrowing(filter));
  const types = await deps.store.consoleEvents.countByType({ ...query }, MAX_REPLAY + 1);
  const total = types.reduce((sum, one) => sum + one.count, 0);
  return ok({ types, total: Math.min(total, MAX_REPLAY), isCut: total > MAX_REPLAY });
}

/**
 * Has our own processing work on events again, so that a mended bug heals the past. Operators; queued, not done, when
 * this answers. Work is harmless to repeat. Stale events are left out (threat A4).
 */
export async function replayEvents(
  deps: Deps,
  principal: StaffPrincipal,
  wish: { eventId: string } | { filter: EventFilter },
): Promise<Result<{ queued: number }, "staff.forbidden" | "not_found" | "request.invalid">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const { consoleEvents, audit } = deps.store;
  if ("eventId" in wish) {
    const queued = isRowId(wish.eventId) ? await consoleEvents.replayOne(wish.eventId) : 0;
    if (queued === 0) return fail("not_found");
    await audit.record({ ...actorOf(principal), action: "event.replayed", subject: wish.eventId });
    deps.wakeWorker();
    return ok({ queued });
  }
  if (wish.filter.q !== undefined) return fail("request.invalid");
  const kept = narrowing(wish.filter);
  const queued = await consoleEvents.replay(await toEventQuery(deps, kept), MAX_REPLAY);
  const said = Object.entries(kept).filter(([, value]) => value !== undefined);
  await audit.record({
    ...actorOf(principal),
    action: "events.replayed",
    details: { queued, ...Object.fromEntries(said) },
  });
  deps.wakeWorker();
  return ok({ queued });
}
