import type { Deps } from "@/lib/features/deps";

/** What `startCustomizedInstall` makes. */
const STATE_SHAPE = /^[0-9a-f]{32}$/;

/** The click on an invitation that a state of WeCom's own telling belongs to, if it is one of ours. */
export async function findInvitedState(
  deps: Deps,
  suiteRowId: string,
  state: string | null,
  at: Date,
): Promise<string | null> {
  if (state === null || !STATE_SHAPE.test(state)) return null;
  return deps.store.installStates.findInvitedState(suiteRowId, state, at);
}
