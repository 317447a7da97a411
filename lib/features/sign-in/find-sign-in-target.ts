import { isOpenCorpId } from "@/lib/core/ids";
import type { Deps } from "@/lib/features/deps";
import { getProviderToken } from "@/lib/features/tokens/get-provider-token";
import type { SignInTarget } from "@/lib/store/own-corp";
import type { Suite } from "@/lib/store/suites";

/**
 * The corp that WeCom named, with its authorisation of this suite.
 *
 * The install may have told us the encrypted id and the sign-in the plain one. WeCom translates plain to
 * encrypted (document 97062), so that is tried before we say that the corp is unknown.
 */
export async function findSignInTarget(
  deps: Deps,
  suite: Suite,
  corpId: string,
): Promise<SignInTarget | null> {
  const known = await deps.store.ownCorp.findSignInTarget(suite.id, corpId);
  if (known || isOpenCorpId(corpId)) return known;
  const token = await getProviderToken(deps);
  if (!token.ok) return null;
  const translated = await deps.wecom.fetchOpenCorpId({ providerToken: token.value.token, corpId });
  return translated.ok ? deps.store.ownCorp.findSignInTarget(suite.id, translated.value) : null;
}
