import "server-only";
import type { Secret } from "@/lib/core/secret";
import { type Channel, createEventAcceptance } from "@/lib/store/accept-events";
import type { StoreContext } from "@/lib/store/context";
import type { InboundEvent as EventRow, Prisma } from "@/lib/store/generated/client";

/** What lists show of a stored callback; the payload stays sealed. */
export type InboundEvent = {
  id: string;
  suiteRowId: string | null;
  channel: Channel;
  type: string;
  changeType: string | null;
  corpId: string | null;
  receiveId: string;
  platformTime: Date | null;
  receivedAt: Date;
  isStale: boolean;
};

export type EventFilter = {
  /** Rows of these suites only; `null` in the list stands for the provider-level URL. Undefined: all. */
  suiteRowIds?: (string | null)[] | undefined;
  /** Every id the corp is known by, plain and encrypted. */
  corpIds?: string[] | undefined;
  type?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
};

/** Where a page of a list ends: the next one starts before it (newest first). */
export type EventCursor = { receivedAt: Date; id: string };

const MAX_PAGE = 200;
const LISTED = {
  id: true,
  suiteRowId: true,
  channel: true,
  type: true,
  changeType: true,
  corpId: true,
  receiveId: true,
  platformTime: true,
  receivedAt: true,
  isStale: true,
} as const;

function read(row: Pick<EventRow, keyof typeof LISTED>): InboundEvent {
  return { ...row, channel: row.channel as Channel };
}

function suiteCondition(suiteRowIds: (string | null)[] | undefined): Prisma.InboundEventWhereInput[] {
  if (!suiteRowIds) return [];
  const named = suiteRowIds.filter((one) => one !== null);
  const some: Prisma.InboundEventWhereInput[] = [{ suiteRowId: { in: named } }];
  return [{ OR: suiteRowIds.includes(null) ? [...some, { suiteRowId: null }] : some }];
}

export function createInboundEventsStore(context: StoreContext) {
  const { prisma, sealer } = context;
  return {
    ...createEventAcceptance(context),
    /** Newest first; `next` is null on the last page. */
    async listEvents(
      filter: EventFilter,
      limit: number,
      cursor: EventCursor | null,
    ): Promise<{ events: InboundEvent[]; next: EventCursor | null }> {
      const take = Math.min(Math.max(1, limit), MAX_PAGE);
      const conditions = suiteCondition(filter.suiteRowIds);
      if (cursor)
        conditions.push({
          OR: [
            { receivedAt: { lt: cursor.receivedAt } },
            { receivedAt: cursor.receivedAt, id: { lt: cursor.id } },
          ],
        });
      const rows = await prisma.inboundEvent.findMany({
        select: LISTED,
        where: {
          AND: conditions,
          ...(filter.corpIds === undefined ? {} : { corpId: { in: filter.corpIds } }),
          ...(filter.type === undefined ? {} : { type: filter.type }),
          receivedAt: {
            ...(filter.since === undefined ? {} : { gte: filter.since }),
            ...(filter.until === undefined ? {} : { lt: filter.until }),
          },
        },
        orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
        take: take + 1,
      });
      const events = rows.slice(0, take).map(read);
      const last = events.at(-1);
      return {
        events,
        next: rows.length > take && last ? { receivedAt: last.receivedAt, id: last.id } : null,
      };
    },
    async findEvent(id: string): Promise<InboundEvent | null> {
      const row = await prisma.inboundEvent.findUnique({ where: { id }, select: LISTED });
      return row && read(row);
    },
    /** The event with its decrypted XML. */
    async findEventPayload(id: string): Promise<{ event: InboundEvent; payload: Secret } | null> {
      const row = await prisma.inboundEvent.findUnique({ where: { id } });
      if (!row) return null;
      const { payloadSealed, meaningHash: _, ...rest } = row;
      return { event: read(rest), payload: sealer.open("inbound_events", id, "payload", payloadSealed) };
    },
  };
}
