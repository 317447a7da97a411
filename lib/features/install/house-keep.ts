import type { Deps } from "@/lib/features/deps";
import { reconcileAuthorizations } from "@/lib/features/install/reconcile-authorizations";
import { CONFIRM_CANCEL_WORK } from "@/lib/store/authorization-lifecycle";

/** Bounds of one round, which runs every minute: thousands of corps must not become a storm of calls. */
const CONFIRM_PER_ROUND = 30;
const PURGE_PER_ROUND = 20;
const HOUR_MS = 3_600_000;
const KEEP_STATES_MS = 24 * HOUR_MS;
const KEEP_CALLS_MS = 30 * 24 * HOUR_MS;

/**
 * What needs doing without an event: missed events are made good (promise R4), suspended authorisations get
 * confirmed, cancelled ones purged after their grace (threat C6), used-up rows deleted. Safe in several processes.
 */
export async function houseKeep(deps: Deps): Promise<void> {
  const { authorizations, workItems, installStates, purge, prune } = deps.store;
  const now = deps.clock.now();
  await reconcileAuthorizations(deps);
  for (const subjectId of await authorizations.listUnconfirmedCancels(CONFIRM_PER_ROUND))
    await workItems.enqueue({ kind: CONFIRM_CANCEL_WORK, subjectId, priority: 5 });
  for (const id of await authorizations.listDueForPurge(now, PURGE_PER_ROUND)) {
    const report = await purge.purgeAuthorization(id, now);
    if (!report) continue;
    deps.log.info("corp_purged", { authorizationId: id, events: report.events });
    await deps.store.audit.record({
      actorKind: "system",
      action: "corp.purged",
      subject: id,
      details: { events: report.events, sessions: report.sessions },
    });
  }
  await deps.store.installLinks.settleLinks();
  await installStates.pruneStates(new Date(now.getTime() - KEEP_STATES_MS));
  await deps.store.proxyCalls.pruneCalls(new Date(now.getTime() - KEEP_CALLS_MS));
  await prune.pruneExpired(now);
}
