import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";

export const SESSION_HOURS = 12;
const IDLE_MS = 2 * 3_600_000;
/** Writing on every request would cost a row version each; a minute is exact enough for a two-hour limit. */
const TOUCH_AFTER_MS = 60_000;
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

/**
 * Who a session token belongs to, or null.
 *
 * Takes `unknown` on purpose: whatever a cookie jar or a library hands over, only a token whose row, account and role
 * stand in the database at this moment is somebody (threats D10, D13). Ends after 2 idle hours and after 12 in all.
 */
export async function findPrincipal(deps: Deps, token: unknown): Promise<StaffPrincipal | null> {
  if (typeof token !== "string" || !TOKEN_FORM.test(token)) return null;
  const session = await deps.store.staffSessions.findSession(token);
  if (!session) return null;
  const now = deps.clock.now().getTime();
  const idleMs = now - session.lastSeenAt.getTime();
  if (session.expiresAt.getTime() <= now || idleMs >= IDLE_MS) {
    await deps.store.staffSessions.endSession(token);
    return null;
  }
  const { staff } = session;
  if (staff.disabledAt !== null) return null;
  if (idleMs >= TOUCH_AFTER_MS) await deps.store.staffSessions.touchSession(session.id);
  return {
    id: staff.id,
    email: staff.email,
    name: staff.name,
    role: staff.role,
    sessionId: session.id,
  } as StaffPrincipal;
}

/** Starts a session with a new id; the one the browser had before ends (threat D8). Answers the cookie's token. */
export async function startStaffSession(
  deps: Deps,
  staffId: string,
  oldToken?: string,
): Promise<{ token: string; expiresAt: Date }> {
  if (oldToken) await deps.store.staffSessions.endSession(oldToken);
  await deps.store.staffSessions.removeExpiredSessions();
  const expiresAt = new Date(deps.clock.now().getTime() + SESSION_HOURS * 3_600_000);
  const { token } = await deps.store.staffSessions.startSession(staffId, expiresAt);
  await deps.store.staff.noteSignIn(staffId);
  return { token, expiresAt };
}
