import { z } from "zod";
import { EVERYTHING, unknownScopes } from "@/lib/core/api-scopes";
import { makeApiKey } from "@/lib/core/crypto/api-key";
import { KEY_LIMITS, type KeyLimits } from "@/lib/core/key-limits";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { ApiKey } from "@/lib/store/api-keys";

export const EXPIRY_DAYS = [30, 90, 365] as const;
/** How long the secret before a rotation goes on working, in hours. */
export const OVERLAP_HOURS = [0, 24, 168] as const;
const HOUR_MS = 3_600_000;

const corpId = z.string().regex(/^[A-Za-z0-9_-]{4,64}$/);
const suiteKey = z.union([z.literal(EVERYTHING), z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/)]);

/** A number from a form; empty: what every key may. */
const perMinute = (name: keyof typeof KEY_LIMITS) =>
  z.preprocess(
    (given) => (typeof given === "string" && given.trim() === "" ? null : given),
    z.null().or(z.coerce.number().int().min(1).max(KEY_LIMITS[name].max)),
  );
const limits = {
  callsPerMinute: perMinute("callsPerMinute"),
  cachedPerMinute: perMinute("cachedPerMinute"),
};

export const newKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(64),
  suites: z.array(suiteKey).min(1),
  scopes: z.array(z.string().max(64)).min(1).max(64),
  corps: z.array(corpId).max(500),
  /** 0: never. */
  days: z.coerce.number().pipe(z.union([z.literal(0), ...EXPIRY_DAYS.map((one) => z.literal(one))])),
  ...limits,
});
export const keyLimitsInput = z.strictObject({ keyId: z.uuid(), ...limits });
export const rotateKeyInput = z.strictObject({
  keyId: z.uuid(),
  hours: z.coerce.number().pipe(z.union(OVERLAP_HOURS.map((one) => z.literal(one)))),
});
export const revokeKeyInput = z.strictObject({ keyId: z.uuid(), name: z.string() });

export type KeyState = "active" | "rotating" | "expired" | "revoked";

/** What a key is worth at this moment. Pure. */
export function keyState(key: ApiKey, now: Date): KeyState {
  if (key.revokedAt !== null) return "revoked";
  if (key.expiresAt !== null && key.expiresAt <= now) return "expired";
  return key.oldSecretUntil !== null && key.oldSecretUntil > now ? "rotating" : "active";
}

const saidOf = ({ callsPerMinute, cachedPerMinute }: KeyLimits) => ({
  callsPerMinute: callsPerMinute ?? "usual",
  cachedPerMinute: cachedPerMinute ?? "usual",
});

/** All keys, without their secrets. Any member of staff. */
export async function listApiKeys(deps: Deps, _principal: StaffPrincipal): Promise<ApiKey[]> {
  return deps.store.apiKeys.listKeys();
}

/** A new key; its text is answered this once. Owners only: a key opens enterprises' data. */
export async function createApiKey(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof newKeyInput>,
): Promise<
  Result<
    { key: string; name: string },
    "staff.forbidden" | "key.name_taken" | "key.scope_unknown" | "suite.unknown"
  >
> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  // `*` is for the file and the tests: a key made in the console says what it may do.
  if (input.scopes.includes(EVERYTHING) || unknownScopes(input.scopes).length > 0)
    return fail("key.scope_unknown");
  const known = new Set((await deps.store.suites.listSuites()).map((one) => String(one.key)));
  if (input.suites.some((one) => one !== EVERYTHING && !known.has(one))) return fail("suite.unknown");
  const { key, keyId } = makeApiKey((bytes) => deps.ids.random(bytes));
  const now = deps.clock.now().getTime();
  const made = await deps.store.apiKeys.addKey({
    name: input.name,
    key,
    suiteKeys: input.suites,
    scopes: input.scopes,
    corpIds: input.corps,
    expiresAt: input.days === 0 ? null : new Date(now + input.days * 24 * HOUR_MS),
    createdByName: principal.name,
    callsPerMinute: input.callsPerMinute,
    cachedPerMinute: input.cachedPerMinute,
  });
  if (!made) return fail("key.name_taken");
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "api_key.created",
    subject: input.name,
    details: {
      keyId,
      suites: input.suites.join(" "),
      scopes: input.scopes.join(" "),
      corps: input.corps.length,
      ...saidOf(input),
    },
  });
  return ok({ key, name: input.name });
}

/** A new secret for a key; the one before works for `hours` more. Owners only. The bootstrap file's keys change there. */
export async function rotateApiKey(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof rotateKeyInput>,
): Promise<Result<{ key: string; name: string }, "staff.forbidden" | "not_found">> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  const found = await deps.store.apiKeys.findKey(input.keyId);
  if (found?.source !== "console") return fail("not_found");
  const { key } = makeApiKey((bytes) => deps.ids.random(bytes));
  const oldUntil = new Date(deps.clock.now().getTime() + input.hours * HOUR_MS);
  if (!(await deps.store.apiKeys.rotateKey(found.id, key, oldUntil))) return fail("not_found");
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "api_key.rotated",
    subject: found.name,
    details: { overlapHours: input.hours },
  });
  return ok({ key, name: found.name });
}

/** How much a key may ask in a minute. Owners only. The bootstrap file's keys change there. */
export async function changeKeyLimits(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof keyLimitsInput>,
): Promise<Result<null, "staff.forbidden" | "not_found">> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  const { keyId, ...wanted } = input;
  const found = await deps.store.apiKeys.findKey(keyId);
  if (!found || !(await deps.store.apiKeys.setLimits(found.id, wanted))) return fail("not_found");
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "api_key.changed",
    subject: found.name,
    details: saidOf(wanted),
  });
  return ok(null);
}

/** Ends a key at once and for ever; its name must be typed. Operators: whoever sees a leak may stop it. */
export async function revokeApiKey(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof revokeKeyInput>,
): Promise<Result<null, "staff.forbidden" | "not_found" | "key.name_wrong">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const found = await deps.store.apiKeys.findKey(input.keyId);
  if (!found) return fail("not_found");
  if (input.name.trim() !== found.name) return fail("key.name_wrong");
  if (await deps.store.apiKeys.revokeKey(found.id))
    await deps.store.audit.record({
      ...actorOf(principal),
      action: "api_key.revoked",
      subject: found.name,
      details: { shown: found.shown },
    });
  return ok(null);
}
