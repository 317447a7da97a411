import type { ErrorCode } from "@/lib/core/errors";
import type { Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import type { Suite } from "@/lib/store/suites";

export async function startInstall(
  _deps: Deps,
  _input: { suite: Suite; browserToken: string },
): Promise<Result<{ url: string; reference: string }, ErrorCode>> {
  throw new Error("not built yet");
}
