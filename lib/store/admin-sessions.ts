import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";
import type { AdminSession as Row } from "@/lib/store/generated/client";

/** A signed-in enterprise admin. Who it is: (corp, userId), never the user id alone (threat D9). */
export type AdminSession = {
  id: string;
  suiteRowId: string;
  corpRowId: string;
  userId: string;
  userName: string | null;
  userType: number;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

export type NewAdminSession = {
  suiteRowId: string;
  corpRowId: string;
  userId: string;
  userName: string | null;
  avatar: string | null;
  userType: number;
  access: string;
  expiresAt: Date;
};

/** The table holds hashes only: a copy of the database signs nobody in. */
function hashOf(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(token, "utf8").digest());
}

function read(row: Row): AdminSession {
  const { id, suiteRowId, corpRowId, userId, userName, userType, createdAt, lastSeenAt, expiresAt } = row;
  return { id, suiteRowId, corpRowId, userId, userName, userType, createdAt, lastSeenAt, expiresAt };
}

export function createAdminSessionsStore({ prisma, ids, clock }: StoreContext) {
  return {
    /** A new session; answers the token for the cookie, which is stored nowhere. */
    async startAdminSession(input: NewAdminSession): Promise<{ id: string; token: string }> {
      const id = ids.uuid();
      const token = ids.random(32).toString("base64url");
      const now = clock.now();
      await prisma.adminSession.create({
        data: { id, tokenHash: hashOf(token), createdAt: now, lastSeenAt: now, ...input },
      });
      return { id, token };
    },
    /**
     * The session of this token, if it lives: not ended, not over, seen since `seenSince`, and its suite still
     * authorised by its corp (threat D10). Anything else is null.
     */
    async findLiveAdminSession(token: string, seenSince: Date): Promise<AdminSession | null> {
      const row = await prisma.adminSession.findFirst({
        where: {
          tokenHash: hashOf(token),
          revokedAt: null,
          access: "manage",
          expiresAt: { gt: clock.now() },
          lastSeenAt: { gt: seenSince },
        },
      });
      if (!row) return null;
      const isAuthorized = await prisma.authorization.count({
        where: {
          suiteRowId: row.suiteRowId,
          corpRowId: row.corpRowId,
          status: { in: ["active", "needs_reauthorization"] },
        },
      });
      return isAuthorized === 1 ? read(row) : null;
    },
    async touchAdminSession(id: string): Promise<void> {
      await prisma.adminSession.updateMany({
        where: { id, revokedAt: null },
        data: { lastSeenAt: clock.now() },
      });
    },
    /** Ends one session. Ending it twice is fine. */
    async endAdminSession(id: string): Promise<void> {
      await prisma.adminSession.updateMany({
        where: { id, revokedAt: null },
        data: { revokedAt: clock.now() },
      });
    },
    /** Ends every session of a corp at a suite: after cancel_auth and when the app's admins changed (threat D10). */
    async endAdminSessionsOf(suiteRowId: string, corpRowId: string): Promise<number> {
      const { count } = await prisma.adminSession.updateMany({
        where: { suiteRowId, corpRowId, revokedAt: null },
        data: { revokedAt: clock.now() },
      });
      return count;
    },
    async removeExpiredAdminSessions(): Promise<number> {
      const { count } = await prisma.adminSession.deleteMany({ where: { expiresAt: { lt: clock.now() } } });
      return count;
    },
  };
}
