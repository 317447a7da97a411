import type { Deps } from "@/lib/features/deps";
import { handOutToken } from "@/lib/features/tokens/hand-out-token";
import type { TokenFailure, TokenResult, TokenWish } from "@/lib/features/tokens/handed-out-token";
import { markPermanentCodeDead } from "@/lib/features/tokens/mark-permanent-code-dead";
import { failureOf } from "@/lib/features/tokens/token-failure";
import { withSuiteToken } from "@/lib/features/tokens/with-suite-token";
import type { Authorization } from "@/lib/store/authorizations";
import type { WecomAnswer } from "@/lib/wecom/answer";
import type { FreshToken } from "@/lib/wecom/client";
import { isCorpGone, isCorpUnknown } from "@/lib/wecom/errcodes";

const GONE: TokenFailure = { ok: false, code: "corp.authorization_gone", errcode: null };

/** Why an authorisation that is not active gives no token. */
export function whyGone({ statusReason }: Pick<Authorization, "statusReason">): TokenFailure {
  return statusReason === "corp_dissolved" ? { ...GONE, code: "corp.dissolved" } : GONE;
}

/**
 * The access_token of a corp for one suite. `corp.authorization_gone` when the corp has withdrawn; a permanent code
 * that WeCom calls dead marks the authorisation, so the next caller is told without a call.
 */
export async function getCorpToken(
  deps: Deps,
  authorizationId: string,
  wish: TokenWish = {},
): Promise<TokenResult> {
  const authorization = await deps.store.authorizations.getAuthorization(authorizationId);
  if (!authorization) return { ok: false, code: "corp.unknown", errcode: null };
  if (authorization.status !== "active") return whyGone(authorization);
  const suite = await deps.store.suites.findSuite(authorization.suiteRowId);
  if (!suite) return { ok: false, code: "suite.unknown", errcode: null };
  const isCustomized = suite.kind === "template" || authorization.isCustomizedApp;

  async function fetchOnce(): Promise<
    { answer: WecomAnswer<FreshToken> | TokenFailure; version: number } | TokenFailure
  > {
    const credentials = await deps.store.authorizations.findCredentials(authorizationId);
    if (!credentials || !suite) return GONE;
    // A customised app's permanent code is its secret; service/get_corp_token answers 40084 for it.
    const answer = isCustomized
      ? await deps.wecom.fetchCustomizedAppToken(credentials)
      : await withSuiteToken(deps, suite, (call) => deps.wecom.fetchCorpToken(call, credentials));
    return { answer, version: credentials.version };
  }

  return handOutToken(deps, { kind: "corp", ownerId: authorizationId }, wish, async () => {
    const first = await fetchOnce();
    if (!("answer" in first)) return first;
    const { answer } = first;
    if (answer.ok || !("error" in answer) || !isCorpGone(answer.error)) return answer;
    // The code may have been replaced while we asked (threat C8): then ask once with the new one.
    const now = await deps.store.authorizations.findCredentials(authorizationId);
    if (now && now.version !== first.version) {
      const second = await fetchOnce();
      return "answer" in second ? second.answer : second;
    }
    const why = isCorpUnknown(answer.error) ? "corp_dissolved" : "permanent_code_dead";
    await markPermanentCodeDead(deps, authorizationId, first.version, why);
    const { errcode } = failureOf(answer.error);
    return {
      ok: false,
      code: why === "corp_dissolved" ? "corp.dissolved" : "corp.authorization_gone",
      errcode,
    };
  });
}
