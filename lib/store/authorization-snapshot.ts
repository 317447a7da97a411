import "server-only";
import type { Pool, PoolClient } from "pg";
import type { AgentFacts, AuthUser, CorpAdmin, DealerFacts, EditionFacts } from "@/lib/core/corp-facts";
import type { AuthorizationSnapshot } from "@/lib/core/lifecycle-event";

type Row = {
  suite_key: string;
  suite_id: string | null;
  corp_row_id: string;
  plain_corp_id: string | null;
  open_corp_id: string | null;
  status: string;
  status_reason: string | null;
  generation: number;
  permanent_code_version: number;
  authorized_at: Date;
  cancelled_at: Date | null;
  source: string | null;
  name: string;
  full_name: string | null;
  type: string | null;
  subject_type: number | null;
  industry: string | null;
  sub_industry: string | null;
  scale: string | null;
  logo_url: string | null;
  user_max: number | null;
  auth_mode: number | null;
  is_customized_app: boolean;
  agents: AgentFacts[] | null;
  edition: EditionFacts[] | null;
  dealer: DealerFacts | null;
  admins: CorpAdmin[] | null;
  authorized_by: AuthUser | null;
};

const SELECT = `SELECT s.key AS suite_key, s.suite_id, a.corp_row_id, c.plain_corp_id, c.open_corp_id, a.status,
  a.status_reason, a.generation, a.permanent_code_version, a.authorized_at, a.cancelled_at, a.source, c.name,
  c.full_name, c.type, c.subject_type, c.industry, c.sub_industry, c.scale, c.logo_url, c.user_max, a.auth_mode,
  a.is_customized_app, a.agents, a.edition, a.dealer, a.admins, a.authorized_by
  FROM authorizations a JOIN suites s ON s.id = a.suite_row_id JOIN corps c ON c.id = a.corp_row_id`;

function read(row: Row): AuthorizationSnapshot {
  return {
    suiteKey: row.suite_key,
    suiteId: row.suite_id,
    corpRowId: row.corp_row_id,
    corpId: row.plain_corp_id,
    openCorpId: row.open_corp_id,
    status: row.status,
    statusReason: row.status_reason,
    generation: row.generation,
    permanentCodeVersion: row.permanent_code_version,
    authorizedAt: row.authorized_at,
    cancelledAt: row.cancelled_at,
    source: row.source,
    corp: {
      name: row.name,
      fullName: row.full_name,
      type: row.type,
      subjectType: row.subject_type,
      industry: row.industry,
      subIndustry: row.sub_industry,
      scale: row.scale,
      logoUrl: row.logo_url,
      userMax: row.user_max,
    },
    authMode: row.auth_mode,
    isCustomizedApp: row.is_customized_app,
    agents: row.agents ?? [],
    editions: row.edition ?? [],
    dealer: row.dealer,
    admins: row.admins ?? [],
    authorizedBy: row.authorized_by,
  };
}

/** An authorisation with its corp and suite, as the caller's transaction sees it. */
export async function takeSnapshot(
  db: Pool | PoolClient,
  authorizationId: string,
): Promise<AuthorizationSnapshot | null> {
  const { rows } = await db.query<Row>(`${SELECT} WHERE a.id = $1`, [authorizationId]);
  return rows[0] ? read(rows[0]) : null;
}

/** The same by suite and either form of the corp id. */
export async function findSnapshot(
  db: Pool | PoolClient,
  suiteRowId: string,
  corpId: string,
): Promise<AuthorizationSnapshot | null> {
  const { rows } = await db.query<Row>(
    `${SELECT} WHERE a.suite_row_id = $1 AND (c.plain_corp_id = $2 OR c.open_corp_id = $2)`,
    [suiteRowId, corpId],
  );
  return rows[0] ? read(rows[0]) : null;
}
