import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";

/** How far an invitation has come. `authorized` says who in `corp`; the rest is derived from the times. */
export type InstallLink = {
  id: string;
  suiteRowId: string;
  suiteKey: string;
  suiteName: string;
  customer: string;
  inviter: string | null;
  expectedCorpId: string | null;
  madeByKind: "staff" | "api_key";
  madeById: string;
  madeByName: string;
  createdAt: Date;
  expiresAt: Date;
  openedAt: Date | null;
  startedAt: Date | null;
  authorizedAt: Date | null;
  corp: { plainCorpId: string | null; openCorpId: string | null; name: string } | null;
  failedAt: Date | null;
  failure: string | null;
  errcode: number | null;
  revokedAt: Date | null;
};

export type InstallLinkQuery = {
  suiteRowId?: string | undefined;
  madeById?: string | undefined;
  before?: { at: Date; id: string } | undefined;
  limit: number;
};

type Row = {
  id: string;
  suite_row_id: string;
  suite_key: string;
  suite_name: string;
  customer: string;
  inviter: string | null;
  expected_corp_id: string | null;
  made_by_kind: string;
  made_by_id: string;
  made_by_name: string;
  created_at: Date;
  expires_at: Date;
  opened_at: Date | null;
  started_at: Date | null;
  authorized_at: Date | null;
  plain_corp_id: string | null;
  open_corp_id: string | null;
  corp_name: string | null;
  failed_at: Date | null;
  failure: string | null;
  errcode: number | null;
  revoked_at: Date | null;
};

const SELECT = `SELECT l.*, s.key AS suite_key, s.name AS suite_name, c.plain_corp_id, c.open_corp_id, c.name AS corp_name
  FROM install_links l JOIN suites s ON s.id = l.suite_row_id LEFT JOIN corps c ON c.id = l.corp_row_id`;

function read(row: Row): InstallLink {
  return {
    id: row.id,
    suiteRowId: row.suite_row_id,
    suiteKey: row.suite_key,
    suiteName: row.suite_name,
    customer: row.customer,
    inviter: row.inviter,
    expectedCorpId: row.expected_corp_id,
    madeByKind: row.made_by_kind === "staff" ? "staff" : "api_key",
    madeById: row.made_by_id,
    madeByName: row.made_by_name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    openedAt: row.opened_at,
    startedAt: row.started_at,
    authorizedAt: row.authorized_at,
    corp:
      row.corp_name === null
        ? null
        : { plainCorpId: row.plain_corp_id, openCorpId: row.open_corp_id, name: row.corp_name },
    failedAt: row.failed_at,
    failure: row.failure,
    errcode: row.errcode,
    revokedAt: row.revoked_at,
  };
}

function hash(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}

/** Invitations to named customers. Only the hash of a link's token is kept. */
export function createInstallLinksStore({ pool, ids }: StoreContext) {
  const one = async (condition: string, values: unknown[]): Promise<InstallLink | null> => {
    const { rows } = await pool.query<Row>(`${SELECT} WHERE ${condition}`, values);
    return rows[0] ? read(rows[0]) : null;
  };
  return {
    async addLink(input: {
      suiteRowId: string;
      token: string;
      customer: string;
      inviter: string | null;
      expectedCorpId: string | null;
      madeBy: { kind: "staff" | "api_key"; id: string; name: string };
      createdAt: Date;
      expiresAt: Date;
    }): Promise<string> {
      const id = ids.uuid();
      await pool.query(
        `INSERT INTO install_links (id, suite_row_id, token_hash, customer, inviter, expected_corp_id, made_by_kind,
           made_by_id, made_by_name, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          id,
          input.suiteRowId,
          hash(input.token),
          input.customer,
          input.inviter,
          input.expectedCorpId,
          input.madeBy.kind,
          input.madeBy.id,
          input.madeBy.name,
          input.createdAt,
          input.expiresAt,
        ],
      );
      return id;
    },
    findLink: (id: string) => one("l.id = $1", [id]),
    findLinkByToken: (suiteRowId: string, token: string) =>
      one("l.suite_row_id = $1 AND l.token_hash = $2", [suiteRowId, hash(token)]),
    /** Newest first. One row more than `limit` tells that there is a next page. */
    async listLinks(query: InstallLinkQuery): Promise<InstallLink[]> {
      const { rows } = await pool.query<Row>(
        `${SELECT} WHERE ($1::uuid IS NULL OR l.suite_row_id = $1) AND ($2::uuid IS NULL OR l.made_by_id = $2)
           AND ($3::timestamptz IS NULL OR (l.created_at, l.id) < ($3, $4::uuid))
         ORDER BY l.created_at DESC, l.id DESC LIMIT $5`,
        [
          query.suiteRowId ?? null,
          query.madeById ?? null,
          query.before?.at ?? null,
          query.before?.id ?? null,
          query.limit + 1,
        ],
      );
      return rows.map(read);
    },
    /** Notes the first time only. */
    async noteProgress(id: string, step: "opened" | "started", at: Date): Promise<void> {
      const column = step === "opened" ? "opened_at" : "started_at";
      await pool.query(`UPDATE install_links SET ${column} = coalesce(${column}, $2) WHERE id = $1`, [
        id,
        at,
      ]);
    },
    async noteFailure(id: string, failure: string, errcode: number | null, at: Date): Promise<void> {
      await pool.query(
        "UPDATE install_links SET failure = $2, errcode = $3, failed_at = $4 WHERE id = $1 AND authorized_at IS NULL",
        [id, failure, errcode, at],
      );
    },
    /** False when it was used or revoked before. */
    async revokeLink(id: string, at: Date): Promise<boolean> {
      const { rowCount } = await pool.query(
        "UPDATE install_links SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL AND authorized_at IS NULL",
        [id, at],
      );
      return rowCount === 1;
    },
    /**
     * Copies what became of the clicks on links to the links: an authorisation ends one, a failure is kept until
     * something better comes. Repeating it changes nothing.
     */
    async settleLinks(): Promise<void> {
      await pool.query(
        `UPDATE install_links l SET authorized_at = x.finished_at, authorization_id = x.authorization_id,
           corp_row_id = x.corp_row_id, failure = NULL, errcode = NULL, failed_at = NULL
         FROM (SELECT DISTINCT ON (s.install_link_id) s.install_link_id, coalesce(e.finished_at, e.created_at) AS finished_at,
                 e.authorization_id, a.corp_row_id
               FROM install_states s
               JOIN auth_exchanges e ON e.install_state_id = s.id AND e.state = 'done'
               JOIN authorizations a ON a.id = e.authorization_id
               WHERE s.install_link_id IS NOT NULL
               ORDER BY s.install_link_id, e.finished_at) x
         WHERE x.install_link_id = l.id AND l.authorized_at IS NULL`,
      );
      await pool.query(
        `UPDATE install_links l SET failure = x.failure, errcode = x.errcode, failed_at = x.at
         FROM (SELECT DISTINCT ON (s.install_link_id) s.install_link_id, s.failure, s.errcode,
                 coalesce(e.finished_at, s.used_at, s.created_at) AS at
               FROM install_states s LEFT JOIN auth_exchanges e ON e.install_state_id = s.id
               WHERE s.install_link_id IS NOT NULL AND s.failure IS NOT NULL
               ORDER BY s.install_link_id, s.created_at DESC) x
         WHERE x.install_link_id = l.id AND l.authorized_at IS NULL
           AND (l.failed_at IS NULL OR l.failed_at < x.at)`,
      );
    },
  };
}
