import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import type { TokenFailure } from "@/lib/features/tokens/handed-out-token";
import type { WecomAnswer } from "@/lib/wecom/answer";
import { isTokenRefused } from "@/lib/wecom/errcodes";

/**
 * Makes a call with the corp's token; when WeCom refuses the token, with a new one, once (promise R14).
 *
 * A `TokenFailure` means that there was no token and the call was not made.
 */
export async function withCorpToken<T>(
  deps: Deps,
  authorizationId: string,
  make: (corpToken: Secret) => Promise<WecomAnswer<T>>,
): Promise<WecomAnswer<T> | TokenFailure> {
  const first = await getCorpToken(deps, authorizationId);
  if (!first.ok) return first;
  const answer = await make(first.value.token);
  if (answer.ok || !isTokenRefused(answer.error)) return answer;
  const second = await getCorpToken(deps, authorizationId, { refused: first.value.token });
  return second.ok ? make(second.value.token) : second;
}
