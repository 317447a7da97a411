import type { Deps } from "@/lib/features/deps";
import { getSuiteToken } from "@/lib/features/tokens/get-suite-token";
import type { TokenFailure } from "@/lib/features/tokens/handed-out-token";
import type { Suite } from "@/lib/store/suites";
import type { WecomAnswer } from "@/lib/wecom/answer";
import type { SuiteCall } from "@/lib/wecom/client";
import { isTokenRefused } from "@/lib/wecom/errcodes";

/**
 * Makes a call with the suite's token; when WeCom refuses the token, with a new one, once (promise R14).
 *
 * A `TokenFailure` means that there was no token and the call was not made.
 */
export async function withSuiteToken<T>(
  deps: Deps,
  suite: Suite,
  make: (suite: SuiteCall) => Promise<WecomAnswer<T>>,
): Promise<WecomAnswer<T> | TokenFailure> {
  const first = await getSuiteToken(deps, suite);
  if (!first.ok) return first;
  // A token exists only for a suite with an id.
  const call = { suiteId: suite.suiteId ?? "", dialect: suite.dialect };
  const answer = await make({ ...call, suiteToken: first.value.token });
  if (answer.ok || !isTokenRefused(answer.error)) return answer;
  const second = await getSuiteToken(deps, suite, { refused: first.value.token });
  if (!second.ok) return second;
  return make({ ...call, suiteToken: second.value.token });
}
