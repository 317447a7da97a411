import type { Deps } from "@/lib/features/deps";
import type { TokenDescription } from "@/lib/store/tokens";

/** State of an authorisation's tokens for people: fingerprint, expiry, last trouble. Never a value. */
export async function describeTokens(deps: Deps, authorizationId: string): Promise<TokenDescription[]> {
  return deps.store.tokens.describeTokens(authorizationId);
}
