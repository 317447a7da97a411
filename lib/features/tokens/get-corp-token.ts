import type { Deps } from "@/lib/features/deps";
import type { TokenResult, TokenWish } from "@/lib/features/tokens/handed-out-token";

export async function getCorpToken(
  _deps: Deps,
  _authorizationId: string,
  _wish: TokenWish = {},
): Promise<TokenResult> {
  throw new Error("not built yet");
}
