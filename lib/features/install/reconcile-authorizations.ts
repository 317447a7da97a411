import type { Deps } from "@/lib/features/deps";
import { reconcilePlan } from "@/lib/features/install/reconcile-plan";
import { refreshAuthorization } from "@/lib/features/install/refresh-authorization";
import { DONE, type WorkResult } from "@/lib/features/work-result";

/** A reading that nobody but the pass has asked for: it may fail without becoming work for a human. */
export const RECONCILE_WORK = "reconcile_authorization";
/** After everything that an event asked for. */
const RECONCILE_PRIORITY = 20;

/**
 * One round of the reconciliation pass: asks for the readings that are due, spread over the time until the next
 * round. Harmless in several processes and when repeated (promise R4).
 */
export async function reconcileAuthorizations(deps: Deps): Promise<void> {
  const { reconcile, workItems } = deps.store;
  const now = deps.clock.now();
  const plan = reconcilePlan(await reconcile.countLiving());
  const due = await reconcile.takeDueForReconcile({
    before: new Date(now.getTime() - plan.everySeconds * 1000),
    now,
    limit: plan.perRound,
  });
  for (const [index, subjectId] of due.entries())
    await workItems.enqueue({
      kind: RECONCILE_WORK,
      subjectId,
      priority: RECONCILE_PRIORITY,
      delaySeconds: index * plan.gapSeconds,
    });
}

/** Reads one authorisation again. A failure is left to the next pass: retries would add load to what is in trouble. */
export async function reconcileAuthorization(deps: Deps, id: string): Promise<WorkResult> {
  const result = await refreshAuthorization(deps, id, false);
  if (result.kind === "retry")
    deps.log.warn("reconcile_failed", { authorizationId: id, reason: result.reason });
  return DONE;
}
