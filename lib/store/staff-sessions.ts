import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";
import { readStaff, type Staff } from "@/lib/store/staff";

export type StaffSession = {
  id: string;
  staff: Staff;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

/** The table holds hashes only: a copy of the database signs nobody in. 256-bit random tokens need no salt. */
export function hashSessionToken(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(token, "utf8").digest());
}

export function createStaffSessionsStore({ prisma, ids, clock }: StoreContext) {
  return {
    /** A new session row; answers the token for the cookie, which is stored nowhere. */
    async startSession(staffId: string, expiresAt: Date): Promise<{ token: string; id: string }> {
      const token = ids.random(32).toString("base64url");
      const now = clock.now();
      const id = ids.uuid();
      await prisma.staffSession.create({
        data: { id, tokenHash: hashSessionToken(token), staffId, createdAt: now, lastSeenAt: now, expiresAt },
      });
      return { token, id };
    },
    async findSession(token: string): Promise<StaffSession | null> {
      const row = await prisma.staffSession.findUnique({
        where: { tokenHash: hashSessionToken(token) },
        include: { staff: true },
      });
      return row && { ...row, staff: readStaff(row.staff) };
    },
    async touchSession(id: string): Promise<void> {
      // updateMany: the row may have been ended by a sign-out a moment ago.
      await prisma.staffSession.updateMany({ where: { id }, data: { lastSeenAt: clock.now() } });
    },
    /** Ends one session. Ending it twice is fine. */
    async endSession(token: string): Promise<void> {
      await prisma.staffSession.deleteMany({ where: { tokenHash: hashSessionToken(token) } });
    },
    async endSessionsOf(staffId: string): Promise<void> {
      await prisma.staffSession.deleteMany({ where: { staffId } });
    },
    /** Removes rows that no longer sign anybody in. */
    async removeExpiredSessions(): Promise<number> {
      const { count } = await prisma.staffSession.deleteMany({ where: { expiresAt: { lt: clock.now() } } });
      return count;
    },
  };
}
