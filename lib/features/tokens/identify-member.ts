import type { ErrorCode } from "@/lib/core/errors";
import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { whyGone } from "@/lib/features/tokens/get-corp-token";
import { failureOf } from "@/lib/features/tokens/token-failure";
import { withCorpToken } from "@/lib/features/tokens/with-corp-token";
import { withSuiteToken } from "@/lib/features/tokens/with-suite-token";
import type { Authorization } from "@/lib/store/authorizations";
import type { Suite } from "@/lib/store/suites";
import type { MemberIdentity } from "@/lib/wecom/facts";

export type IdentifiedMember =
  | { ok: true; value: MemberIdentity }
  | { ok: false; code: ErrorCode; errcode: number | null };

/**
 * Who opened the app, by the code of WeCom's OAuth page. The code works once. A customised app's code is exchanged
 * with its corp's token, so `corp` must be given for it; everything else with the suite's.
 */
export async function identifyMember(
  deps: Deps,
  input: { suite: Suite; corp: Authorization | null; code: Secret },
): Promise<IdentifiedMember> {
  const { suite, corp, code } = input;
  const isCustomized = suite.kind === "template" || corp?.isCustomizedApp === true;
  if (isCustomized && !corp) return { ok: false, code: "member.corp_needed", errcode: null };
  if (isCustomized && corp && corp.status !== "active") return whyGone(corp);
  const answer =
    isCustomized && corp
      ? await withCorpToken(deps, corp.id, (corpToken) => deps.wecom.fetchMemberOfCorp({ corpToken, code }))
      : await withSuiteToken(deps, suite, (call) => deps.wecom.fetchMember(call, { code }));
  if (!answer.ok) {
    if (!("error" in answer)) return answer;
    const failure = failureOf(answer.error);
    return isCodeRefused(failure.errcode) ? { ...failure, code: "member.code_refused" } : failure;
  }
  const corpId =
    answer.value.corpId ?? (isCustomized ? (corp?.corp.openCorpId ?? corp?.corp.plainCorpId ?? null) : null);
  return { ok: true, value: { ...answer.value, corpId } };
}

function isCodeRefused(errcode: number | null): boolean {
  return errcode === 40029 || errcode === 42003;
}
