import type { ErrorCode } from "@/lib/core/errors";
import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { getProviderToken } from "@/lib/features/tokens/get-provider-token";
import { errcodeOf } from "@/lib/wecom/answer";
import { isAuthCodeRefused, isTokenRefused, isWorthRepeating } from "@/lib/wecom/errcodes";
import type { LoginInfo } from "@/lib/wecom/facts";

export type LoginRedeemed =
  | { ok: true; value: LoginInfo }
  | { ok: false; code: ErrorCode; errcode: number | null };

/** Asks WeCom who a login code stands for. A provider token that WeCom withdrew early is healed once. */
export async function redeemLoginCode(deps: Deps, authCode: Secret): Promise<LoginRedeemed> {
  let token = await getProviderToken(deps);
  if (!token.ok) return token;
  let answer = await deps.wecom.fetchLoginInfo({ providerToken: token.value.token, authCode });
  if (!answer.ok && isTokenRefused(answer.error)) {
    // A refused token consumes no code, so the code may be used in the second call.
    token = await getProviderToken(deps, { refused: token.value.token });
    if (!token.ok) return token;
    answer = await deps.wecom.fetchLoginInfo({ providerToken: token.value.token, authCode });
  }
  if (answer.ok) return { ok: true, value: answer.value };
  const errcode = errcodeOf(answer.error);
  if (isAuthCodeRefused(answer.error)) return { ok: false, code: "sign_in.code_refused", errcode };
  // Busy and out of reach are the same to the person: try again shortly.
  const code = isWorthRepeating(answer.error) ? "wecom.unreachable" : "wecom.refused";
  return { ok: false, code, errcode };
}
