import type { ErrorCode } from "@/lib/core/errors";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { findAdmin } from "@/lib/features/sign-in/find-admin";

/** Twelve hours, whatever the person does (threat D10). */
export const SESSION_SECONDS = 12 * 3600;
/** A double click on the button sends the form twice. */
const REPEAT_SECONDS = 30;

/** Who is about to sign in, for the page with the button. */
export type SignInOffer = {
  corpName: string;
  suiteName: string;
  userName: string | null;
  userType: number;
  /** The live session of this browser, which pressing the button would end (threat D4). */
  current: { corpName: string; userName: string | null; isSameCorp: boolean } | null;
};

/** What the confirm page shows; null when the page is not this browser's, or its time is over. */
export async function describeSignIn(
  deps: Deps,
  input: { pageToken: string; browserToken: string | null; sessionToken: string | null },
): Promise<SignInOffer | null> {
  const { store } = deps;
  if (!input.browserToken) return null;
  const pending = await store.pendingSignIns.findPendingSignIn(input.pageToken, input.browserToken);
  if (!pending) return null;
  const suite = await store.suites.findSuite(pending.suiteRowId);
  const corpName = await store.ownCorp.findCorpName(pending.corpRowId);
  if (!suite || corpName === null) return null;
  const session = input.sessionToken ? await findAdmin(deps, input.sessionToken) : null;
  const currentName = session && (await store.ownCorp.findCorpName(session.corpRowId));
  return {
    corpName,
    suiteName: suite.name,
    userName: pending.userName,
    userType: pending.userType,
    current:
      session && currentName !== null
        ? {
            corpName: currentName,
            userName: session.userName,
            isSameCorp: session.corpRowId === pending.corpRowId,
          }
        : null,
  };
}

/**
 * Starts the session after the button was pressed: always a new one, and the one before ends (threats D4, D8).
 * The caller has proved that the request comes from our own page. Pressing twice within seconds is fine.
 */
export async function continueSignIn(
  deps: Deps,
  input: { pageToken: string; browserToken: string | null; sessionToken: string | null },
): Promise<Result<{ token: string }, ErrorCode>> {
  const { store, clock } = deps;
  if (!input.browserToken) return fail("sign_in.expired");
  const pending = await store.pendingSignIns.findPendingSignIn(input.pageToken, input.browserToken);
  if (pending?.access !== "manage") return fail("sign_in.expired");
  if (!(await store.pendingSignIns.claimPendingSignIn(pending.id, REPEAT_SECONDS)))
    return fail("sign_in.expired");

  const before = input.sessionToken ? await findAdmin(deps, input.sessionToken) : null;
  const { token } = await store.adminSessions.startAdminSession({
    suiteRowId: pending.suiteRowId,
    corpRowId: pending.corpRowId,
    userId: pending.userId,
    userName: pending.userName,
    avatar: pending.avatar,
    userType: pending.userType,
    access: pending.access,
    expiresAt: new Date(clock.now().getTime() + SESSION_SECONDS * 1000),
  });
  if (before) await store.adminSessions.endAdminSession(before.id);
  await store.audit.record({
    actorKind: "admin",
    actorId: pending.userId,
    actorName: pending.userName,
    action: "admin.signed_in",
    subject: pending.corpRowId,
  });
  return ok({ token });
}
