import type { Deps } from "@/lib/features/deps";
import type { AdminSession } from "@/lib/store/admin-sessions";

/** Half an hour without a request ends a session (threat D10). */
const IDLE_SECONDS = 30 * 60;
/** One write a minute is enough to know that somebody is there. */
const TOUCH_EVERY_SECONDS = 60;

/**
 * The signed-in admin of this session token, or null. Asked at every request: an ended session, a cancelled
 * authorisation and a long pause take effect at once.
 */
export async function findAdmin(deps: Deps, sessionToken: string): Promise<AdminSession | null> {
  const now = deps.clock.now().getTime();
  const session = await deps.store.adminSessions.findLiveAdminSession(
    sessionToken,
    new Date(now - IDLE_SECONDS * 1000),
  );
  if (!session) return null;
  if (now - session.lastSeenAt.getTime() > TOUCH_EVERY_SECONDS * 1000)
    await deps.store.adminSessions.touchAdminSession(session.id);
  return session;
}
