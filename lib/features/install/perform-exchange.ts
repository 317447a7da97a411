import type { ErrorCode } from "@/lib/core/errors";
import type { Deps } from "@/lib/features/deps";
import { applyGrant } from "@/lib/features/install/apply-grant";
import type { TokenFailure } from "@/lib/features/tokens/handed-out-token";
import { codeOfWecomError } from "@/lib/features/tokens/token-failure";
import { withSuiteToken } from "@/lib/features/tokens/with-suite-token";
import type { LeasedExchange } from "@/lib/store/auth-exchanges";
import type { WecomAnswer, WecomError } from "@/lib/wecom/answer";
import { errcodeOf } from "@/lib/wecom/answer";
import { isAuthCodeRefused, isTokenRefused, isWorthRepeating } from "@/lib/wecom/errcodes";
import type { PermanentGrant } from "@/lib/wecom/facts";

const LEASE_SECONDS = 10;
const RENEW_EVERY_MS = 3_000;

/** `ended`: done or failed for good. `later`: try again while the code lives. `busy`: somebody else has it. */
export type ExchangeStep = "ended" | "later" | "busy";

/**
 * Exchanges one auth_code for the permanent code, at most once upstream (threats C1, C2).
 *
 * May be called by anybody at any time: the row's lease lets one through. The intent is written before the code
 * leaves, and the answer before anything is made of it, so a crash at any point leaves either a code that may be
 * sent, an answer that can be applied, or an outcome that is known to be unknown.
 */
export async function performExchange(deps: Deps, exchangeId: string): Promise<ExchangeStep> {
  const { authExchanges } = deps.store;
  const lease = await authExchanges.claimExchange(exchangeId, LEASE_SECONDS);
  if (!lease) {
    const exchange = await authExchanges.findExchange(exchangeId);
    return exchange?.state === "pending" ? "busy" : "ended";
  }
  const renewal = setInterval(() => {
    authExchanges.renewExchange(lease, LEASE_SECONDS).catch(() => {});
  }, RENEW_EVERY_MS);
  try {
    return await exchangeUnderLease(deps, lease);
  } finally {
    clearInterval(renewal);
  }
}

async function exchangeUnderLease(deps: Deps, lease: LeasedExchange): Promise<ExchangeStep> {
  if (lease.answer) return applyGrant(deps, lease, lease.answer);
  const suite = await deps.store.suites.findSuite(lease.suiteRowId);
  const { code } = lease;
  if (!suite || !code) return end(deps, lease, "suite.unknown", null);
  if (deps.clock.now().getTime() >= lease.expiresAt.getTime())
    return end(deps, lease, "install.code_refused", lease.errcode);

  let isLeaseLost = false;
  const answer: WecomAnswer<PermanentGrant> | TokenFailure = await withSuiteToken(
    deps,
    suite,
    async (call) => {
      isLeaseLost = !(await deps.store.authExchanges.markSent(lease));
      if (isLeaseLost) return { ok: false, error: { kind: "malformed", api: "service/get_permanent_code" } };
      return deps.wecom.exchangeAuthCode(call, { authCode: code });
    },
  );
  if (isLeaseLost) return "busy";
  if (answer.ok) {
    await deps.store.authExchanges.keepAnswer(lease, answer.value.raw);
    return applyGrant(deps, lease, answer.value.raw);
  }
  return "error" in answer
    ? judgeError(deps, lease, answer.error)
    : later(deps, lease, { code: answer.code, errcode: answer.errcode, isOutcomeKnown: true });
}

async function judgeError(deps: Deps, lease: LeasedExchange, error: WecomError): Promise<ExchangeStep> {
  const errcode = errcodeOf(error);
  if (isAuthCodeRefused(error)) return end(deps, lease, "install.code_refused", errcode);
  const code = codeOfWecomError(error);
  // A refusal by token, limit or address list did not consume the code; silence may have.
  const isOutcomeKnown = error.kind === "refused" || (error.kind === "unreachable" && !error.wasSent);
  const canRepeat = isWorthRepeating(error) || isTokenRefused(error) || errcode === IP_NOT_ALLOWED;
  return canRepeat ? later(deps, lease, { code, errcode, isOutcomeKnown }) : end(deps, lease, code, errcode);
}

/** An operator can put the address on the list while the code still lives. */
const IP_NOT_ALLOWED = 60020;

async function later(
  deps: Deps,
  lease: LeasedExchange,
  failure: { code: ErrorCode; errcode: number | null; isOutcomeKnown: boolean },
): Promise<ExchangeStep> {
  await deps.store.authExchanges.releaseExchange(lease, {
    errcode: failure.errcode,
    errorCode: failure.code,
    isOutcomeKnown: failure.isOutcomeKnown,
  });
  return "later";
}

/** Ends without a permanent code. After a send whose answer never came that is no refusal but an unknown outcome. */
async function end(
  deps: Deps,
  lease: LeasedExchange,
  code: ErrorCode,
  errcode: number | null,
): Promise<ExchangeStep> {
  const isUnknown = lease.sentAt !== null;
  const isMine = await deps.store.authExchanges.failExchange(lease, {
    state: isUnknown ? "unknown_outcome" : "failed",
    errcode,
    errorCode: isUnknown ? "install.outcome_unknown" : code,
  });
  if (!isMine) return "busy";
  if (lease.installStateId) await deps.store.installStates.noteFailure(lease.installStateId, code, errcode);
  const facts = { reference: lease.reference, source: lease.source, code, errcode };
  if (isUnknown) deps.log.error("install_outcome_unknown", facts);
  else deps.log.warn("install_failed", facts);
  await deps.store.audit.record({
    actorKind: "system",
    action: isUnknown ? "install.outcome_unknown" : "install.failed",
    subject: lease.reference,
    details: { source: lease.source, code, errcode },
  });
  return "ended";
}
