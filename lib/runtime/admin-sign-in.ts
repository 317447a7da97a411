import "server-only";
import type { ErrorCode } from "@/lib/core/errors";
import { failureQuery } from "@/lib/core/failure-address";
import { parseSuiteKey, shortReference } from "@/lib/core/ids";
import { beginSignIn } from "@/lib/features/sign-in/begin-sign-in";
import { ensureBrowserToken } from "@/lib/runtime/browser-cookie";
import { getPortal, type Portal } from "@/lib/runtime/deps";
import { logUnknown } from "@/lib/runtime/handle";
import { isPrefetch, isTopLevel, nothing, seeOther } from "@/lib/runtime/http";

function failed(code: ErrorCode, reference: string, errcode: number | null = null): Response {
  return seeOther(`/sign-in/failed?${failureQuery(code, reference, errcode)}`);
}

/**
 * GET of a business-setting URL with `auth_code`: redeems it at once and goes to `/sign-in/{token}`, where the admin
 * sees who they are about to be and presses a button (threats D4, D5). Always a 303 to an address without the code.
 */
export async function beginAdminSignIn(
  request: Request,
  suiteKey: string,
  given?: Pick<Portal, "deps" | "visits">,
): Promise<Response> {
  if (isPrefetch(request)) return nothing();
  const { deps, visits } = given ?? getPortal();
  const reference = shortReference(deps.ids.random(8));
  const facts = { suite: suiteKey, request_id: reference };
  try {
    // In a frame nobody sees which site asks; nothing is redeemed there.
    if (!isTopLevel(request)) return failed("request.invalid", reference);
    const key = parseSuiteKey(suiteKey);
    if (!key) return failed("suite.unknown", reference);
    if (!visits.maySignIn(request)) {
      deps.log.warn("sign_in.refused", { ...facts, code: "visit.too_many", errcode: null });
      return failed("visit.too_many", reference);
    }
    const codes = new URL(request.url).searchParams.getAll("auth_code");
    const { browserToken, cookie } = ensureBrowserToken(request, deps.addresses.portalUrl, deps.ids);
    const begun = await beginSignIn(deps, {
      suiteKey: key,
      authCode: codes.length === 1 ? (codes[0] ?? "") : "",
      browserToken,
    });
    if (begun.ok) return seeOther(`/sign-in/${begun.pageToken}`, [cookie]);
    deps.log.warn("sign_in.refused", { ...facts, code: begun.code, errcode: begun.errcode });
    return failed(begun.code, reference, begun.errcode);
  } catch (error) {
    logUnknown(deps, error, facts);
    return failed("internal", reference);
  }
}
