import { parseErrorCode } from "@/lib/core/texts";
import type { Deps } from "@/lib/features/deps";
import type { InstallOutcome } from "@/lib/features/install/install-outcome";
import type { Suite } from "@/lib/store/suites";

/**
 * How an install stands, for the browser that began it; null for anybody else. Reads only: the back button and a
 * reload show the same result (threat D11).
 */
export async function describeInstall(
  deps: Deps,
  input: { suite: Suite; reference: string; browserToken: string },
): Promise<InstallOutcome | null> {
  const record = await deps.store.installOutcomes.findInstallRecord({
    suiteRowId: input.suite.id,
    reference: input.reference,
    browserToken: input.browserToken,
  });
  if (!record) return null;
  const { exchange, failure, failureErrcode } = record;
  // People quote what the page showed them.
  const { reference } = input;
  if (!exchange)
    return {
      kind: "failed",
      code: parseErrorCode(failure) ?? "install.cancelled",
      reference,
      errcode: failureErrcode,
    };
  if (exchange.state === "pending") return { kind: "pending", reference };
  const { authorizationId, corpName, corpId } = exchange;
  if (exchange.state === "done" && authorizationId && corpName && corpId)
    return { kind: "done", authorizationId, corpName, corpId, reference };
  const fallback = exchange.state === "unknown_outcome" ? "install.outcome_unknown" : "install.code_refused";
  return {
    kind: "failed",
    code: parseErrorCode(exchange.errorCode) ?? fallback,
    reference,
    errcode: exchange.errcode,
  };
}
