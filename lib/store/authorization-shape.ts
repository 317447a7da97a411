import "server-only";
import type { AgentFacts, AuthUser, CorpAdmin, DealerFacts, EditionFacts } from "@/lib/core/corp-facts";
import { type Corp, readCorp } from "@/lib/store/corps";
import type { Prisma } from "@/lib/store/generated/client";

export type AuthorizationStatus = "active" | "cancelled" | "needs_reauthorization" | "purged";

/** Why a status is what it is; a code, the screens have the words. */
export type StatusReason =
  | "cancel_unconfirmed"
  | "cancel_confirmed"
  | "permanent_code_dead"
  | "corp_dissolved"
  | "purged"
  | null;

/** The part of an authorisation that events change. */
export type Lifecycle = {
  status: AuthorizationStatus;
  statusReason: StatusReason;
  /** Rises with every reinstall. */
  generation: number;
  authorizedAt: Date;
  lastEventAt: Date | null;
  cancelledAt: Date | null;
  purgeAfter: Date | null;
  /** When the newest answer of WeCom that was believed was asked for. */
  refreshedAt: Date | null;
};

/** A suite authorised by a corp, without its secrets. */
export type Authorization = Lifecycle & {
  id: string;
  suiteRowId: string;
  suiteKey: string;
  suiteName: string;
  corp: Corp;
  /** 0 authorised by an admin, 1 by members. */
  authMode: number | null;
  isCustomizedApp: boolean;
  agents: AgentFacts[];
  authorizedBy: AuthUser | null;
  admins: CorpAdmin[];
  editions: EditionFacts[];
  dealer: DealerFacts | null;
  source: string | null;
  permanentCodeVersion: number;
  hasPermanentCode: boolean;
};

export const WITH_CORP_AND_SUITE = {
  corp: true,
  suite: { select: { key: true, name: true } },
} as const;
type Row = Prisma.AuthorizationGetPayload<{ include: typeof WITH_CORP_AND_SUITE }>;

/** The JSON columns hold what this store wrote, in these shapes. */
function json<T>(value: unknown): T {
  return value as T;
}

export function readAuthorization(row: Row): Authorization {
  return {
    id: row.id,
    suiteRowId: row.suiteRowId,
    suiteKey: row.suite.key,
    suiteName: row.suite.name,
    corp: readCorp(row.corp),
    status: row.status as AuthorizationStatus,
    statusReason: row.statusReason as StatusReason,
    generation: row.generation,
    authorizedAt: row.authorizedAt,
    lastEventAt: row.lastEventAt,
    cancelledAt: row.cancelledAt,
    purgeAfter: row.purgeAfter,
    refreshedAt: row.refreshedAt,
    authMode: row.authMode,
    isCustomizedApp: row.isCustomizedApp,
    agents: json<AgentFacts[]>(row.agents),
    authorizedBy: json<AuthUser | null>(row.authorizedBy),
    admins: json<CorpAdmin[]>(row.admins),
    editions: json<EditionFacts[] | null>(row.edition) ?? [],
    dealer: json<DealerFacts | null>(row.dealer),
    source: row.source,
    permanentCodeVersion: row.permanentCodeVersion,
    hasPermanentCode: row.permanentCodeSealed !== null,
  };
}
