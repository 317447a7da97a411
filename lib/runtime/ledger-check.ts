import "server-only";
import type { Deps } from "@/lib/features/deps";
import { startLoop } from "@/lib/runtime/loop";
import type { Metrics } from "@/lib/runtime/metrics";

const HOUR_MS = 3_600_000;

/** Compares both sides of the ledger once (promise R7): logged either way, and a metric. */
export async function checkLedger(
  deps: Pick<Deps, "store" | "log">,
  metrics: Pick<Metrics, "ledgerImbalance">,
): Promise<void> {
  const { imbalance, owed } = await deps.store.gatewayUpkeep.readLedger();
  metrics.ledgerImbalance.set(imbalance);
  if (imbalance === 0) deps.log.info("ledger_checked", { owed });
  else deps.log.error("ledger_imbalance", { owed, imbalance });
}

/** Every hour and at the start, whether or not anybody reads the metrics. */
export function startLedgerCheck(deps: Deps, metrics: Metrics, everyMs = HOUR_MS): { stop(): Promise<void> } {
  return startLoop(
    async () => {
      await checkLedger(deps, metrics).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : "unknown";
        deps.log.warn("ledger_not_checked", { reason });
      });
      return "idle";
    },
    everyMs,
    everyMs,
  );
}
