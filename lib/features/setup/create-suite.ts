import { z } from "zod";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { type KeyPair, makeKeyPair } from "@/lib/features/setup/make-key-pair";
import {
  aesKeyShape,
  dialectShape,
  suiteKeyShape,
  suiteKindShape,
  suiteNameShape,
  tokenShape,
} from "@/lib/features/setup/setting-shapes";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";

export const createSuiteInput = z
  .strictObject({
    key: suiteKeyShape,
    name: suiteNameShape,
    kind: suiteKindShape,
    dialect: dialectShape,
    /** Both or none: none lets the portal make them. */
    token: tokenShape.optional(),
    encodingAesKey: aesKeyShape.optional(),
  })
  .refine((one) => (one.token === undefined) === (one.encodingAesKey === undefined));

export type CreatedSuite = { key: string; pair: KeyPair };
type Refusal = "staff.forbidden" | "suite.key_taken" | "keys.taken";

/**
 * Makes a suite before WeCom knows it: key, name, kind, dialect, and a pair of Token and EncodingAESKey.
 *
 * The vendor console shows suite_id and secret only after the callback addresses have verified, so they come later.
 * The pair is answered this once, to be pasted; after that it takes a password to see it again. Operators.
 */
export async function createSuite(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof createSuiteInput>,
): Promise<Result<CreatedSuite, Refusal>> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const { store } = deps;
  const { key, name, kind, dialect, token, encodingAesKey } = input;
  const pair = token && encodingAesKey ? { token, encodingAesKey } : makeKeyPair(deps.ids);
  if (await store.callbackKeys.isPairKnown(pair)) return fail("keys.taken");
  const suite = await store.suites.addSuite({ key, name, kind, dialect, installAuthType: 0, appIds: [] });
  if (!suite) return fail("suite.key_taken");
  await store.callbackKeys.addCallbackKey(suite.id, pair, deps.clock.now());
  store.callbackDirectory.invalidate();
  await store.audit.record({
    ...actorOf(principal),
    action: "suite.created",
    subject: suite.key,
    details: { kind, dialect, keys: token ? "given" : "generated" },
  });
  return ok({ key: suite.key, pair });
}
