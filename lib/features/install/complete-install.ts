import type { Deps } from "@/lib/features/deps";
import type { InstallOutcome } from "@/lib/features/install/install-outcome";
import type { Suite } from "@/lib/store/suites";

export async function completeInstall(
  _deps: Deps,
  _input: { suite: Suite; browserToken: string | null; state: string | null; authCode: string | null },
): Promise<InstallOutcome> {
  throw new Error("not built yet");
}
