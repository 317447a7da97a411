import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";
import type { StaffRole } from "@/lib/store/staff";

const hashToken = (token: string) => Buffer.from(createHash("sha256").update(token, "utf8").digest());

/**
 * A link that opens one account once. Its row id is the id of that account: an invited one exists already,
 * the first owner's is made when the link is used.
 */
export type OneTimeSignIn = { staffId: string; role: StaffRole; expiresAt: Date };

export function createOneTimeSignInsStore({ prisma, ids, clock }: StoreContext) {
  return {
    /** Makes the link's token and forgets an earlier link of the same account. The table keeps its hash only. */
    async offer(role: StaffRole, expiresAt: Date, staffId: string = ids.uuid()): Promise<string> {
      const token = ids.random(32).toString("base64url");
      const data = { tokenHash: hashToken(token), role, expiresAt, createdAt: clock.now(), usedAt: null };
      await prisma.oneTimeSignIn.upsert({
        where: { id: staffId },
        create: { id: staffId, ...data },
        update: data,
      });
      return token;
    },
    /** Looks without using it up: link scanners and double clicks spend nothing. */
    async peek(token: string): Promise<OneTimeSignIn | null> {
      const row = await prisma.oneTimeSignIn.findUnique({ where: { tokenHash: hashToken(token) } });
      if (!row || row.usedAt !== null || row.expiresAt <= clock.now()) return null;
      return { staffId: row.id, role: row.role as StaffRole, expiresAt: row.expiresAt };
    },
    /** True for exactly one caller. */
    async consume(token: string): Promise<boolean> {
      const now = clock.now();
      const { count } = await prisma.oneTimeSignIn.updateMany({
        where: { tokenHash: hashToken(token), usedAt: null, expiresAt: { gt: now } },
        data: { usedAt: now },
      });
      return count === 1;
    },
    /** Ends every link of an account that is not there (yet): only the newest first sign-in works. */
    async withdrawAll(): Promise<void> {
      await prisma.oneTimeSignIn.deleteMany({ where: { usedAt: null } });
    },
    async withdraw(staffId: string): Promise<void> {
      await prisma.oneTimeSignIn.deleteMany({ where: { id: staffId } });
    },
  };
}
