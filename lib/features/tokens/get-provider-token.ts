import type { Deps } from "@/lib/features/deps";
import type { TokenResult, TokenWish } from "@/lib/features/tokens/handed-out-token";

export async function getProviderToken(_deps: Deps, _wish: TokenWish = {}): Promise<TokenResult> {
  throw new Error("not built yet");
}
