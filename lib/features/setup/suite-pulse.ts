import { createHash } from "node:crypto";
import type { Result } from "@/lib/core/result";
import { showSuite } from "@/lib/features/console/suites";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";

/**
 * A short text that changes when a fact of the suite changes: a page that watches asks for this and not for itself.
 * Any member of staff.
 */
export async function suitePulse(
  deps: Deps,
  principal: StaffPrincipal,
  key: string,
): Promise<Result<string, "suite.unknown">> {
  const found = await showSuite(deps, principal, key);
  if (!found.ok) return found;
  const { suite, keys } = found.value;
  const { steps, proofs, facts, suiteId, hasSuiteSecret, proofWindowUntil } = suite;
  const isWindowOpen = proofWindowUntil !== null && proofWindowUntil > deps.clock.now();
  const text = JSON.stringify([steps, proofs, facts, suiteId, hasSuiteSecret, isWindowOpen, keys]);
  return { ok: true, value: createHash("sha256").update(text).digest("base64url").slice(0, 22) };
}
