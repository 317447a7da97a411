import { getPortal } from "@/lib/runtime/deps";
import { answerStaffAuth } from "@/lib/runtime/staff-auth-route";

/** Staff sessions by next-auth. Public: the password, or the session's cookie, proves who asks. */
async function answer(request: Request): Promise<Response> {
  const { deps, settings, authSecret } = getPortal();
  return answerStaffAuth(deps, { portalUrl: settings.portalUrl, authSecret }, request);
}

export { answer as GET, answer as POST };
