import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { isPasswordRight } from "@/lib/features/staff/passwords";
import type { StaffPrincipal } from "@/lib/features/staff/principal";

/**
 * Asks the signed-in member for the password once more, before something secret is shown (threat E9): a session that
 * was left open is not enough. Wrong ones count like sign-in tries.
 */
export async function confirmPassword(
  deps: Deps,
  principal: StaffPrincipal,
  password: string,
): Promise<Result<null, "staff.password_wrong" | "staff.too_many_tries">> {
  const { store } = deps;
  const address = `session ${principal.sessionId}`;
  if (!(await store.rateLimits.spendSignInTry(principal.email, address))) return fail("staff.too_many_tries");
  const account = await store.staff.findPasswordHash(principal.email);
  if (!(await isPasswordRight(account?.passwordHash ?? null, password.slice(0, 254))))
    return fail("staff.password_wrong");
  await store.rateLimits.forgetSignInTries(principal.email, address);
  return ok(null);
}
