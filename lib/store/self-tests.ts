import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";

/** What a callback address saw of one of our own messages. */
export type SelfTestSighting = { seenAt: Date; seenQuery: string };

const hashOf = (ciphertext: string) =>
  Buffer.from(createHash("sha256").update(ciphertext, "latin1").digest());

/**
 * Our own messages under way to our own addresses. The table is what makes a callback address trust one: only this
 * portal can write it, and each row works once, so no captured or forged message passes for a self-test.
 */
export function createSelfTestsStore({ prisma }: StoreContext) {
  return {
    async expectSelfTest(ciphertext: string, now: Date, lifeMs: number): Promise<void> {
      await prisma.selfTest.deleteMany({ where: { expiresAt: { lt: now } } });
      await prisma.selfTest.create({
        data: { hash: hashOf(ciphertext), expiresAt: new Date(now.getTime() + lifeMs) },
      });
    },
    /** True exactly once for a message of ours that is still expected. */
    async recogniseSelfTest(ciphertext: string, now: Date, seenQuery: string): Promise<boolean> {
      const done = await prisma.selfTest.updateMany({
        where: { hash: hashOf(ciphertext), seenAt: null, expiresAt: { gt: now } },
        data: { seenAt: now, seenQuery },
      });
      return done.count === 1;
    },
    /** What arrived of it, and forgets it. Null: nothing arrived. */
    async takeSighting(ciphertext: string): Promise<SelfTestSighting | null> {
      const hash = hashOf(ciphertext);
      const row = await prisma.selfTest.findUnique({ where: { hash } });
      await prisma.selfTest.deleteMany({ where: { hash } });
      return row?.seenAt ? { seenAt: row.seenAt, seenQuery: row.seenQuery ?? "" } : null;
    },
  };
}
