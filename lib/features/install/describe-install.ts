import type { Deps } from "@/lib/features/deps";
import { outcomeOf } from "@/lib/features/install/exchange-outcome";
import type { InstallOutcome } from "@/lib/features/install/install-outcome";
import type { Suite } from "@/lib/store/suites";

/** How the install that this browser began stands; null for a reference of another browser or suite. */
export async function describeInstall(
  deps: Deps,
  input: { suite: Suite; reference: string; browserToken: string },
): Promise<InstallOutcome | null> {
  const state = await deps.store.installStates.findStateByReference({
    suiteRowId: input.suite.id,
    reference: input.reference,
    browserToken: input.browserToken,
  });
  if (!state) return null;
  const exchange = await deps.store.authExchanges.findExchangeByState(state.id);
  return exchange && outcomeOf(deps, exchange, state.reference);
}
