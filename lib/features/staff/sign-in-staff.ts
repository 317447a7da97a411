import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { isPasswordRight } from "@/lib/features/staff/passwords";
import type { Staff } from "@/lib/store/staff";

export type SignInRefusal = "staff.bad_credentials" | "staff.too_many_tries";

const MAX_LENGTH = 254;

/**
 * Checks e-mail and password. Unknown account, wrong password, an account without password and a disabled one
 * get one and the same answer after the same work (threat D12). Starts no session.
 */
export async function signInStaff(
  deps: Deps,
  input: { email: string; password: string; address: string },
): Promise<Result<Staff, SignInRefusal>> {
  const { store } = deps;
  const email = input.email.trim().toLowerCase().slice(0, MAX_LENGTH);
  const password = input.password.slice(0, MAX_LENGTH);
  if (!(await store.rateLimits.spendSignInTry(email, input.address))) {
    deps.log.warn("staff.sign_in_throttled");
    return fail("staff.too_many_tries");
  }
  const account = await store.staff.findPasswordHash(email);
  const isRight = await isPasswordRight(account?.passwordHash ?? null, password);
  if (!account || !isRight || account.staff.disabledAt !== null) {
    deps.log.info("staff.sign_in_refused");
    return fail("staff.bad_credentials");
  }
  await store.rateLimits.forgetSignInTries(email, input.address);
  await store.audit.record({
    actorKind: "staff",
    actorId: account.staff.id,
    actorName: account.staff.name,
    action: "staff.signed_in",
    subject: account.staff.email,
  });
  return ok(account.staff);
}
