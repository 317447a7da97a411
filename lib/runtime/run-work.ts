import "server-only";
import type { Deps } from "@/lib/features/deps";
import type { WorkHandler } from "@/lib/runtime/work-handlers";
import { EXCHANGE_WORK, type LeasedWork, MAX_ATTEMPTS } from "@/lib/store/work-items";

const RENEW_MS = 10_000;
const URGENT_RENEW_MS = 3_000;
/** Past this the item is given back; whatever still runs can no longer complete it. */
const TIME_LIMIT_MS = 120_000;
const MAX_BACK_OFF_SECONDS = 600;

/** Seconds before attempt `attempts + 1`: 2, 4, 8 … with ±25 % so that a crowd does not return at once. `chance` is 0…1. */
export function backOffSeconds(attempts: number, chance: number): number {
  return Math.min(2 ** Math.max(attempts, 1), MAX_BACK_OFF_SECONDS) * (0.75 + chance / 2);
}

/** Runs one taken item to its end and writes down how it went. Never throws for what the work does. */
export async function runWork(
  deps: Deps,
  item: LeasedWork,
  handler: WorkHandler | undefined,
  chance: () => number,
): Promise<void> {
  const { workItems } = deps.store;
  const facts = { kind: item.kind, workId: item.id, attempts: item.attempts };
  const renewal = setInterval(
    () => {
      workItems.renewLease(item).catch(() => {});
    },
    item.priority === 0 ? URGENT_RENEW_MS : RENEW_MS,
  );
  let limit: NodeJS.Timeout | undefined;
  try {
    if (!handler) throw new Error(`no handler for work of kind "${item.kind}"`);
    const timeout = new Promise<never>((_, reject) => {
      limit = setTimeout(() => reject(new Error("took too long")), TIME_LIMIT_MS);
    });
    const result = await Promise.race([handler(deps, item), timeout]);
    if (result.kind === "done") {
      if (!(await workItems.completeWork(item))) deps.log.warn("work_lease_lost", facts);
      return;
    }
    await giveBack(deps, item, result.reason, result.inSeconds ?? backOffSeconds(item.attempts, chance()));
  } catch (error) {
    // A message of our own or of the database driver; values of secrets are in neither.
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : "unknown";
    deps.log.error("work_failed", { ...facts, reason });
    await giveBack(deps, item, reason, backOffSeconds(item.attempts, chance())).catch(() => {});
  } finally {
    clearInterval(renewal);
    clearTimeout(limit);
  }
}

async function giveBack(deps: Deps, item: LeasedWork, error: string, retryInSeconds: number): Promise<void> {
  const isDead = item.kind !== EXCHANGE_WORK && item.attempts >= MAX_ATTEMPTS;
  const isMine = await deps.store.workItems.failWork(item, { error, retryInSeconds, isDead });
  if (isMine && isDead) deps.log.error("work_dead", { kind: item.kind, workId: item.id, reason: error });
}
