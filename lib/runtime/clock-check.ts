import "server-only";
import type { Deps } from "@/lib/features/deps";
import { startLoop } from "@/lib/runtime/loop";
import type { Metrics } from "@/lib/runtime/metrics";

const HOUR_MS = 3_600_000;
/** More than machines that keep their time with NTP ever differ by. */
const TOLERATED_SECONDS = 2;

/**
 * Compares our clock with the database's (threat H11): a metric each time, a warning past two seconds. The answer was
 * made at some moment between asking and getting it, so a slow round trip is no skew.
 */
export async function checkClock(
  deps: Pick<Deps, "store" | "clock" | "log">,
  metrics: Pick<Metrics, "clockSkew">,
): Promise<void> {
  const asked = deps.clock.now().getTime();
  const database = (await deps.store.settings.readClock()).getTime();
  const got = deps.clock.now().getTime();
  const seconds = ((asked + got) / 2 - database) / 1_000;
  const uncertainty = (got - asked) / 2 / 1_000;
  metrics.clockSkew.set(seconds);
  if (Math.abs(seconds) - uncertainty > TOLERATED_SECONDS)
    deps.log.warn("clock_skewed", { seconds: Math.round(seconds), tolerated: TOLERATED_SECONDS });
}

/** At the start and every hour, in every process. */
export function startClockCheck(deps: Deps, metrics: Metrics): { stop(): Promise<void> } {
  return startLoop(
    async () => {
      await checkClock(deps, metrics).catch(() => deps.log.warn("clock_not_checked"));
      return "idle";
    },
    HOUR_MS,
    HOUR_MS,
  );
}
