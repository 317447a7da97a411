import { parseSuiteKey } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import { CHECKS_FREE_MS } from "@/lib/features/callbacks/prove-callback-url";
import type { Deps } from "@/lib/features/deps";
import { type SetupFacts, type Step, setupSteps } from "@/lib/features/setup/checklist";
import { listNewestRefusals } from "@/lib/features/setup/newest-refusals";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { KeyPrint, SuiteFacts } from "@/lib/store/console-facts";
import type { StoredRequest } from "@/lib/store/console-requests";
import type { Egress } from "@/lib/store/egress";
import type { Suite } from "@/lib/store/suites";
import type { UrlProof } from "@/lib/store/url-proofs";

export const PROOF_WINDOW_MINUTES = 15;

/** Until when the addresses answer checks without a window: the suite or its newest keys are that young. */
export function checksFreeUntil(suite: Pick<Suite, "createdAt">, keys: Pick<KeyPrint, "createdAt">[]): Date {
  const made = Math.max(suite.createdAt.getTime(), ...keys.map((one) => one.createdAt.getTime()));
  return new Date(made + CHECKS_FREE_MS);
}

/** A suite without anything secret in it: safe to hand to a page. */
export type ShownSuite = Omit<Suite, "suiteSecret"> & {
  hasSuiteSecret: boolean;
  facts: SuiteFacts;
  proofs: UrlProof[];
  steps: Step[];
};

/** All suites with their facts and set-up steps. Any member of staff. */
export async function listShownSuites(deps: Deps, _principal: StaffPrincipal): Promise<ShownSuite[]> {
  const [suites, facts, provider] = await Promise.all([
    deps.store.suites.listSuites(),
    deps.store.consoleFacts.listSuiteFacts(),
    deps.store.provider.getProvider(),
  ]);
  const [proofs, keys] = await Promise.all([
    Promise.all(suites.map((one) => deps.store.urlProofs.listNewestProofs(one.id))),
    Promise.all(suites.map((one) => deps.store.consoleFacts.listKeyPrints(one.id))),
  ]);
  return suites.flatMap(({ suiteSecret, ...suite }, index) => {
    const own = facts.find((one) => one.suiteRowId === suite.id);
    // Made between the two reads: it will be there at the next look.
    if (!own) return [];
    const found = proofs[index] ?? [];
    const newestKey = keys[index]?.[0];
    const setup: SetupFacts = {
      hasProviderCorpId: provider.corpId !== null,
      newestKeyAt: newestKey?.createdAt ?? null,
      newestKeyUsedAt: newestKey?.lastUsedAt ?? null,
      proofs: Object.fromEntries(found.map((one) => [one.channel, one.provenAt])),
      hasSuiteId: suite.suiteId !== null,
      hasSuiteSecret: suiteSecret !== null,
      kind: suite.kind,
      ...own,
    };
    const steps = setupSteps(setup, deps.clock.now());
    return [{ ...suite, hasSuiteSecret: suiteSecret !== null, facts: own, proofs: found, steps }];
  });
}

type SuiteOnItsPage = {
  suite: ShownSuite;
  keys: KeyPrint[];
  refusedAddress: Egress["seen"];
  /** What WeCom got refused last, address by address. */
  refusals: StoredRequest[];
};

/** One suite with its live key pairs (without the keys). Any member of staff. */
export async function showSuite(
  deps: Deps,
  principal: StaffPrincipal,
  key: string,
): Promise<Result<SuiteOnItsPage, "suite.unknown">> {
  const suite = (await listShownSuites(deps, principal)).find((one) => one.key === key);
  if (!suite) return fail("suite.unknown");
  const [keys, egress, refusals] = await Promise.all([
    deps.store.consoleFacts.listKeyPrints(suite.id),
    deps.store.egress.findEgress(),
    listNewestRefusals(deps, suite.key),
  ]);
  return ok({ suite, keys, refusedAddress: egress.seen, refusals });
}

/** Lets the callback addresses answer proofs for 15 minutes (threat A7). Operators. */
export async function openProofWindow(
  deps: Deps,
  principal: StaffPrincipal,
  key: string,
): Promise<Result<{ until: Date }, "staff.forbidden" | "suite.unknown">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const suiteKey = parseSuiteKey(key);
  const suite = suiteKey && (await deps.store.suites.findSuiteByKey(suiteKey));
  if (!suite) return fail("suite.unknown");
  const until = new Date(deps.clock.now().getTime() + PROOF_WINDOW_MINUTES * 60_000);
  await deps.store.suites.openProofWindow(suite.id, until);
  deps.store.callbackDirectory.invalidate();
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "suite.proof_window_opened",
    subject: suite.key,
    details: { minutes: PROOF_WINDOW_MINUTES },
  });
  return ok({ until });
}
