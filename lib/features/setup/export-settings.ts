import { z } from "zod";
import { parseSuiteKey } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { confirmPassword } from "@/lib/features/staff/confirm-password";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";

export const exportInput = z.strictObject({
  suite: z.string().min(1).max(32),
  withSecrets: z.boolean(),
  /** Needed with secrets. */
  password: z.string().max(254).optional(),
});

type Refusal = "staff.forbidden" | "suite.unknown" | "staff.password_wrong" | "staff.too_many_tries";

/**
 * A suite's settings as the bootstrap file spells them. Without secrets for operators; with secrets only for owners who
 * type their password again, and the audit log says so before the file is made (threats E9, F11).
 */
export async function exportSuite(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof exportInput>,
): Promise<Result<string, Refusal>> {
  if (!isAtLeast(principal.role, input.withSecrets ? "owner" : "operator")) return fail("staff.forbidden");
  const key = parseSuiteKey(input.suite);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  if (!suite) return fail("suite.unknown");
  if (input.withSecrets) {
    const confirmed = await confirmPassword(deps, principal, input.password ?? "");
    if (!confirmed.ok) return confirmed;
  }
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "suite.exported",
    subject: suite.key,
    details: { withSecrets: input.withSecrets },
  });
  const [pair] = input.withSecrets
    ? await deps.store.callbackKeys.listCallbackKeys(suite.id, deps.clock.now())
    : [];
  const file = {
    suites: [
      {
        key: suite.key,
        name: suite.name,
        kind: suite.kind,
        dialect: suite.dialect,
        ...(suite.suiteId ? { suiteId: suite.suiteId } : {}),
        ...(input.withSecrets && suite.suiteSecret ? { suiteSecret: suite.suiteSecret.reveal() } : {}),
        ...(pair ? { token: pair.token.reveal(), encodingAesKey: pair.encodingAesKey.reveal() } : {}),
        installAuthType: suite.installAuthType,
        appIds: suite.appIds,
      },
    ],
  };
  return ok(`${JSON.stringify(file, null, 2)}\n`);
}
