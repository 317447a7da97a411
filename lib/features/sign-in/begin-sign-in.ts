import type { ErrorCode } from "@/lib/core/errors";
import type { SuiteKey } from "@/lib/core/ids";
import { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { accessFromAdminList, decideAccess } from "@/lib/features/sign-in/decide-access";
import { findSignInTarget } from "@/lib/features/sign-in/find-sign-in-target";
import { redeemLoginCode } from "@/lib/features/sign-in/redeem-login-code";
import { getSuiteToken } from "@/lib/features/tokens/get-suite-token";
import type { SignInTarget } from "@/lib/store/own-corp";
import type { Suite } from "@/lib/store/suites";
import type { LoginInfo } from "@/lib/wecom/facts";

/** How long the page with the "continue" button stays good. */
const PENDING_SECONDS = 600;
/** WeCom's codes are far shorter; anything longer is not one. */
const MAX_CODE_LENGTH = 512;

export type SignInBegun =
  | { ok: true; pageToken: string }
  | { ok: false; code: ErrorCode; errcode: number | null };

function refuse(code: ErrorCode, errcode: number | null = null): SignInBegun {
  return { ok: false, code, errcode };
}

/**
 * Redeems the auth_code of the business-setting URL and remembers who came, bound to the browser. No session yet.
 *
 * The same browser bringing the same code again comes to the same sign-in (threat D11); any other second use of a
 * code is refused. Codes: `suite.unknown`, `sign_in.*`, and those of the provider token.
 */
export async function beginSignIn(
  deps: Deps,
  input: { suiteKey: SuiteKey; authCode: string; browserToken: string },
): Promise<SignInBegun> {
  const { store, clock } = deps;
  const { authCode, browserToken } = input;
  const suite = await store.suites.findSuiteByKey(input.suiteKey);
  if (!suite) return refuse("suite.unknown");
  if (authCode === "" || authCode.length > MAX_CODE_LENGTH) return refuse("sign_in.code_refused");

  const reopen = () => store.pendingSignIns.reopenByCode(suite.id, authCode, browserToken);
  const again = await reopen();
  if (again) return { ok: true, pageToken: again.pageToken };

  const login = await redeemLoginCode(deps, new Secret(authCode));
  if (!login.ok) {
    // The other half of a double click may have redeemed the code while we asked.
    const other = login.code === "sign_in.code_refused" ? await reopen() : null;
    return other ? { ok: true, pageToken: other.pageToken } : login;
  }
  const target = await findSignInTarget(deps, suite, login.value.corpId);
  if (!target) return refuse("sign_in.corp_unknown");
  if (target.status !== "active" && target.status !== "needs_reauthorization")
    return refuse("corp.authorization_gone");
  const access = await accessOf(deps, suite, target, login.value);
  if (access !== "manage") return refuse("sign_in.not_admin");

  const { user, userType } = login.value;
  const saved = await store.pendingSignIns.savePendingSignIn({
    browserToken,
    authCode,
    suiteRowId: suite.id,
    corpRowId: target.corpRowId,
    // Admins outside the address book have no user id; the kind of user is then all that WeCom tells.
    userId: user?.userId ?? user?.openUserId ?? user?.email ?? `usertype-${userType}`,
    userName: user?.name ?? user?.email ?? null,
    avatar: user?.avatar ?? null,
    userType,
    access,
    expiresAt: new Date(clock.now().getTime() + PENDING_SECONDS * 1000),
  });
  const page = saved ?? (await reopen());
  return page ? { ok: true, pageToken: page.pageToken } : refuse("sign_in.code_refused");
}

/** Default deny: no agent, no list, no answer, no access. */
async function accessOf(
  deps: Deps,
  suite: Suite,
  target: SignInTarget,
  login: LoginInfo,
): Promise<"manage" | "none"> {
  const decided = decideAccess({
    userType: login.userType,
    loginAgents: login.agents,
    suiteAgentIds: target.agentIds,
  });
  if (decided !== "ask") return decided;
  if (!login.user || !suite.suiteId) return "none";
  const token = await getSuiteToken(deps, suite);
  if (!token.ok) return "none";
  for (const agentId of target.agentIds) {
    const list = await deps.wecom.fetchAdminList(
      { suiteToken: token.value.token, suiteId: suite.suiteId, dialect: suite.dialect },
      { corpId: target.corpId, agentId },
    );
    if (list.ok && accessFromAdminList(list.value, login.user) === "manage") return "manage";
  }
  return "none";
}
