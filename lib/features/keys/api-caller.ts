import { type ApiScope, EVERYTHING, expandGroups, expandScopes } from "@/lib/core/api-scopes";
import type { KeyLimits } from "@/lib/core/key-limits";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { ApiKey } from "@/lib/store/api-keys";
import type { Corp } from "@/lib/store/corps";

declare const proven: unique symbol;

/**
 * A program whose key was proven in this request, or a member of staff who tries a call in the console. Only the two
 * functions below make one; use-cases take it as an argument, so that none can be called without a grant (threat F4).
 */
export type ApiCaller = KeyLimits & {
  readonly [proven]: true;
  actorKind: "api_key" | "staff";
  /** Of the key; of the member of staff, who is counted like a key of their own. */
  keyId: string;
  name: string;
  scopes: ReadonlySet<ApiScope>;
  /** Groups of calls that the proxy passes on for this key; null: every one. */
  proxyGroups: ReadonlySet<string> | null;
  /** null: every suite. */
  suiteKeys: ReadonlySet<string> | null;
  /** null: every corp of those suites. */
  corpIds: ReadonlySet<string> | null;
};

/** What a live key may do. */
export function callerOf(
  key: Pick<ApiKey, "id" | "name" | "scopes" | "suiteKeys" | "corpIds"> & Partial<KeyLimits>,
): ApiCaller {
  return {
    actorKind: "api_key",
    keyId: key.id,
    name: key.name,
    scopes: expandScopes(key.scopes),
    proxyGroups: expandGroups(key.scopes),
    suiteKeys: key.suiteKeys.includes(EVERYTHING) ? null : new Set(key.suiteKeys),
    callsPerMinute: key.callsPerMinute ?? null,
    cachedPerMinute: key.cachedPerMinute ?? null,
    corpIds: key.corpIds.length === 0 || key.corpIds.includes(EVERYTHING) ? null : new Set(key.corpIds),
  } as ApiCaller;
}

/** A member of staff as a caller: everything for those who may change things by the console too, nothing for viewers. */
export function callerOfStaff(principal: StaffPrincipal): ApiCaller | null {
  if (!isAtLeast(principal.role, "operator")) return null;
  const { id, name } = principal;
  const everything = { id, name, scopes: [EVERYTHING], suiteKeys: [EVERYTHING], corpIds: [] };
  return { ...callerOf(everything), actorKind: "staff" };
}

export function mayUseSuite(caller: ApiCaller, suiteKey: string): boolean {
  return caller.suiteKeys === null || caller.suiteKeys.has(suiteKey);
}

/** By either form of the corp id: a grant may name the one and a call the other. */
export function mayUseCorp(caller: ApiCaller, corp: Pick<Corp, "plainCorpId" | "openCorpId">): boolean {
  const { corpIds } = caller;
  if (corpIds === null) return true;
  return [corp.plainCorpId, corp.openCorpId].some((one) => one !== null && corpIds.has(one));
}

/**
 * Whether a key reaches all corps of its suites. Suite and provider tokens open every corp, so a key that is held to
 * some corps never gets one.
 */
export function hasEveryCorp(caller: ApiCaller): boolean {
  return caller.corpIds === null;
}

const isWithin = (wide: ReadonlySet<string> | null, narrow: ReadonlySet<string> | null) =>
  wide === null || (narrow !== null && [...narrow].every((one) => wide.has(one)));

/** Whether a key still has all it had before; for what goes on for longer than a request. */
export function holdsStill(now: ApiCaller, before: ApiCaller): boolean {
  return (
    isWithin(now.scopes, before.scopes) &&
    isWithin(now.proxyGroups, before.proxyGroups) &&
    isWithin(now.suiteKeys, before.suiteKeys) &&
    isWithin(now.corpIds, before.corpIds)
  );
}

/** How an audit entry names who acted. */
export function actorOfCaller(caller: ApiCaller) {
  return { actorKind: caller.actorKind, actorId: caller.keyId, actorName: caller.name };
}
