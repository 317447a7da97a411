import type { Deps } from "@/lib/features/deps";
import type { TokenResult, TokenWish } from "@/lib/features/tokens/handed-out-token";
import type { Suite } from "@/lib/store/suites";

export async function getSuiteToken(_deps: Deps, _suite: Suite, _wish: TokenWish = {}): Promise<TokenResult> {
  throw new Error("not built yet");
}
