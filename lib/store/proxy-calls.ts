import "server-only";
import type { StoreContext } from "@/lib/store/context";
import type { Prisma } from "@/lib/store/generated/client";

/** The facts of one proxied call. Never a token, a body or a query (threat F5). */
export type ProxyCallRow = {
  id: string;
  at: Date;
  keyId: string;
  keyName: string;
  suiteKey: string;
  corpId: string;
  method: "GET" | "POST";
  path: string;
  /** WeCom's, null when it did not answer. */
  errcode: number | null;
  /** Our own, when the call was refused or broke off. */
  code: string | null;
  ms: number;
  bytesIn: number;
  bytesOut: number;
  isRetried: boolean;
};

export type ProxyCallFilter = {
  suiteKey?: string | undefined;
  /** Every id the corp is known by. */
  corpIds?: string[] | undefined;
  keyName?: string | undefined;
  /** A call, or the beginning of one. */
  path?: string | undefined;
  /** `failed`: WeCom refused it, or it brought no answer. */
  result?: "ok" | "failed" | undefined;
};

const MAX_PAGE = 200;
/** Rows in one DELETE, so that pruning never holds the table for long. */
const PRUNE_BATCH = 5_000;

function conditions(filter: ProxyCallFilter): Prisma.ProxyCallWhereInput[] {
  const all: Prisma.ProxyCallWhereInput[] = [];
  if (filter.suiteKey !== undefined) all.push({ suiteKey: filter.suiteKey });
  if (filter.corpIds !== undefined) all.push({ corpId: { in: filter.corpIds } });
  if (filter.keyName !== undefined) all.push({ keyName: filter.keyName });
  if (filter.path !== undefined) all.push({ path: { startsWith: filter.path } });
  if (filter.result === "ok") all.push({ code: null, errcode: 0 });
  if (filter.result === "failed")
    all.push({ OR: [{ code: { not: null } }, { errcode: null }, { errcode: { not: 0 } }] });
  return all;
}

export function createProxyCallsStore({ prisma, pool }: StoreContext) {
  return {
    /** One statement for all rows. */
    async saveCalls(rows: ProxyCallRow[]): Promise<void> {
      if (rows.length === 0) return;
      const column = <K extends keyof ProxyCallRow>(name: K) => rows.map((row) => row[name]);
      await pool.query(
        `INSERT INTO proxy_calls (id, at, key_id, key_name, suite_key, corp_id, method, path, errcode, code, ms,
                                  bytes_in, bytes_out, is_retried)
         SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
                              $7::text[], $8::text[], $9::int[], $10::text[], $11::int[], $12::bigint[],
                              $13::bigint[], $14::boolean[])
         ON CONFLICT (id) DO NOTHING`,
        [
          column("id"),
          column("at"),
          column("keyId"),
          column("keyName"),
          column("suiteKey"),
          column("corpId"),
          column("method"),
          column("path"),
          column("errcode"),
          column("code"),
          column("ms"),
          column("bytesIn"),
          column("bytesOut"),
          column("isRetried"),
        ],
      );
    },
    /** Newest first; `next` is null on the last page. */
    async listCalls(
      filter: ProxyCallFilter,
      limit: number,
      after: { at: Date; id: string } | null,
    ): Promise<{ calls: ProxyCallRow[]; next: { at: Date; id: string } | null }> {
      const take = Math.min(Math.max(1, limit), MAX_PAGE);
      const AND = conditions(filter);
      if (after) AND.push({ OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] });
      const rows = await prisma.proxyCall.findMany({
        where: { AND },
        orderBy: [{ at: "desc" }, { id: "desc" }],
        take: take + 1,
      });
      const calls = rows.slice(0, take).map((row) => ({
        ...row,
        method: row.method === "POST" ? ("POST" as const) : ("GET" as const),
        bytesIn: Number(row.bytesIn),
        bytesOut: Number(row.bytesOut),
      }));
      const last = calls.at(-1);
      return { calls, next: rows.length > take && last ? { at: last.at, id: last.id } : null };
    },
    /** Deletes calls before `until`, a batch at a time. Answers how many went. */
    async pruneCalls(until: Date): Promise<number> {
      let total = 0;
      for (;;) {
        const { rowCount } = await pool.query(
          `DELETE FROM proxy_calls WHERE id IN (SELECT id FROM proxy_calls WHERE at < $1 ORDER BY at LIMIT ${PRUNE_BATCH})`,
          [until],
        );
        total += rowCount ?? 0;
        if ((rowCount ?? 0) < PRUNE_BATCH) return total;
      }
    },
  };
}
