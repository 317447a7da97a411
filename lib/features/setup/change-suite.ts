import { z } from "zod";
import { parseSuiteKey } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { suiteNameShape } from "@/lib/features/setup/setting-shapes";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";

/** A bare host as the vendor console wants it: no scheme, path or port. */
const bareHost = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);

/** What a form leaves out stays as it is. */
export const changeSuiteInput = z.strictObject({
  suite: z.string(),
  name: suiteNameShape.optional(),
  suiteId: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{4,64}$/)
    .optional(),
  suiteSecret: z.string().trim().min(8).max(512).optional(),
  installAuthType: z.union([z.literal(0), z.literal(1)]).optional(),
  isPublished: z.boolean().nullable().optional(),
  completionDomain: bareHost.nullable().optional(),
  /** WeCom seals the callbacks of an individual developer with an empty receive id; nobody else may use one. */
  isIndividualOwned: z.boolean().optional(),
});

type Refusal = "staff.forbidden" | "suite.unknown" | "suite.id_taken" | "suite.id_fixed";

/** Changes what staff know of a suite. The secret is write-only: no use-case answers it (threat F11). Operators. */
export async function changeSuite(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof changeSuiteInput>,
): Promise<Result<{ isChanged: boolean }, Refusal>> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const { store } = deps;
  const key = parseSuiteKey(input.suite);
  const old = key && (await store.suites.findSuiteByKey(key));
  if (!old) return fail("suite.unknown");
  const { suite: _key, ...given } = input;
  if (given.suiteId !== undefined && given.suiteId !== old.suiteId) {
    if (await store.suites.findSuiteBySuiteId(given.suiteId)) return fail("suite.id_taken");
    if (old.suiteId !== null && (await store.suites.hasAuthorizations(old.id))) return fail("suite.id_fixed");
  }
  const { isChanged } = await store.suites.saveSuite({
    key: old.key,
    name: given.name ?? old.name,
    kind: old.kind,
    dialect: old.dialect,
    installAuthType: given.installAuthType ?? old.installAuthType,
    appIds: old.appIds,
    suiteId: given.suiteId,
    suiteSecret: given.suiteSecret,
    isPublished: given.isPublished,
    completionDomain: given.completionDomain,
    isIndividualOwned: given.isIndividualOwned,
  });
  if (!isChanged) return ok({ isChanged });
  store.callbackDirectory.invalidate();
  // A refusal of the old values must not hold back a try with the new ones.
  await store.tokens.allowTokenRetry({ kind: "suite", ownerId: old.id });
  await store.audit.record({
    ...actorOf(principal),
    action: "suite.changed",
    subject: old.key,
    details: { fields: Object.keys(given).sort().join(",") },
  });
  return ok({ isChanged });
}
