import { parseSuiteKey } from "@/lib/core/ids";
import { diagnoseCheck } from "@/lib/features/callbacks/diagnose-check";
import { diagnoseMessage } from "@/lib/features/callbacks/diagnose-message";
import { callbackAddress, type Diagnosis, type SeenRequest } from "@/lib/features/callbacks/diagnosis";
import type { Deps } from "@/lib/features/deps";
import { PROVIDER_LABEL } from "@/lib/store/callback-directory";
import { describeQuery, readCallbackQuery } from "@/lib/wecom/callback-query";

/**
 * Why a request was refused, for staff only (threat A8).
 *
 * Runs well after the answer and follows the same rules in the same order, so that the caller can learn nothing from
 * it: not from the answer, and not from the time.
 */
export async function diagnoseRefusal(deps: Deps, seen: SeenRequest): Promise<Diagnosis> {
  if (seen.isPacked) return { cause: "packed", facts: {} };
  const problem = describeQuery(seen.rawQuery);
  if (problem) return { cause: `query_${problem.kind}`, facts: { names: problem.names.join(", ") || "—" } };
  const query = readCallbackQuery(seen.rawQuery);
  if (!query) return { cause: "query_malformed", facts: { names: "—" } };
  const isProvider = seen.suiteKey === PROVIDER_LABEL;
  if (isProvider !== (seen.channel === "provider"))
    return {
      cause: "provider_address",
      facts: { address: callbackAddress(deps, PROVIDER_LABEL, "provider") },
    };
  const key = isProvider ? PROVIDER_LABEL : parseSuiteKey(seen.suiteKey);
  const target = key && (await deps.store.callbackDirectory.findCallbackTarget(key));
  if (!target) return { cause: "unknown_suite", facts: {} };
  if (target.keys.length === 0) return { cause: "no_keys", facts: { label: target.label } };
  const judged = { seen, target, query };
  const found =
    seen.method === "GET" ? await diagnoseCheck(deps, judged) : await diagnoseMessage(deps, judged);
  return { ...found, facts: { label: target.label, ...found.facts } };
}
