import "server-only";
import type { Portal } from "@/lib/runtime/deps";
import { countHealth, setHealthGauges } from "@/lib/runtime/health-metrics";

/** How long /readyz may wait for the database. */
const READY_TIMEOUT_MS = 2_000;

/**
 * Whether this process should get traffic: the database answers, the keys open it, and no stop is under way.
 * The status code is the contract; the words are for people and name no version and no enterprise (threat H8).
 */
export async function readiness(
  portal: Portal,
): Promise<{ isReady: boolean; checks: Record<string, boolean>; suites: Record<string, number> | null }> {
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
  // For people: a suite without tickets needs somebody, but taking this process out of traffic would help nobody.
  const suites = isDatabaseUp ? await inTime(countHealth(portal)).catch(() => null) : null;
  return { isReady: Object.values(checks).every(Boolean), checks, suites };
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
  await setHealthGauges(portal);
  await setLedger(portal);
  return { body: await metrics.registry.metrics(), contentType: metrics.registry.contentType };
}

/** Counting every delivery takes long where there are many: it may use a fiftieth of the time, not more. */
const LEDGER_SHARE = 50;
const LEDGER_PAUSE_MS = 1_000;
const ledgerNextAt = new WeakMap<Portal, number>();

async function setLedger(portal: Portal): Promise<void> {
  const { metrics, deps } = portal;
  const began = deps.clock.now().getTime();
  if (began < (ledgerNextAt.get(portal) ?? 0)) return;
  const ledger = await deps.store.gatewayUpkeep.readLedger();
  const tookMs = deps.clock.now().getTime() - began;
  ledgerNextAt.set(portal, began + Math.max(LEDGER_PAUSE_MS, tookMs * LEDGER_SHARE));
  for (const side of ["owed", "delivered", "pending", "dead", "cancelled"] as const)
    metrics.ledger.set({ side }, ledger[side]);
  metrics.deadLetters.set(ledger.dead);
  metrics.ledgerImbalance.set(ledger.imbalance);
  if (ledger.imbalance !== 0) deps.log.error("ledger_imbalance", { imbalance: ledger.imbalance });
}
