import type { ErrorCode } from "@/lib/core/errors";
import { shortReference } from "@/lib/core/ids";
import type { Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { failureOf } from "@/lib/features/tokens/token-failure";
import { withProviderToken } from "@/lib/features/tokens/with-provider-token";
import type { Suite } from "@/lib/store/suites";

// 16 bytes as hex: WeCom takes at most 32 letters and digits. A website install's state is twice as long, so one can
// never pass for the other.
const STATE_BYTES = 16;
const REFERENCE_BYTES = 8;

/**
 * Begins the authorisation of a customised-app template (代开发模板) that an invitation led to: WeCom's own page with
 * the QR code. Nobody comes back from there; `create_auth` brings the state, and with it the invitation's progress.
 */
export async function startCustomizedInstall(
  deps: Deps,
  input: { suite: Suite; browserToken: string; installLinkId: string },
): Promise<Result<{ url: string; reference: string }, ErrorCode>> {
  const { suite, browserToken, installLinkId } = input;
  const { suiteId } = suite;
  if (suiteId === null || suite.suiteSecret === null) return { ok: false, code: "suite.not_ready" };
  const state = deps.ids.random(STATE_BYTES).toString("hex");
  const answer = await withProviderToken(deps, (providerToken) =>
    deps.wecom.fetchCustomizedAuthUrl({ providerToken, templateIds: [suiteId], state }),
  );
  if (!answer.ok) {
    const failure = "error" in answer ? failureOf(answer.error) : answer;
    deps.log.warn("install_not_started", {
      suite: suite.key,
      code: failure.code,
      errcode: failure.errcode,
    });
    return { ok: false, code: failure.code };
  }
  const { url, expiresInSeconds } = answer.value;
  if (!isPageOfWecom(deps, url)) return { ok: false, code: "wecom.unreachable" };
  const reference = shortReference(deps.ids.random(REFERENCE_BYTES));
  const now = deps.clock.now();
  await deps.store.installStates.saveState({
    suiteRowId: suite.id,
    state,
    browserToken,
    reference,
    installLinkId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + expiresInSeconds * 1000),
  });
  return { ok: true, value: { url, reference } };
}

/** What the browser is sent to: https, or the host of the install page (a simulator has no certificate). */
function isPageOfWecom(deps: Deps, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin } = new URL(url);
  return protocol === "https:" || origin === new URL(deps.addresses.wecomInstallUrl).origin;
}
