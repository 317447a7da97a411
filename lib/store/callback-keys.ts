import "server-only";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";

/** A live Token + EncodingAESKey pair. */
export type CallbackKey = {
  id: string;
  suiteRowId: string | null;
  token: Secret;
  encodingAesKey: Secret;
  createdAt: Date;
  endsAt: Date | null;
};

/** How often the use of one pair is written down at most. */
const NOTE_EVERY_MS = 60_000;
/** Any number that no other advisory lock of ours uses. */
const ROTATION_LOCK = 7_301_030;

export function createCallbackKeysStore({ prisma, pool, sealer, ids, clock }: StoreContext) {
  const noted = new Map<string, number>();
  const fingerprintOf = (token: string, key: string) =>
    sealer.fingerprint("callback key", `${token}\n${key}`);

  return {
    /** Live pairs of a suite (null: the provider-level URL), newest first. */
    async listCallbackKeys(suiteRowId: string | null, now: Date): Promise<CallbackKey[]> {
      const rows = await prisma.callbackKey.findMany({
        where: { suiteRowId, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      });
      return rows.map((row) => ({
        id: row.id,
        suiteRowId: row.suiteRowId,
        token: sealer.open("callback_keys", row.id, "token", row.tokenSealed),
        encodingAesKey: sealer.open("callback_keys", row.id, "encoding_aes_key", row.encodingAesKeySealed),
        createdAt: row.createdAt,
        endsAt: row.endsAt,
      }));
    },
    /** Tokens of pairs that have ended, newest first: for telling staff that a caller still uses one. */
    async listEndedTokens(suiteRowId: string | null, now: Date): Promise<{ token: Secret; endedAt: Date }[]> {
      const rows = await prisma.callbackKey.findMany({
        where: { suiteRowId, endsAt: { lte: now } },
        orderBy: { endsAt: "desc" },
        take: 5,
      });
      return rows.map((row) => ({
        token: sealer.open("callback_keys", row.id, "token", row.tokenSealed),
        endedAt: row.endsAt ?? now,
      }));
    },
    /**
     * Makes this the newest pair; earlier ones live on until `oldEndsAt`, so that callbacks in flight still open.
     * "known": the pair is there already. "taken": another suite uses the same pair (threat A6).
     */
    async addCallbackKey(
      suiteRowId: string | null,
      pair: { token: string; encodingAesKey: string },
      oldEndsAt: Date,
    ): Promise<"added" | "known" | "taken"> {
      const print = fingerprintOf(pair.token, pair.encodingAesKey);
      const same = await prisma.callbackKey.findUnique({ where: { fingerprint: print } });
      if (same) return same.suiteRowId === suiteRowId ? "known" : "taken";
      const id = ids.uuid();
      await prisma.$transaction([
        prisma.callbackKey.updateMany({ where: { suiteRowId, endsAt: null }, data: { endsAt: oldEndsAt } }),
        prisma.callbackKey.create({
          data: {
            id,
            suiteRowId,
            tokenSealed: sealer.seal("callback_keys", id, "token", pair.token),
            encodingAesKeySealed: sealer.seal("callback_keys", id, "encoding_aes_key", pair.encodingAesKey),
            fingerprint: print,
            createdAt: clock.now(),
          },
        }),
      ]);
      return "added";
    },
    /** Whether any suite has or had this pair (threat A6). */
    async isPairKnown(pair: { token: string; encodingAesKey: string }): Promise<boolean> {
      const fingerprint = fingerprintOf(pair.token, pair.encodingAesKey);
      return (await prisma.callbackKey.count({ where: { fingerprint } })) > 0;
    },
    /** As `addCallbackKey`, but a third live pair is refused: WeCom signs with one, and one is being replaced. */
    async rotateCallbackKey(
      suiteRowId: string | null,
      pair: { token: string; encodingAesKey: string },
      oldEndsAt: Date,
    ): Promise<"added" | "known" | "taken" | "two_live"> {
      const lock = await pool.connect();
      try {
        // Two members of staff at the same moment: the second has to see what the first did.
        await lock.query("SELECT pg_advisory_lock($1)", [ROTATION_LOCK]);
        const live = await this.listCallbackKeys(suiteRowId, clock.now());
        if (live.length >= 2) return "two_live";
        return await this.addCallbackKey(suiteRowId, pair, oldEndsAt);
      } finally {
        await lock.query("SELECT pg_advisory_unlock($1)", [ROTATION_LOCK]).catch(() => undefined);
        lock.release();
      }
    },
    /** Moves the end of a replaced pair; the newest one has no end and is not found here. */
    async setKeyEnd(suiteRowId: string | null, id: string, endsAt: Date): Promise<boolean> {
      const done = await prisma.callbackKey.updateMany({
        where: { id, suiteRowId, AND: [{ endsAt: { not: null } }, { endsAt: { gt: clock.now() } }] },
        data: { endsAt },
      });
      return done.count === 1;
    },
    /** WeCom has just signed with this pair. Written at most once a minute, and never waited for. */
    noteKeyUse(id: string): void {
      const now = clock.now();
      if (now.getTime() - (noted.get(id) ?? 0) < NOTE_EVERY_MS) return;
      noted.set(id, now.getTime());
      pool
        .query("UPDATE callback_keys SET last_used_at = $2 WHERE id = $1", [id, now])
        .catch(() => noted.delete(id));
    },
  };
}
