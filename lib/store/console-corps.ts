import "server-only";
import type { AgentFacts, AuthUser, CorpAdmin, DealerFacts, EditionFacts } from "@/lib/core/corp-facts";
import type { StoreContext } from "@/lib/store/context";

/** A suite that an enterprise authorised, as lists show it. */
export type CorpSuite = {
  suiteKey: string;
  suiteName: string;
  status: string;
  tokenExpiresAt: Date | null;
  tokenErrcode: number | null;
};

export type CorpRow = {
  id: string;
  corpId: string;
  name: string;
  fullName: string | null;
  authorizedAt: Date;
  lastEventAt: Date | null;
  suites: CorpSuite[];
};

export type CorpQuery = {
  q?: string | undefined;
  suiteKey?: string | undefined;
  status?: string | undefined;
  after?: { at: Date; id: string } | undefined;
  limit: number;
};

export type CorpAuthorization = {
  id: string;
  suiteRowId: string;
  suiteKey: string;
  suiteName: string;
  dialect: string;
  generation: number;
  status: string;
  statusReason: string | null;
  authMode: number | null;
  isCustomizedApp: boolean;
  hasPermanentCode: boolean;
  agents: AgentFacts[];
  admins: CorpAdmin[];
  authorizedBy: AuthUser | null;
  edition: EditionFacts[];
  dealer: DealerFacts | null;
  source: string | null;
  authorizedAt: Date;
  refreshedAt: Date | null;
  cancelledAt: Date | null;
};

export type CorpDetail = {
  id: string;
  plainCorpId: string | null;
  openCorpId: string | null;
  name: string;
  fullName: string | null;
  type: string | null;
  industry: string | null;
  subIndustry: string | null;
  scale: string | null;
  userMax: number | null;
  authorizations: CorpAuthorization[];
};

type ListRow = {
  id: string;
  corp_id: string;
  name: string;
  full_name: string | null;
  newest: Date;
  last_event_at: Date | null;
  suites: (Omit<CorpSuite, "tokenExpiresAt"> & { tokenExpiresAt: string | null })[];
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A search text as the pattern of ILIKE: its own wildcards stand for themselves. */
function likeText(q: string): string {
  return `%${q.replace(/[\\%_]/g, (one) => `\\${one}`)}%`;
}

function listOf<T>(json: unknown): T[] {
  return Array.isArray(json) ? json : [];
}

/** The enterprises as the provider's staff see them. Only use-cases that hold a staff principal call this. */
export function createConsoleCorpsStore({ pool, prisma }: StoreContext) {
  return {
    /** Newest authorisation first. One row more than `limit` tells that there is a next page. */
    async listCorps(query: CorpQuery): Promise<CorpRow[]> {
      const { rows } = await pool.query<ListRow>(
        `SELECT c.id, coalesce(c.plain_corp_id, c.open_corp_id, '') AS corp_id, c.name, c.full_name,
                max(a.authorized_at) AS newest, max(a.last_event_at) AS last_event_at,
                json_agg(json_build_object('suiteKey', s.key, 'suiteName', s.name, 'status', a.status,
                  'tokenExpiresAt', t.expires_at, 'tokenErrcode', t.last_errcode) ORDER BY s.position, s.key) AS suites
           FROM corps c
           JOIN authorizations a ON a.corp_row_id = c.id
           JOIN suites s ON s.id = a.suite_row_id
           LEFT JOIN tokens t ON t.kind = 'corp' AND t.owner_id = a.id::text
          WHERE ($1::text IS NULL OR c.name ILIKE $1 OR c.full_name ILIKE $1
                 OR c.plain_corp_id ILIKE $1 OR c.open_corp_id ILIKE $1)
            AND EXISTS (SELECT 1 FROM authorizations x JOIN suites y ON y.id = x.suite_row_id
                         WHERE x.corp_row_id = c.id AND ($2::text IS NULL OR y.key = $2)
                           AND ($3::text IS NULL OR x.status = $3))
          GROUP BY c.id
         HAVING $4::timestamptz IS NULL OR (max(a.authorized_at), c.id) < ($4, $5::uuid)
          ORDER BY newest DESC, c.id DESC
          LIMIT $6`,
        [
          query.q ? likeText(query.q) : null,
          query.suiteKey ?? null,
          query.status ?? null,
          query.after?.at ?? null,
          query.after?.id ?? null,
          query.limit + 1,
        ],
      );
      return rows.map((row) => ({
        id: row.id,
        corpId: row.corp_id,
        name: row.name,
        fullName: row.full_name,
        authorizedAt: row.newest,
        lastEventAt: row.last_event_at,
        suites: row.suites.map((one) => ({
          ...one,
          tokenExpiresAt: one.tokenExpiresAt === null ? null : new Date(one.tokenExpiresAt),
        })),
      }));
    },
    /** By our row id, or by the plain or encrypted corp id. */
    async findCorp(id: string): Promise<CorpDetail | null> {
      const corp = await prisma.corp.findFirst({
        where: { OR: [{ plainCorpId: id }, { openCorpId: id }, ...(UUID.test(id) ? [{ id }] : [])] },
        include: { authorizations: { include: { suite: true }, orderBy: { authorizedAt: "desc" } } },
      });
      if (!corp) return null;
      return {
        id: corp.id,
        plainCorpId: corp.plainCorpId,
        openCorpId: corp.openCorpId,
        name: corp.name,
        fullName: corp.fullName,
        type: corp.type,
        industry: corp.industry,
        subIndustry: corp.subIndustry,
        scale: corp.scale,
        userMax: corp.userMax,
        authorizations: corp.authorizations.map((row) => ({
          id: row.id,
          suiteRowId: row.suiteRowId,
          suiteKey: row.suite.key,
          suiteName: row.suite.name,
          dialect: row.suite.dialect,
          generation: row.generation,
          status: row.status,
          statusReason: row.statusReason,
          authMode: row.authMode,
          isCustomizedApp: row.isCustomizedApp,
          hasPermanentCode: row.permanentCodeSealed !== null,
          agents: listOf<AgentFacts>(row.agents),
          admins: listOf<CorpAdmin>(row.admins),
          authorizedBy: row.authorizedBy as AuthUser | null,
          edition: listOf<EditionFacts>(row.edition),
          dealer: row.dealer as DealerFacts | null,
          source: row.source,
          authorizedAt: row.authorizedAt,
          refreshedAt: row.refreshedAt,
          cancelledAt: row.cancelledAt,
        })),
      };
    },
  };
}
