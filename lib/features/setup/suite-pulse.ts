import { createHash } from "node:crypto";
import type { Result } from "@/lib/core/result";
import { showSuite } from "@/lib/features/console/suites";
import type { Deps } from "@/lib/features/deps";
import { showProvider } from "@/lib/features/setup/save-provider";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { StoredRequest } from "@/lib/store/console-requests";

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
  const { suite, keys, refusals } = found.value;
  const { steps, proofs, facts, suiteId, hasSuiteSecret, proofWindowUntil } = suite;
  const isWindowOpen = proofWindowUntil !== null && proofWindowUntil > deps.clock.now();
  const text = JSON.stringify([
    steps,
    proofs,
    facts,
    suiteId,
    hasSuiteSecret,
    isWindowOpen,
    keys,
    idsOf(refusals),
  ]);
  return { ok: true, value: pulseOf(text) };
}

/** The same for the provider's page. Any member of staff. */
export async function providerPulse(deps: Deps, principal: StaffPrincipal): Promise<string> {
  const { proofWindowUntil, refusals, ...facts } = await showProvider(deps, principal);
  const isWindowOpen = proofWindowUntil !== null && proofWindowUntil > deps.clock.now();
  return pulseOf(JSON.stringify([facts, isWindowOpen, idsOf(refusals)]));
}

const idsOf = (refusals: StoredRequest[]) => refusals.map((one) => one.id);

function pulseOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
