import "server-only";
import type { PoolClient } from "pg";
import type { Ids } from "@/lib/core/clock";
import type { CorpFacts } from "@/lib/core/corp-facts";
import { isOpenCorpId } from "@/lib/core/ids";
import type { StoreContext } from "@/lib/store/context";
import type { Corp as CorpRow } from "@/lib/store/generated/client";
import { inTransaction } from "@/lib/store/transaction";

/** An enterprise; at least one of the two corp ids is known. */
export type Corp = {
  id: string;
  plainCorpId: string | null;
  openCorpId: string | null;
  name: string;
  fullName: string | null;
  type: string | null;
  subjectType: number | null;
  industry: string | null;
  subIndustry: string | null;
  scale: string | null;
  logoUrl: string | null;
  userMax: number | null;
  createdAt: Date;
};

export function readCorp(row: CorpRow): Corp {
  const { updatedAt: _, ...corp } = row;
  return corp;
}

/** Makes or updates the corp that WeCom described. Answers its row id. Joins the caller's transaction. */
export async function upsertCorp(db: PoolClient, ids: Ids, facts: CorpFacts): Promise<string> {
  const column = isOpenCorpId(facts.corpId) ? "open_corp_id" : "plain_corp_id";
  // An answer may leave optional facts out; what was known stays known.
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO corps (id, ${column}, name, full_name, type, subject_type, industry, sub_industry, scale, logo_url, user_max)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (${column}) DO UPDATE SET
       name = excluded.name,
       full_name = coalesce(excluded.full_name, corps.full_name),
       type = coalesce(excluded.type, corps.type),
       subject_type = coalesce(excluded.subject_type, corps.subject_type),
       industry = coalesce(excluded.industry, corps.industry),
       sub_industry = coalesce(excluded.sub_industry, corps.sub_industry),
       scale = coalesce(excluded.scale, corps.scale),
       logo_url = coalesce(excluded.logo_url, corps.logo_url),
       user_max = coalesce(excluded.user_max, corps.user_max),
       updated_at = now()
     RETURNING id`,
    [
      ids.uuid(),
      facts.corpId,
      facts.name,
      facts.fullName,
      facts.type,
      facts.subjectType,
      facts.industry,
      facts.subIndustry,
      facts.scale,
      facts.logoUrl,
      facts.userMax,
    ],
  );
  const id = rows[0]?.id;
  if (!id) throw new Error("corps: upsert answered no row");
  return id;
}

/**
 * Locks the corp of an authorisation. Every transaction that changes both takes the corp first, as storing a new
 * permanent code must (it learns of the authorisation only through the corp): else two of them wait for each other.
 */
export async function lockCorpOf(db: PoolClient, authorizationId: string): Promise<void> {
  await db.query(
    `SELECT 1 FROM corps WHERE id = (SELECT corp_row_id FROM authorizations WHERE id = $1) FOR NO KEY UPDATE`,
    [authorizationId],
  );
}

export function createCorpsStore({ prisma, pool }: StoreContext) {
  return {
    async findCorp(id: string): Promise<Corp | null> {
      const row = await prisma.corp.findUnique({ where: { id } });
      return row && readCorp(row);
    },
    /** By either form of the corp id. */
    async findCorpByCorpId(corpId: string): Promise<Corp | null> {
      const row = await prisma.corp.findFirst({
        where: { OR: [{ plainCorpId: corpId }, { openCorpId: corpId }] },
      });
      return row && readCorp(row);
    },
    /**
     * Both ids are one enterprise: afterwards one row carries them, with every authorisation and session of both.
     * Where both rows hold an authorisation of the same suite, the later one stays. Repeating it changes nothing.
     */
    async mergeCorpIds(plainCorpId: string, openCorpId: string): Promise<void> {
      await inTransaction(pool, async (db) => {
        const { rows } = await db.query<{ id: string; plain_corp_id: string | null }>(
          `SELECT id, plain_corp_id FROM corps WHERE plain_corp_id = $1 OR open_corp_id = $2
           ORDER BY id FOR UPDATE`,
          [plainCorpId, openCorpId],
        );
        const kept = rows.find((row) => row.plain_corp_id === plainCorpId) ?? rows[0];
        if (!kept) return;
        const other = rows.find((row) => row.id !== kept.id);
        if (other) await moveCorp(db, other.id, kept.id);
        await db.query(
          `UPDATE corps SET plain_corp_id = $2, open_corp_id = $3, updated_at = now()
           WHERE id = $1 AND (plain_corp_id IS DISTINCT FROM $2 OR open_corp_id IS DISTINCT FROM $3)`,
          [kept.id, plainCorpId, openCorpId],
        );
      });
    },
  };
}

async function moveCorp(db: PoolClient, from: string, to: string): Promise<void> {
  const { rows } = await db.query<{ loser: string }>(
    `SELECT CASE WHEN a.authorized_at > b.authorized_at THEN b.id ELSE a.id END AS loser
     FROM authorizations a JOIN authorizations b ON a.suite_row_id = b.suite_row_id
     WHERE a.corp_row_id = $1 AND b.corp_row_id = $2`,
    [from, to],
  );
  const losers = rows.map((row) => row.loser);
  await db.query(`DELETE FROM tokens WHERE owner_id = ANY($1::text[])`, [losers]);
  await db.query(`DELETE FROM authorizations WHERE id = ANY($1::uuid[])`, [losers]);
  await db.query(`UPDATE authorizations SET corp_row_id = $2 WHERE corp_row_id = $1`, [from, to]);
  await db.query(`UPDATE outgoing_events SET corp_row_id = $2 WHERE corp_row_id = $1`, [from, to]);
  await db.query(
    `UPDATE deliveries SET corp_row_id = $2 WHERE corp_row_id = $1 AND state IN ('pending', 'running')`,
    [from, to],
  );
  await db.query(`UPDATE admin_sessions SET corp_row_id = $2 WHERE corp_row_id = $1`, [from, to]);
  await db.query(`UPDATE pending_sign_ins SET corp_row_id = $2 WHERE corp_row_id = $1`, [from, to]);
  await db.query(`DELETE FROM corps WHERE id = $1`, [from]);
}
