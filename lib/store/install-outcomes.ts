import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";

/** Where an install of one browser stands. */
export type InstallRecord = {
  reference: string;
  /** Why it ended before a code came; a code of the error table. */
  failure: string | null;
  failureErrcode: number | null;
  exchange: {
    state: "pending" | "done" | "failed" | "unknown_outcome";
    errorCode: string | null;
    errcode: number | null;
    authorizationId: string | null;
    corpName: string | null;
    corpId: string | null;
  } | null;
};

type Row = {
  state_reference: string;
  failure: string | null;
  failure_errcode: number | null;
  exchange_state: "pending" | "done" | "failed" | "unknown_outcome" | null;
  error_code: string | null;
  errcode: number | null;
  authorization_id: string | null;
  corp_name: string | null;
  corp_id: string | null;
};

export function createInstallOutcomesStore({ pool }: StoreContext) {
  return {
    /**
     * The install with this reference, only for the browser that began it. Either short id finds it: the one of the
     * click, or the one of the exchange that a create_auth event may have begun before the browser came back.
     */
    async findInstallRecord(input: {
      suiteRowId: string;
      reference: string;
      browserToken: string;
    }): Promise<InstallRecord | null> {
      const browserHash = createHash("sha256").update(input.browserToken, "utf8").digest();
      const { rows } = await pool.query<Row>(
        `SELECT s.reference AS state_reference, s.failure, s.errcode AS failure_errcode,
           e.state AS exchange_state, e.error_code, e.errcode, e.authorization_id,
           c.name AS corp_name, coalesce(c.plain_corp_id, c.open_corp_id) AS corp_id
         FROM install_states s
         LEFT JOIN auth_exchanges e ON e.install_state_id = s.id
         LEFT JOIN authorizations a ON a.id = e.authorization_id
         LEFT JOIN corps c ON c.id = a.corp_row_id
         WHERE s.suite_row_id = $1 AND s.browser_hash = $2 AND (s.reference = $3 OR e.reference = $3)
         ORDER BY e.created_at DESC NULLS LAST LIMIT 1`,
        [input.suiteRowId, browserHash, input.reference],
      );
      const row = rows[0];
      if (!row) return null;
      return {
        reference: row.state_reference,
        failure: row.failure,
        failureErrcode: row.failure_errcode,
        exchange: row.exchange_state
          ? {
              state: row.exchange_state,
              errorCode: row.error_code,
              errcode: row.errcode,
              authorizationId: row.authorization_id,
              corpName: row.corp_name,
              corpId: row.corp_id,
            }
          : null,
      };
    },
  };
}
