import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";
import type { PendingSignIn as Row } from "@/lib/store/generated/client";

export type AdminAccess = "manage" | "none";

/** An admin whom WeCom has named and who has not pressed "continue" yet (threat D4). */
export type PendingSignIn = {
  id: string;
  suiteRowId: string;
  corpRowId: string;
  userId: string;
  userName: string | null;
  avatar: string | null;
  userType: number;
  access: AdminAccess;
  expiresAt: Date;
  usedAt: Date | null;
};

export type NewPendingSignIn = Omit<PendingSignIn, "id" | "usedAt"> & {
  browserToken: string;
  authCode: string;
};

/** The table holds hashes only; all hashed values are random and long, so they need no salt. */
function hashOf(text: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(text, "utf8").digest());
}

/** The same code at two suites' addresses is two different things (threat D6). */
function codeHashOf(suiteRowId: string, authCode: string): Buffer<ArrayBuffer> {
  return hashOf(`${suiteRowId}\n${authCode}`);
}

function read(row: Row): PendingSignIn {
  return { ...row, access: row.access === "manage" ? "manage" : "none" };
}

export function createPendingSignInsStore({ prisma, ids, clock }: StoreContext) {
  return {
    /** Keeps a redeemed sign-in; answers the token of its page. Null: this code was redeemed before. */
    async savePendingSignIn(input: NewPendingSignIn): Promise<{ pageToken: string } | null> {
      const { browserToken, authCode, ...rest } = input;
      const pageToken = ids.random(18).toString("base64url");
      const { count } = await prisma.pendingSignIn.createMany({
        data: [
          {
            id: ids.uuid(),
            tokenHash: hashOf(pageToken),
            browserHash: hashOf(browserToken),
            codeHash: codeHashOf(rest.suiteRowId, authCode),
            createdAt: clock.now(),
            ...rest,
          },
        ],
        skipDuplicates: true,
      });
      return count === 1 ? { pageToken } : null;
    },
    /**
     * The sign-in that this code began, when the same browser brings the code again (double click, back button,
     * threat D11): its page gets a new token, because the old one is stored nowhere.
     */
    async reopenByCode(
      suiteRowId: string,
      authCode: string,
      browserToken: string,
    ): Promise<{ pageToken: string } | null> {
      const pageToken = ids.random(18).toString("base64url");
      const { count } = await prisma.pendingSignIn.updateMany({
        where: {
          codeHash: codeHashOf(suiteRowId, authCode),
          browserHash: hashOf(browserToken),
          expiresAt: { gt: clock.now() },
        },
        data: { tokenHash: hashOf(pageToken) },
      });
      return count === 1 ? { pageToken } : null;
    },
    /** Only for the browser that brought the code, only until it expires. */
    async findPendingSignIn(pageToken: string, browserToken: string): Promise<PendingSignIn | null> {
      const row = await prisma.pendingSignIn.findFirst({
        where: {
          tokenHash: hashOf(pageToken),
          browserHash: hashOf(browserToken),
          expiresAt: { gt: clock.now() },
        },
      });
      return row && read(row);
    },
    /** Marks it used. False: somebody was first, more than `repeatSeconds` ago (a double click passes). */
    async claimPendingSignIn(id: string, repeatSeconds: number): Promise<boolean> {
      const now = clock.now();
      const first = await prisma.pendingSignIn.updateMany({
        where: { id, usedAt: null, expiresAt: { gt: now } },
        data: { usedAt: now },
      });
      if (first.count === 1) return true;
      const recent = new Date(now.getTime() - repeatSeconds * 1000);
      return (await prisma.pendingSignIn.count({ where: { id, usedAt: { gt: recent } } })) === 1;
    },
    /** Removes what nobody can use any more. */
    async removeExpiredPendingSignIns(): Promise<number> {
      const { count } = await prisma.pendingSignIn.deleteMany({ where: { expiresAt: { lt: clock.now() } } });
      return count;
    },
  };
}
