/** What a key of the provider's programs may be granted. Names are a contract. */
export const API_SCOPES = [
  "tokens:read",
  "proxy:call",
  "events:read",
  "corps:read",
  "identity:read",
  "install-links:write",
  "endpoints:write",
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/**
 * What a scope brings along: whoever holds a suite's token can ask WeCom all of this without us, so keeping it back
 * would protect nothing (decision 0050).
 */
const IMPLIED: Partial<Record<ApiScope, readonly ApiScope[]>> = {
  "tokens:read": ["corps:read", "identity:read", "install-links:write"],
  // Whoever can make an endpoint can have every event sent there.
  "endpoints:write": ["events:read"],
};

/** `*` in a grant: every scope, every suite. */
export const EVERYTHING = "*";

function isScope(text: string): text is ApiScope {
  return API_SCOPES.some((one) => one === text);
}

/** The scopes that granted words stand for, with what they imply. Words we do not know grant nothing. */
export function expandScopes(granted: readonly string[]): ReadonlySet<ApiScope> {
  const found = new Set<ApiScope>();
  for (const word of granted) {
    if (word === EVERYTHING) for (const scope of API_SCOPES) found.add(scope);
    if (!isScope(word)) continue;
    found.add(word);
    for (const implied of IMPLIED[word] ?? []) found.add(implied);
  }
  return found;
}

/** The words of a grant that name no scope. */
export function unknownScopes(granted: readonly string[]): string[] {
  return granted.filter((word) => word !== EVERYTHING && !isScope(word));
}
