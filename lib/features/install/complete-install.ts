import type { ErrorCode } from "@/lib/core/errors";
import { shortReference } from "@/lib/core/ids";
import { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { waitForExchange } from "@/lib/features/install/exchange-outcome";
import type { InstallOutcome } from "@/lib/features/install/install-outcome";
import { performExchange } from "@/lib/features/install/perform-exchange";
import type { InstallState } from "@/lib/store/install-states";
import type { Suite } from "@/lib/store/suites";
import { EXCHANGE_WORK } from "@/lib/store/work-items";

export type InstallReturn = {
  suite: Suite;
  browserToken: string | null;
  state: string | null;
  authCode: string | null;
};

/** An install auth_code lives ten minutes (WeCom document 90597); the redirect's expires_in is only a hint. */
export const AUTH_CODE_MS = 10 * 60_000;
const STATE_SHAPE = /^[0-9a-f]{64}$/;
const MAX_CODE_LENGTH = 1024;
const REFERENCE_BYTES = 8;
// The worker takes over when this process does not live to finish.
const BACKUP_DELAY_SECONDS = 5;
const FIRST_RETRY_SECONDS = 1;

/**
 * Ends an install begun by `startInstall`.
 *
 * A repeated request of the same browser with the same code gets the same result (threat D11); any other use of a
 * used state, or a state from another browser, exchanges nothing (threat D1).
 */
export async function completeInstall(deps: Deps, input: InstallReturn): Promise<InstallOutcome> {
  const { suite, browserToken, state, authCode } = input;
  const refuse = (code: ErrorCode, reference?: string): InstallOutcome => ({
    kind: "failed",
    code,
    reference: reference ?? shortReference(deps.ids.random(REFERENCE_BYTES)),
    errcode: null,
  });
  if (state === null || !STATE_SHAPE.test(state)) return refuse("install.state_expired");
  if (authCode === null || authCode === "") return refuse("install.cancelled");
  if (authCode.length > MAX_CODE_LENGTH) return refuse("request.invalid");
  const consumed = await deps.store.installStates.consumeState({
    suiteRowId: suite.id,
    state,
    browserToken,
    now: deps.clock.now(),
  });
  const code = new Secret(authCode);
  switch (consumed.kind) {
    case "unknown":
      return refuse("install.state_expired");
    case "expired":
      return refuse("install.state_expired", consumed.reference);
    case "other_browser":
      return refuse("install.other_browser");
    case "fresh":
      return exchangeNow(deps, suite, consumed.state, code);
    case "used": {
      const bound = await deps.store.authExchanges.findExchangeByState(consumed.state.id);
      // A process that died between using the state and storing the code must not cost the admin the install.
      if (!bound) return exchangeNow(deps, suite, consumed.state, code);
      const same = await deps.store.authExchanges.findExchangeByCode(suite.id, code);
      return same?.id === bound.id
        ? waitForExchange(deps, bound.id, consumed.state.reference)
        : refuse("install.state_expired", consumed.state.reference);
    }
  }
}

async function exchangeNow(
  deps: Deps,
  suite: Suite,
  state: InstallState,
  code: Secret,
): Promise<InstallOutcome> {
  const exchange = await deps.store.authExchanges.beginExchange({
    suiteRowId: suite.id,
    code,
    source: "redirect",
    platformTime: null,
    expiresAt: new Date(deps.clock.now().getTime() + AUTH_CODE_MS),
    installStateId: state.id,
    reference: state.reference,
    workDelaySeconds: BACKUP_DELAY_SECONDS,
  });
  const step = await performExchange(deps, exchange.id);
  if (step === "later") {
    await deps.store.workItems.enqueue({
      kind: EXCHANGE_WORK,
      subjectId: exchange.id,
      priority: 0,
      delaySeconds: FIRST_RETRY_SECONDS,
    });
    deps.wakeWorker();
  }
  return waitForExchange(deps, exchange.id, state.reference);
}
