import { failureQuery } from "@/lib/core/failure-address";
import { fail } from "@/lib/core/result";
import { continueSignIn } from "@/lib/features/sign-in/continue-sign-in";
import { adminCookie, readAdminToken } from "@/lib/runtime/admin-session";
import { readBrowserToken } from "@/lib/runtime/browser-cookie";
import { handle } from "@/lib/runtime/handle";
import { isFromOurPage, seeOther } from "@/lib/runtime/http";

/** The button of the confirm page: only from our own page, only in the browser that came from WeCom. */
export const POST = handle<{ token: string }>(
  async ({ request, deps, params }) => {
    const { portalUrl } = deps.addresses;
    if (!isFromOurPage(request, portalUrl)) return fail("request.invalid");
    const done = await continueSignIn(deps, {
      pageToken: params.token,
      browserToken: readBrowserToken(request, portalUrl),
      sessionToken: readAdminToken(request, portalUrl),
    });
    return done.ok ? seeOther("/corp", [adminCookie(done.value.token, portalUrl)]) : done;
  },
  ({ code, errcode, requestId }) => seeOther(`/sign-in/failed?${failureQuery(code, requestId, errcode)}`),
);
