import "server-only";
import type { AgentFacts, AuthUser, CorpAdmin } from "@/lib/core/corp-facts";
import type { StoreContext } from "@/lib/store/context";

export type OwnAuthorization = {
  id: string;
  suiteRowId: string;
  suiteKey: string;
  suiteName: string;
  status: "active" | "cancelled" | "needs_reauthorization" | "purged";
  authMode: number | null;
  agents: AgentFacts[];
  admins: CorpAdmin[];
  authorizedBy: AuthUser | null;
  authorizedAt: Date;
  refreshedAt: Date | null;
  cancelledAt: Date | null;
};

/** What an enterprise may read about itself. No secret is selected. */
export type OwnCorp = {
  id: string;
  name: string;
  fullName: string | null;
  type: string | null;
  plainCorpId: string | null;
  openCorpId: string | null;
  authorizations: OwnAuthorization[];
};

/** The corp and its authorisation of one suite, for deciding about a sign-in. */
export type SignInTarget = {
  corpRowId: string;
  corpName: string;
  /** As the platform writes it in calls: plain when known. */
  corpId: string;
  status: string;
  agentIds: number[];
};

// Json columns are written by lib/store alone, from the same types.
const listOf = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

export function createOwnCorpStore({ prisma }: StoreContext) {
  return {
    /** Everything about the one corp that the session proves. */
    async findOwnCorp(corpRowId: string): Promise<OwnCorp | null> {
      const row = await prisma.corp.findUnique({
        where: { id: corpRowId },
        select: {
          id: true,
          name: true,
          fullName: true,
          type: true,
          plainCorpId: true,
          openCorpId: true,
          authorizations: {
            where: { status: { not: "purged" } },
            orderBy: [{ suite: { position: "asc" } }, { authorizedAt: "asc" }],
            select: {
              id: true,
              suiteRowId: true,
              status: true,
              authMode: true,
              agents: true,
              admins: true,
              authorizedBy: true,
              authorizedAt: true,
              refreshedAt: true,
              cancelledAt: true,
              suite: { select: { key: true, name: true } },
            },
          },
        },
      });
      if (!row) return null;
      return {
        ...row,
        authorizations: row.authorizations.map(({ suite, ...one }) => ({
          ...one,
          suiteKey: suite.key,
          suiteName: suite.name,
          status: one.status as OwnAuthorization["status"],
          agents: listOf<AgentFacts>(one.agents),
          admins: listOf<CorpAdmin>(one.admins),
          authorizedBy: (one.authorizedBy ?? null) as AuthUser | null,
        })),
      };
    },
    /** The corp that WeCom named at a sign-in, by either form of its id, with its authorisation of this suite. */
    async findSignInTarget(suiteRowId: string, corpId: string): Promise<SignInTarget | null> {
      const row = await prisma.authorization.findFirst({
        where: { suiteRowId, corp: { OR: [{ plainCorpId: corpId }, { openCorpId: corpId }] } },
        select: { status: true, agents: true, corp: true },
      });
      if (!row) return null;
      return {
        corpRowId: row.corp.id,
        corpName: row.corp.name,
        corpId: row.corp.plainCorpId ?? row.corp.openCorpId ?? corpId,
        status: row.status,
        agentIds: listOf<AgentFacts>(row.agents).map((one) => one.agentId),
      };
    },
    async findCorpName(corpRowId: string): Promise<string | null> {
      const row = await prisma.corp.findUnique({ where: { id: corpRowId }, select: { name: true } });
      return row?.name ?? null;
    },
  };
}
