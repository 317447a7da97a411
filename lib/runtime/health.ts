import "server-only";
import type { Portal } from "@/lib/runtime/deps";

/** How long /readyz may wait for the database. */
const READY_TIMEOUT_MS = 2_000;

/**
 * Whether this process should get traffic: the database answers, the keys open it, and no stop is under way.
 * The status code is the contract; the words are for people and name no version and no enterprise (threat H8).
 */
export async function readiness(
  portal: Portal,
): Promise<{ isReady: boolean; checks: Record<string, boolean> }> {
  const { store } = portal.deps;
  const inTime = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error("timed out")), READY_TIMEOUT_MS).unref();
      }),
    ]);
  const isDatabaseUp = await inTime(store.settings.ping()).then(
    () => true,
    () => false,
  );
  const doKeysFit = isDatabaseUp && (await inTime(store.settings.doKeysFit()).catch(() => false));
  const checks = { database: isDatabaseUp, keys: doKeysFit, serving: !portal.lifecycle.isStopping };
  return { isReady: Object.values(checks).every(Boolean), checks };
}

/** Sets the gauges that are read from the database, then answers the Prometheus text. */
export async function metricsText(portal: Portal): Promise<{ body: string; contentType: string }> {
  const { metrics, deps } = portal;
  const now = deps.clock.now().getTime();
  for (const suite of await deps.store.suites.listSuites()) {
    const ticket = await deps.store.suiteTickets.findNewestTicketTimes(suite.id);
    if (ticket) metrics.ticketAge.set({ suite: suite.key }, (now - ticket.receivedAt.getTime()) / 1000);
  }
  const work = await deps.store.workItems.countWork();
  for (const state of ["ready", "running", "dead"] as const) metrics.work.set({ state }, work[state]);
  metrics.oldest.set(work.oldestDueSeconds);
  return { body: await metrics.registry.metrics(), contentType: metrics.registry.contentType };
}
