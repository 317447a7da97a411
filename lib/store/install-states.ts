import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";

/** One click on the install button. */
export type InstallState = {
  id: string;
  suiteRowId: string;
  reference: string;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
};

/** `fresh`: consumed by this call, never again. */
export type ConsumedState =
  | { kind: "fresh"; state: InstallState }
  | { kind: "used"; state: InstallState }
  | { kind: "other_browser"; reference: string }
  | { kind: "expired"; reference: string }
  | { kind: "unknown" };

function hash(text: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(text, "utf8").digest());
}

export function createInstallStatesStore({ prisma, ids }: StoreContext) {
  return {
    async saveState(input: {
      suiteRowId: string;
      state: string;
      browserToken: string;
      reference: string;
      /** The invitation that led here. */
      installLinkId?: string | null;
      createdAt: Date;
      expiresAt: Date;
    }): Promise<string> {
      const id = ids.uuid();
      await prisma.installState.create({
        data: {
          id,
          suiteRowId: input.suiteRowId,
          stateHash: hash(input.state),
          browserHash: hash(input.browserToken),
          reference: input.reference,
          installLinkId: input.installLinkId ?? null,
          createdAt: input.createdAt,
          expiresAt: input.expiresAt,
        },
      });
      return id;
    },
    /**
     * Uses a state up: once, in the browser that began, for the suite it was made for, within its life (threat D1).
     * A wrong browser does not use it up, or anybody who learns a link could spoil it.
     */
    async consumeState(input: {
      suiteRowId: string;
      state: string;
      browserToken: string | null;
      now: Date;
    }): Promise<ConsumedState> {
      const stateHash = hash(input.state);
      const browserHash = input.browserToken === null ? null : hash(input.browserToken);
      const { count } = browserHash
        ? await prisma.installState.updateMany({
            where: {
              stateHash,
              browserHash,
              suiteRowId: input.suiteRowId,
              usedAt: null,
              expiresAt: { gt: input.now },
            },
            data: { usedAt: input.now },
          })
        : { count: 0 };
      const row = await prisma.installState.findUnique({ where: { stateHash } });
      if (row?.suiteRowId !== input.suiteRowId) return { kind: "unknown" };
      if (!browserHash?.equals(row.browserHash)) return { kind: "other_browser", reference: row.reference };
      if (count === 1) return { kind: "fresh", state: row };
      return row.usedAt ? { kind: "used", state: row } : { kind: "expired", reference: row.reference };
    },
    /**
     * The click on an invitation whose state WeCom brought back by itself: a customised app's admin is sent nowhere.
     * Null for a state that no invitation of this suite made, or whose time is over.
     */
    async findInvitedState(suiteRowId: string, state: string, now: Date): Promise<string | null> {
      const row = await prisma.installState.findFirst({
        where: {
          stateHash: hash(state),
          suiteRowId,
          installLinkId: { not: null },
          expiresAt: { gt: now },
        },
        select: { id: true },
      });
      return row?.id ?? null;
    },
    /** Of this browser and suite only. */
    async findStateByReference(input: {
      suiteRowId: string;
      reference: string;
      browserToken: string;
    }): Promise<InstallState | null> {
      return prisma.installState.findFirst({
        where: {
          suiteRowId: input.suiteRowId,
          reference: input.reference,
          browserHash: hash(input.browserToken),
        },
      });
    },
    /** Notes why an install went no further, for the staff who are told its reference. */
    async noteFailure(id: string, failure: string, errcode: number | null): Promise<void> {
      await prisma.installState.updateMany({ where: { id }, data: { failure, errcode } });
    },
    /** Deletes what nobody will ask about any more. */
    async pruneStates(before: Date): Promise<number> {
      return (await prisma.installState.deleteMany({ where: { expiresAt: { lt: before } } })).count;
    },
  };
}
