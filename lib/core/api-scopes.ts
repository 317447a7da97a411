import { PROXY_GROUPS, type ProxyGroup } from "@/lib/core/proxy-groups";

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

/** The scope of the proxy; with a group behind it, for the calls of that group alone. */
const EVERY_CALL = "proxy:call";
const GROUP_PREFIX = `${EVERY_CALL}:`;

/** The word of a grant for one group of calls. */
export function scopeOfGroup(group: string): string {
  return GROUP_PREFIX + group;
}

/** The group that a word of a grant names; null for any other word, and for a group that there is not. */
export function groupOfScope(word: string): ProxyGroup | null {
  if (!word.startsWith(GROUP_PREFIX)) return null;
  return PROXY_GROUPS.find((one) => one === word.slice(GROUP_PREFIX.length)) ?? null;
}

/** The groups of calls that granted words stand for; null: every call. Meaningless without the scope `proxy:call`. */
export function expandGroups(granted: readonly string[]): ReadonlySet<ProxyGroup> | null {
  if (granted.includes(EVERYTHING) || granted.includes(EVERY_CALL)) return null;
  return new Set(granted.flatMap((word) => groupOfScope(word) ?? []));
}

function isScope(text: string): text is ApiScope {
  return API_SCOPES.some((one) => one === text);
}

/**
 * The scopes that granted words stand for, with what they imply. Words we do not know grant nothing. One group of calls
 * opens the proxy; `expandGroups` says for which calls.
 */
export function expandScopes(granted: readonly string[]): ReadonlySet<ApiScope> {
  const found = new Set<ApiScope>();
  for (const word of granted) {
    if (groupOfScope(word) !== null) found.add(EVERY_CALL);
    if (word === EVERYTHING) for (const scope of API_SCOPES) found.add(scope);
    if (!isScope(word)) continue;
    found.add(word);
    for (const implied of IMPLIED[word] ?? []) found.add(implied);
  }
  return found;
}

/** The words of a grant that name neither a scope nor a group of calls. */
export function unknownScopes(granted: readonly string[]): string[] {
  return granted.filter((word) => word !== EVERYTHING && !isScope(word) && groupOfScope(word) === null);
}

/** Whether a word means to name a group of calls, and names none that there is. */
export function isUnknownGroup(word: string): boolean {
  return word.startsWith(GROUP_PREFIX) && groupOfScope(word) === null;
}
