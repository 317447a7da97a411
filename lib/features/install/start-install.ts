import type { ErrorCode } from "@/lib/core/errors";
import { shortReference } from "@/lib/core/ids";
import type { Result } from "@/lib/core/result";
import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { failureOf } from "@/lib/features/tokens/token-failure";
import { withSuiteToken } from "@/lib/features/tokens/with-suite-token";
import type { Suite } from "@/lib/store/suites";
import type { WecomAnswer } from "@/lib/wecom/answer";
import type { SuiteCall } from "@/lib/wecom/client";

/** A pre_auth_code lives 20 minutes (WeCom document 90601); the state is no use after it. */
const STATE_MS = 20 * 60_000;
// 32 bytes as hex: letters and digits only, as WeCom wants (84025), and far below its 128.
const STATE_BYTES = 32;
const REFERENCE_BYTES = 8;

/**
 * Begins an install at the click: a new state bound to this browser and suite, a pre_auth_code, and the address of
 * WeCom's install page. Nothing is kept when WeCom refuses. Two clicks are two installs.
 */
export async function startInstall(
  deps: Deps,
  input: { suite: Suite; browserToken: string; installLinkId?: string },
): Promise<Result<{ url: string; reference: string }, ErrorCode>> {
  const { suite, browserToken } = input;
  // Templates are authorised by their QR code; they get no pre_auth_code (48002).
  if (suite.suiteId === null || suite.suiteSecret === null || suite.kind !== "app")
    return { ok: false, code: "suite.not_ready" };
  const session = await withSuiteToken(deps, suite, (call) => openSession(deps, suite, call));
  if (!session.ok) {
    const failure = "error" in session ? failureOf(session.error) : session;
    deps.log.warn("install_not_started", {
      suite: suite.key,
      code: failure.code,
      errcode: failure.errcode,
    });
    return { ok: false, code: failure.code };
  }
  const state = deps.ids.random(STATE_BYTES).toString("hex");
  const reference = shortReference(deps.ids.random(REFERENCE_BYTES));
  const now = deps.clock.now();
  await deps.store.installStates.saveState({
    suiteRowId: suite.id,
    state,
    browserToken,
    reference,
    installLinkId: input.installLinkId ?? null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + STATE_MS),
  });
  return { ok: true, value: { url: installUrl(deps, suite, session.value, state), reference } };
}

/** Both calls must speak of the same code: the session's mode is bound to it (WeCom document 90602). */
async function openSession(deps: Deps, suite: Suite, call: SuiteCall): Promise<WecomAnswer<Secret>> {
  const appIds = suite.dialect === "legacy" ? suite.appIds : [];
  const code = await deps.wecom.fetchPreAuthCode(call, { appIds });
  if (!code.ok) return code;
  const { preAuthCode } = code.value;
  const set = await deps.wecom.setSessionInfo(call, {
    preAuthCode,
    authType: suite.installAuthType,
    appIds,
  });
  return set.ok ? { ok: true, value: preAuthCode } : set;
}

function installUrl(deps: Deps, suite: Suite, preAuthCode: Secret, state: string): string {
  const { portalUrl, wecomInstallUrl, wecomLegacyInstallUrl } = deps.addresses;
  const url = new URL(suite.dialect === "legacy" ? wecomLegacyInstallUrl : wecomInstallUrl);
  url.searchParams.set("suite_id", suite.suiteId ?? "");
  url.searchParams.set("pre_auth_code", preAuthCode.reveal());
  url.searchParams.set("redirect_uri", `${portalUrl}/install/${suite.key}/return`);
  url.searchParams.set("state", state);
  return url.href;
}
