import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { getProviderToken } from "@/lib/features/tokens/get-provider-token";
import type { TokenFailure } from "@/lib/features/tokens/handed-out-token";
import type { WecomAnswer } from "@/lib/wecom/answer";
import { isTokenRefused } from "@/lib/wecom/errcodes";

/**
 * Makes a call with the provider's token; when WeCom refuses the token, with a new one, once (promise R14).
 *
 * A `TokenFailure` means that there was no token and the call was not made.
 */
export async function withProviderToken<T>(
  deps: Deps,
  make: (providerToken: Secret) => Promise<WecomAnswer<T>>,
): Promise<WecomAnswer<T> | TokenFailure> {
  const first = await getProviderToken(deps);
  if (!first.ok) return first;
  const answer = await make(first.value.token);
  if (answer.ok || !isTokenRefused(answer.error)) return answer;
  const second = await getProviderToken(deps, { refused: first.value.token });
  return second.ok ? make(second.value.token) : second;
}
