import "server-only";
import { z } from "zod";
import { readCursor, writeCursor } from "@/lib/core/list-cursor";
import { Secret } from "@/lib/core/secret";
import { createLifecycleStore } from "@/lib/store/authorization-lifecycle";
import {
  type Authorization,
  type AuthorizationStatus,
  readAuthorization,
  WITH_CORP_AND_SUITE,
} from "@/lib/store/authorization-shape";
import { findSnapshot } from "@/lib/store/authorization-snapshot";
import type { StoreContext } from "@/lib/store/context";
import type { Prisma } from "@/lib/store/generated/client";

export type {
  AgentFacts,
  AgentPrivilege,
  AuthUser,
  CorpAdmin,
  DealerFacts,
  EditionFacts,
} from "@/lib/core/corp-facts";
export type { Authorization, AuthorizationStatus, Lifecycle } from "@/lib/store/authorization-shape";

export type AuthorizationQuery = {
  suiteKey?: string | undefined;
  /** Rows of these suites only. */
  suiteKeys?: string[] | undefined;
  /** Rows of these corps only, by either form of the corp id. */
  corpIds?: string[] | undefined;
  status?: AuthorizationStatus | undefined;
  /** Part of the corp's name, or the beginning of either corp id. */
  q?: string | undefined;
  /** Of the page before. A malformed one is as none. */
  cursor?: string | undefined;
  limit: number;
};

/** What calls in the name of a corp need. `corpId` is the form WeCom gave together with the code. */
export type CorpCredentials = {
  permanentCode: Secret;
  corpId: string;
  version: number;
  /** Database time of this reading: answers obtained with it are as old as this. */
  readAt: Date;
};

const MAX_PAGE = 200;
const sealedCredentials = z.object({ corpId: z.string(), permanentCode: z.string() });

function conditions(query: AuthorizationQuery): Prisma.AuthorizationWhereInput[] {
  const all: Prisma.AuthorizationWhereInput[] = [];
  if (query.suiteKey !== undefined) all.push({ suite: { key: query.suiteKey } });
  if (query.suiteKeys !== undefined) all.push({ suite: { key: { in: query.suiteKeys } } });
  if (query.corpIds !== undefined)
    all.push({
      corp: { OR: [{ plainCorpId: { in: query.corpIds } }, { openCorpId: { in: query.corpIds } }] },
    });
  if (query.status !== undefined) all.push({ status: query.status });
  const q = query.q?.trim();
  if (q) {
    all.push({
      corp: {
        OR: [
          { name: { contains: q, mode: "insensitive" } },
          { fullName: { contains: q, mode: "insensitive" } },
          { plainCorpId: { startsWith: q } },
          { openCorpId: { startsWith: q } },
        ],
      },
    });
  }
  const after = readCursor(query.cursor);
  if (after) {
    all.push({
      OR: [{ authorizedAt: { lt: after.at } }, { authorizedAt: after.at, id: { lt: after.id } }],
    });
  }
  return all;
}

export function createAuthorizationsStore(context: StoreContext) {
  const { prisma, pool, sealer } = context;
  return {
    ...createLifecycleStore(context),
    /** Newest first. `nextCursor` null: the end. */
    async listAuthorizations(
      query: AuthorizationQuery,
    ): Promise<{ items: Authorization[]; nextCursor: string | null }> {
      const limit = Math.min(Math.max(query.limit, 1), MAX_PAGE);
      const rows = await prisma.authorization.findMany({
        where: { AND: conditions(query) },
        include: WITH_CORP_AND_SUITE,
        orderBy: [{ authorizedAt: "desc" }, { id: "desc" }],
        take: limit + 1,
      });
      const items = rows.slice(0, limit).map(readAuthorization);
      const last = items.at(-1);
      const next = rows.length > limit && last ? writeCursor({ at: last.authorizedAt, id: last.id }) : null;
      return { items, nextCursor: next };
    },
    async getAuthorization(id: string): Promise<Authorization | null> {
      const row = await prisma.authorization.findUnique({ where: { id }, include: WITH_CORP_AND_SUITE });
      return row && readAuthorization(row);
    },
    /** Of one suite, by either form of the corp id. */
    async findAuthorization(suiteRowId: string, corpId: string): Promise<Authorization | null> {
      const row = await prisma.authorization.findFirst({
        where: { suiteRowId, corp: { OR: [{ plainCorpId: corpId }, { openCorpId: corpId }] } },
        include: WITH_CORP_AND_SUITE,
      });
      return row && readAuthorization(row);
    },
    /** The same with everything that events tell of it. */
    findSnapshot: (suiteRowId: string, corpId: string) => findSnapshot(pool, suiteRowId, corpId),
    async listAuthorizationsOfCorp(corpRowId: string): Promise<Authorization[]> {
      const rows = await prisma.authorization.findMany({
        where: { corpRowId },
        include: WITH_CORP_AND_SUITE,
        orderBy: { authorizedAt: "desc" },
      });
      return rows.map(readAuthorization);
    },
    async countAuthorizations(): Promise<Record<AuthorizationStatus, number>> {
      const rows = await prisma.authorization.groupBy({ by: ["status"], _count: true });
      const count = (status: AuthorizationStatus) => rows.find((row) => row.status === status)?._count ?? 0;
      return {
        active: count("active"),
        cancelled: count("cancelled"),
        needs_reauthorization: count("needs_reauthorization"),
        purged: count("purged"),
      };
    },
    /** Null when there is no permanent code (purged). */
    async findCredentials(id: string): Promise<CorpCredentials | null> {
      const { rows } = await pool.query<{
        permanent_code_sealed: Buffer | null;
        permanent_code_version: number;
        read_at: Date;
      }>(
        `SELECT permanent_code_sealed, permanent_code_version, clock_timestamp() AS read_at
         FROM authorizations WHERE id = $1`,
        [id],
      );
      const row = rows[0];
      if (!row?.permanent_code_sealed) return null;
      const opened = sealer.open("authorizations", id, "permanent_code", row.permanent_code_sealed);
      const { corpId, permanentCode } = sealedCredentials.parse(JSON.parse(opened.reveal()));
      return {
        permanentCode: new Secret(permanentCode),
        corpId,
        version: row.permanent_code_version,
        readAt: row.read_at,
      };
    },
  };
}
