import "server-only";
import type { Channel } from "@/lib/store/accept-events";
import type { StoreContext } from "@/lib/store/context";

export type UrlProof = { channel: Channel; provenAt: Date; answerMs: number };

export function createUrlProofsStore({ prisma, callbackPool, ids }: StoreContext) {
  return {
    /** Records that an echostr is being answered. False when it was answered before: each works once (threat A7). */
    async recordProof(input: {
      suiteRowId: string | null;
      channel: Channel;
      echoHash: Buffer<ArrayBuffer>;
      provenAt: Date;
      answerMs: number;
    }): Promise<boolean> {
      const done = await callbackPool.query({
        text: `INSERT INTO url_proofs (id, suite_row_id, channel, echo_hash, proven_at, answer_ms)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (echo_hash) DO NOTHING`,
        values: [
          ids.uuid(),
          input.suiteRowId,
          input.channel,
          input.echoHash,
          input.provenAt.toISOString(),
          input.answerMs,
        ],
      });
      return done.rowCount === 1;
    },
    /** Whether an echostr of this hash was answered before. */
    async isAnswered(echoHash: Buffer<ArrayBuffer>): Promise<boolean> {
      const row = await prisma.urlProof.findUnique({ where: { echoHash }, select: { id: true } });
      return row !== null;
    },
    /** Whether this URL was proven at or after `since`. */
    async isProvenSince(suiteRowId: string | null, channel: Channel, since: Date): Promise<boolean> {
      const row = await prisma.urlProof.findFirst({
        where: { suiteRowId, channel, provenAt: { gte: since } },
        select: { id: true },
      });
      return row !== null;
    },
    /** The newest proof of each URL of a suite (null: the provider-level URL). */
    async listNewestProofs(suiteRowId: string | null): Promise<UrlProof[]> {
      const rows = await prisma.urlProof.findMany({
        where: { suiteRowId },
        orderBy: { provenAt: "desc" },
        distinct: ["channel"],
        select: { channel: true, provenAt: true, answerMs: true },
      });
      return rows.map((row) => ({ ...row, channel: row.channel as Channel }));
    },
  };
}
