import { z } from "zod";
import { parseSuiteKey } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { type KeyPair, makeKeyPair } from "@/lib/features/setup/make-key-pair";
import { aesKeyShape, tokenShape } from "@/lib/features/setup/setting-shapes";
import { confirmPassword } from "@/lib/features/staff/confirm-password";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import { PROVIDER_LABEL } from "@/lib/store/callback-directory";
import type { StaffRole } from "@/lib/store/staff";

const HOUR_MS = 3_600_000;
/** How long the replaced pair may live on; staff paste the new one meanwhile. */
export const OVERLAP_HOURS = [24, 72, 168] as const;

/** A suite's key, or `_provider` for the provider-level URL. */
const owner = z.string().min(1).max(32);
export const rotateKeysInput = z
  .strictObject({
    owner,
    overlapHours: z.union([z.literal(24), z.literal(72), z.literal(168)]),
    token: tokenShape.optional(),
    encodingAesKey: aesKeyShape.optional(),
  })
  .refine((one) => (one.token === undefined) === (one.encodingAesKey === undefined));
export const endKeysInput = z.strictObject({ owner, keyId: z.uuid(), when: z.enum(["now", "day_later"]) });
export const revealKeysInput = z.strictObject({
  owner,
  keyId: z.uuid(),
  reason: z.string().trim().min(3).max(200),
  password: z.string().min(1).max(254),
});

type Owner = { suiteRowId: string | null; subject: string };

/** Whose pair it is; the provider's own are the owners' business. */
async function findOwner(
  deps: Deps,
  principal: StaffPrincipal,
  name: string,
): Promise<Result<Owner, "staff.forbidden" | "suite.unknown">> {
  const minimum: StaffRole = name === PROVIDER_LABEL ? "owner" : "operator";
  if (!isAtLeast(principal.role, minimum)) return fail("staff.forbidden");
  if (name === PROVIDER_LABEL) return ok({ suiteRowId: null, subject: PROVIDER_LABEL });
  const key = parseSuiteKey(name);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  return suite ? ok({ suiteRowId: suite.id, subject: suite.key }) : fail("suite.unknown");
}

/**
 * Makes a new pair the current one; the old one opens callbacks until the end of the overlap (threat A10), so nothing
 * is lost between now and the moment when the new pair is saved in the vendor console. Answers the pair this once.
 */
export async function rotateKeys(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof rotateKeysInput>,
): Promise<
  Result<KeyPair, "staff.forbidden" | "suite.unknown" | "keys.taken" | "keys.known" | "keys.two_live">
> {
  const found = await findOwner(deps, principal, input.owner);
  if (!found.ok) return found;
  const { token, encodingAesKey, overlapHours } = input;
  const pair = token && encodingAesKey ? { token, encodingAesKey } : makeKeyPair(deps.ids);
  const oldEndsAt = new Date(deps.clock.now().getTime() + overlapHours * HOUR_MS);
  const result = await deps.store.callbackKeys.rotateCallbackKey(found.value.suiteRowId, pair, oldEndsAt);
  if (result !== "added") return fail(`keys.${result}`);
  deps.store.callbackDirectory.invalidate();
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "keys.rotated",
    subject: found.value.subject,
    details: { overlapHours, keys: token ? "given" : "generated" },
  });
  return ok(pair);
}

/** Ends a replaced pair now, or lets it live for another day. The current pair can't be ended, only replaced. */
export async function endKeys(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof endKeysInput>,
): Promise<Result<{ endsAt: Date }, "staff.forbidden" | "suite.unknown" | "keys.none">> {
  const found = await findOwner(deps, principal, input.owner);
  if (!found.ok) return found;
  const now = deps.clock.now().getTime();
  const endsAt = new Date(input.when === "now" ? now : now + 24 * HOUR_MS);
  if (!(await deps.store.callbackKeys.setKeyEnd(found.value.suiteRowId, input.keyId, endsAt)))
    return fail("keys.none");
  deps.store.callbackDirectory.invalidate();
  await deps.store.audit.record({
    ...actorOf(principal),
    action: input.when === "now" ? "keys.ended" : "keys.extended",
    subject: found.value.subject,
    details: { endsAt: endsAt.toISOString() },
  });
  return ok({ endsAt });
}

/**
 * Shows a live pair again, because it has to be pasted into the vendor console: with the password, a reason, and an
 * entry in the audit log written before the answer (threat E9).
 */
export async function revealKeys(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof revealKeysInput>,
): Promise<
  Result<
    KeyPair,
    "staff.forbidden" | "suite.unknown" | "keys.none" | "staff.password_wrong" | "staff.too_many_tries"
  >
> {
  const found = await findOwner(deps, principal, input.owner);
  if (!found.ok) return found;
  const confirmed = await confirmPassword(deps, principal, input.password);
  if (!confirmed.ok) return confirmed;
  const live = await deps.store.callbackKeys.listCallbackKeys(found.value.suiteRowId, deps.clock.now());
  const key = live.find((one) => one.id === input.keyId);
  if (!key) return fail("keys.none");
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "keys.revealed",
    subject: found.value.subject,
    details: { reason: input.reason },
  });
  return ok({ token: key.token.reveal(), encodingAesKey: key.encodingAesKey.reveal() });
}
