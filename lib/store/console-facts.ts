import "server-only";
import type { StoreContext } from "@/lib/store/context";

/** What the set-up list is computed from, per suite. Times are of facts, never of ticks. */
export type SuiteFacts = {
  suiteRowId: string;
  lastTicketAt: Date | null;
  ticketPlatformTime: Date | null;
  tokenFetchedAt: Date | null;
  tokenExpiresAt: Date | null;
  tokenErrcode: number | null;
  tokenErrorAt: Date | null;
  activeCorps: number;
  firstCorpAt: Date | null;
  /** Authorisations there were and are no more. */
  endedCorps: number;
};

export type ConsoleCounts = {
  activeCorps: number;
  endedCorps: number;
  eventsLastDay: number;
  corpsLastWeek: number;
};

export type FailedExchange = {
  id: string;
  reference: string;
  suiteKey: string;
  suiteName: string;
  source: string;
  state: string;
  errcode: number | null;
  errorCode: string | null;
  createdAt: Date;
};

export type KeyPrint = {
  id: string;
  fingerprint: string;
  createdAt: Date;
  endsAt: Date | null;
  lastUsedAt: Date | null;
};

type SuiteFactsRow = {
  id: string;
  received_at: Date | null;
  platform_time: Date | null;
  fetched_at: Date | null;
  expires_at: Date | null;
  last_errcode: number | null;
  last_error_at: Date | null;
  active: number;
  first_at: Date | null;
  ended: number;
};

export function createConsoleFactsStore({ pool, prisma, clock }: StoreContext) {
  return {
    async listSuiteFacts(): Promise<SuiteFacts[]> {
      const { rows } = await pool.query<SuiteFactsRow>(
        `SELECT s.id, k.received_at, k.platform_time, t.fetched_at, t.expires_at, t.last_errcode, t.last_error_at,
                (SELECT count(*)::int FROM authorizations a WHERE a.suite_row_id = s.id AND a.status = 'active') AS active,
                (SELECT min(a.authorized_at) FROM authorizations a WHERE a.suite_row_id = s.id AND a.status = 'active') AS first_at,
                (SELECT count(*)::int FROM authorizations a WHERE a.suite_row_id = s.id AND a.status <> 'active') AS ended
           FROM suites s
           LEFT JOIN LATERAL (SELECT received_at, platform_time FROM suite_tickets
                               WHERE suite_row_id = s.id ORDER BY platform_time DESC LIMIT 1) k ON true
           LEFT JOIN tokens t ON t.kind = 'suite' AND t.owner_id = s.id::text
          ORDER BY s.position, s.created_at`,
      );
      return rows.map((row) => ({
        suiteRowId: row.id,
        lastTicketAt: row.received_at,
        ticketPlatformTime: row.platform_time,
        tokenFetchedAt: row.fetched_at,
        tokenExpiresAt: row.expires_at,
        tokenErrcode: row.last_errcode,
        tokenErrorAt: row.last_error_at,
        activeCorps: row.active,
        firstCorpAt: row.first_at,
        endedCorps: row.ended,
      }));
    },
    async countConsole(): Promise<ConsoleCounts> {
      const now = clock.now().getTime();
      const { rows } = await pool.query<ConsoleCounts>(
        `SELECT (SELECT count(DISTINCT corp_row_id)::int FROM authorizations WHERE status = 'active') AS "activeCorps",
                (SELECT count(*)::int FROM authorizations WHERE status <> 'active') AS "endedCorps",
                (SELECT count(*)::int FROM inbound_events WHERE received_at > $1) AS "eventsLastDay",
                (SELECT count(*)::int FROM authorizations WHERE status = 'active' AND authorized_at > $2) AS "corpsLastWeek"`,
        [new Date(now - 86_400_000), new Date(now - 7 * 86_400_000)],
      );
      return rows[0] ?? { activeCorps: 0, endedCorps: 0, eventsLastDay: 0, corpsLastWeek: 0 };
    },
    /** Installs that need a human: refused by WeCom, or with an unknown outcome (threat C2). Newest first. */
    async listFailedExchanges(limit: number): Promise<FailedExchange[]> {
      const rows = await prisma.authExchange.findMany({
        where: { state: { in: ["failed", "unknown_outcome"] } },
        include: { suite: { select: { key: true, name: true } } },
        orderBy: { createdAt: "desc" },
        take: limit,
      });
      return rows.map((row) => ({
        id: row.id,
        reference: row.reference,
        suiteKey: row.suite.key,
        suiteName: row.suite.name,
        source: row.source,
        state: row.state,
        errcode: row.errcode,
        errorCode: row.errorCode,
        createdAt: row.createdAt,
      }));
    },
    /** Live Token + EncodingAESKey pairs by the first digits of their keyed fingerprint; never the values. */
    async listKeyPrints(suiteRowId: string | null): Promise<KeyPrint[]> {
      const rows = await prisma.callbackKey.findMany({
        where: { suiteRowId, OR: [{ endsAt: null }, { endsAt: { gt: clock.now() } }] },
        select: { id: true, fingerprint: true, createdAt: true, endsAt: true, lastUsedAt: true },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      });
      return rows.map((row) => ({
        ...row,
        fingerprint: Buffer.from(row.fingerprint).toString("hex").slice(0, 12),
      }));
    },
    /** Names of enterprises by any of their corp ids, for lists of events. */
    async findCorpNames(corpIds: string[]): Promise<Map<string, string>> {
      if (corpIds.length === 0) return new Map();
      // Written by hand: the request log asks it twice a second beside the callbacks.
      const { rows } = await pool.query<{ id: string; name: string }>({
        name: "corp-names",
        text: `SELECT plain_corp_id AS id, name FROM corps WHERE plain_corp_id = ANY($1)
               UNION ALL SELECT open_corp_id, name FROM corps WHERE open_corp_id = ANY($1)`,
        values: [corpIds],
      });
      return new Map(rows.map((row) => [row.id, row.name]));
    },
    /** The worker's item of one event, if it is not done yet. */
    async findWorkOf(
      subjectId: string,
    ): Promise<{ state: string; attempts: number; lastError: string | null } | null> {
      return prisma.workItem.findFirst({
        where: { subjectId },
        select: { state: true, attempts: true, lastError: true },
      });
    },
  };
}
