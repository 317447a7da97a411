import type { ErrorCode } from "@/lib/core/errors";
import { parseSuiteKey } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import { getSuiteToken } from "@/lib/features/tokens/get-suite-token";

/**
 * Asks WeCom for the suite's token now instead of at the first install: the quickest proof that id, secret, ticket and
 * IP list are right. A live token is not fetched again. Operators.
 */
export async function trySuiteToken(
  deps: Deps,
  principal: StaffPrincipal,
  key: string,
): Promise<Result<null, ErrorCode>> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const suiteKey = parseSuiteKey(key);
  const suite = suiteKey && (await deps.store.suites.findSuiteByKey(suiteKey));
  if (!suite) return fail("suite.unknown");
  const token = await getSuiteToken(deps, suite);
  return token.ok ? ok(null) : fail(token.code);
}
