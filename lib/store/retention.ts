import "server-only";
import type { StoreContext } from "@/lib/store/context";

/** What is deleted after a while, each on its own time. */
export const RETENTION_CLASSES = [
  "tickets",
  "messages",
  "events",
  "refused_requests",
  "accepted_requests",
] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** How long each class stays, in days. */
export type RetentionDays = Record<RetentionClass, number>;

/** What the last purges did; kept so that staff can see it. */
export type RetentionState = {
  /** everything of the class before this is gone */
  doneUntil: string | null;
  lastPurgeAt: string | null;
  lastDeleted: number;
  totalDeleted: number;
  rows: number;
  oldest: string | null;
};
export type RetentionReport = {
  countedAt: string | null;
  classes: Partial<Record<RetentionClass, RetentionState>>;
};

const DAYS = "retention";
const REPORT = "retention-report";

/** A class as a table and a condition. Text of ours only. */
const WHERE: Record<RetentionClass, { table: "inbound_events" | "callback_requests"; condition: string }> = {
  tickets: { table: "inbound_events", condition: "type = 'suite_ticket'" },
  messages: { table: "inbound_events", condition: "channel IN ('data', 'settings')" },
  events: {
    table: "inbound_events",
    condition: "channel NOT IN ('data', 'settings') AND type <> 'suite_ticket'",
  },
  refused_requests: { table: "callback_requests", condition: "is_refused" },
  accepted_requests: { table: "callback_requests", condition: "NOT is_refused" },
};

export function createRetentionStore({ pool, prisma, clock }: StoreContext) {
  async function save(name: string, value: object): Promise<void> {
    await pool.query(
      `INSERT INTO settings (name, value, updated_at) VALUES ($1, $2::jsonb, $3)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
      [name, JSON.stringify(value), clock.now()],
    );
  }
  const load = async (name: string) => (await prisma.setting.findUnique({ where: { name } }))?.value;

  return {
    async readDays(): Promise<unknown> {
      return load(DAYS);
    },
    async saveDays(days: RetentionDays): Promise<void> {
      await save(DAYS, days);
    },
    async readReport(): Promise<unknown> {
      return load(REPORT);
    },
    async saveReport(report: RetentionReport): Promise<void> {
      await save(REPORT, report);
    },
    /** Deletes the oldest of a class between `since` (where the last purge ended) and `before`, with their work rows. */
    async purge(one: RetentionClass, since: Date | null, before: Date, limit: number): Promise<number> {
      const { table, condition } = WHERE[one];
      const work =
        table === "inbound_events"
          ? `, work AS (DELETE FROM work_items WHERE kind IN ('event', 'parked_event')
               AND subject_id IN (SELECT id::text FROM old))`
          : "";
      const { rows } = await pool.query<{ n: number }>(
        `WITH old AS MATERIALIZED (
           SELECT id FROM ${table} WHERE ${condition} AND received_at < $2::timestamptz
             AND ($1::timestamptz IS NULL OR received_at >= $1::timestamptz) ORDER BY received_at LIMIT $3
         ), gone AS (DELETE FROM ${table} WHERE id IN (SELECT id FROM old) RETURNING 1) ${work}
         SELECT count(*)::int AS n FROM gone`,
        [since?.toISOString() ?? null, before.toISOString(), limit],
      );
      return rows[0]?.n ?? 0;
    },
    /** When the row stands that is the `most`th newest of a class: what is older is too much. Null: there are fewer. */
    async findSurplusTime(one: RetentionClass, most: number): Promise<Date | null> {
      const { table, condition } = WHERE[one];
      const { rows } = await pool.query<{ received_at: Date }>(
        `SELECT received_at FROM ${table} WHERE ${condition} ORDER BY received_at DESC OFFSET $1 LIMIT 1`,
        [most],
      );
      return rows[0]?.received_at ?? null;
    },
    /** Rows and oldest of each class. Reads whole indexes: for once an hour. */
    async countClasses(): Promise<Record<RetentionClass, { rows: number; oldest: Date | null }>> {
      const parts = RETENTION_CLASSES.map((one) => {
        const { table, condition } = WHERE[one];
        return `SELECT '${one}' AS class, count(*)::int AS n, min(received_at) AS oldest FROM ${table} WHERE ${condition}`;
      });
      const { rows } = await pool.query<{ class: RetentionClass; n: number; oldest: Date | null }>(
        parts.join(" UNION ALL "),
      );
      const found = (one: RetentionClass) => {
        const row = rows.find((each) => each.class === one);
        return { rows: row?.n ?? 0, oldest: row?.oldest ?? null };
      };
      return {
        tickets: found("tickets"),
        messages: found("messages"),
        events: found("events"),
        refused_requests: found("refused_requests"),
        accepted_requests: found("accepted_requests"),
      };
    },
  };
}
