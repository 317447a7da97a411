import { CALLBACK_CAUSES } from "@/lib/core/callback-causes";
import type { Deps } from "@/lib/features/deps";
import type { StoredRequest } from "@/lib/store/console-requests";

/** Whoever sets a suite up looks at its page a moment after saving in the vendor console, not a day later. */
const SHOWN_MS = 60 * 60_000;

/** A browser's visit, say, is refused too, and nobody has to do anything about it. */
const MENDABLE = Object.entries(CALLBACK_CAUSES).flatMap(([cause, weight]) =>
  weight === "bad" ? [cause] : [],
);

/**
 * The requests that came last to each address of a suite (or of `_provider`) and were refused for a reason that
 * somebody can mend. One that came to another suite's address with this suite's keys is among them, until a request
 * of the same kind succeeds here.
 */
export async function listNewestRefusals(deps: Deps, label: string): Promise<StoredRequest[]> {
  const since = new Date(deps.clock.now().getTime() - SHOWN_MS);
  const newest = await deps.store.consoleRequests.listNewest(label, since, MENDABLE);
  const own = newest.filter((one) => one.label === label);
  const isMended = (one: StoredRequest) =>
    own.some(
      (other) => other.channel === one.channel && !other.isRefused && other.receivedAt >= one.receivedAt,
    );
  return newest.filter((one) => one.isRefused && !isMended(one));
}
