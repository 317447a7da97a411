import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { FailedExchange } from "@/lib/store/console-facts";
import type { WorkItem } from "@/lib/store/work-items";

const SHOWN_EXCHANGES = 50;

export type ShownWork = {
  dead: WorkItem[];
  counts: { ready: number; running: number; dead: number; oldestDueSeconds: number };
  failedExchanges: FailedExchange[];
};

/** What waits for a human: work that gave up and installs that failed. Any member of staff. */
export async function showWork(deps: Deps, _principal: StaffPrincipal): Promise<ShownWork> {
  const [dead, counts, failedExchanges] = await Promise.all([
    deps.store.workItems.listDeadWork(),
    deps.store.workItems.countWork(),
    deps.store.consoleFacts.listFailedExchanges(SHOWN_EXCHANGES),
  ]);
  return { dead, counts, failedExchanges };
}

/** Puts dead work back into the queue. Operators. */
export async function runWorkAgain(
  deps: Deps,
  principal: StaffPrincipal,
  workId: string,
): Promise<Result<null, "staff.forbidden" | "not_found">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  if (!(await deps.store.workItems.runAgain(workId))) return fail("not_found");
  await deps.store.audit.record({ ...actorOf(principal), action: "work.run_again", subject: workId });
  deps.wakeWorker();
  return ok(null);
}
