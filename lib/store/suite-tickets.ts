import "server-only";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";

export type SuiteTicket = { ticket: Secret; platformTime: Date; receivedAt: Date };

const KEPT = 2;

export function createSuiteTicketsStore({ prisma, pool, sealer, ids }: StoreContext) {
  return {
    /**
     * Keeps the two newest tickets of a suite by platform time, so that a late, repeated or replayed one can never
     * push a newer one out (promise R15, threat A5). Answers whether this is now the newest.
     */
    async saveTicket(input: {
      suiteRowId: string;
      ticket: Secret;
      platformTime: Date;
      receivedAt: Date;
    }): Promise<boolean> {
      const id = ids.uuid();
      await prisma.suiteTicket.createMany({
        data: [
          {
            id,
            suiteRowId: input.suiteRowId,
            platformTime: input.platformTime,
            receivedAt: input.receivedAt,
            ticketSealed: sealer.seal("suite_tickets", id, "ticket", input.ticket.reveal()),
          },
        ],
        skipDuplicates: true,
      });
      await pool.query(
        `DELETE FROM suite_tickets WHERE suite_row_id = $1 AND id NOT IN (
           SELECT id FROM suite_tickets WHERE suite_row_id = $1 ORDER BY platform_time DESC LIMIT ${KEPT})`,
        [input.suiteRowId],
      );
      const newest = await prisma.suiteTicket.findFirst({
        where: { suiteRowId: input.suiteRowId },
        orderBy: { platformTime: "desc" },
      });
      return newest?.id === id;
    },
    /**
     * Newest first, at most two. Old ones are handed out too: WeCom decides whether a ticket still works,
     * and a strict 30 minutes here would turn two missed pushes into an outage.
     */
    async listTickets(suiteRowId: string): Promise<SuiteTicket[]> {
      const rows = await prisma.suiteTicket.findMany({
        where: { suiteRowId },
        orderBy: { platformTime: "desc" },
        take: KEPT,
      });
      return rows.map((row) => ({
        ticket: sealer.open("suite_tickets", row.id, "ticket", row.ticketSealed),
        platformTime: row.platformTime,
        receivedAt: row.receivedAt,
      }));
    },
    /** When the newest ticket was sent and when it came; null before the first. */
    async findNewestTicketTimes(
      suiteRowId: string,
    ): Promise<{ platformTime: Date; receivedAt: Date } | null> {
      return prisma.suiteTicket.findFirst({
        where: { suiteRowId },
        orderBy: { platformTime: "desc" },
        select: { platformTime: true, receivedAt: true },
      });
    },
  };
}
