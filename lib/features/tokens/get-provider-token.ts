import type { Deps } from "@/lib/features/deps";
import { handOutToken } from "@/lib/features/tokens/hand-out-token";
import type { TokenResult, TokenWish } from "@/lib/features/tokens/handed-out-token";

/** The provider_access_token; hangs off the provider secret alone, no ticket needed (WeCom document 91200). */
export async function getProviderToken(deps: Deps, wish: TokenWish = {}): Promise<TokenResult> {
  const { corpId, secret } = await deps.store.provider.getProvider();
  if (corpId === null || secret === null) return { ok: false, code: "provider.not_ready", errcode: null };
  return handOutToken(deps, { kind: "provider", ownerId: "self" }, wish, () =>
    deps.wecom.fetchProviderToken({ corpId, secret }),
  );
}
