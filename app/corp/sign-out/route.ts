import { fail } from "@/lib/core/result";
import { findAdmin } from "@/lib/features/sign-in/find-admin";
import { endedAdminCookie, readAdminToken } from "@/lib/runtime/admin-session";
import { handle } from "@/lib/runtime/handle";
import { isFromOurPage, seeOther } from "@/lib/runtime/http";

/** Ends the session in the database, not only the cookie. */
export const POST = handle(
  async ({ request, deps }) => {
    const { portalUrl } = deps.addresses;
    if (!isFromOurPage(request, portalUrl)) return fail("request.invalid");
    const token = readAdminToken(request, portalUrl);
    const session = token ? await findAdmin(deps, token) : null;
    if (session) await deps.store.adminSessions.endAdminSession(session.id);
    return seeOther("/corp?signed_out=1", [endedAdminCookie(portalUrl)]);
  },
  () => seeOther("/corp"),
);
