import type { AgentFacts, AuthUser, CorpAdmin, DealerFacts, EditionFacts } from "@/lib/core/corp-facts";

/** An authorisation as the database holds it at one moment, without its secrets. */
export type AuthorizationSnapshot = {
  suiteKey: string;
  suiteId: string | null;
  corpRowId: string;
  corpId: string | null;
  openCorpId: string | null;
  status: string;
  statusReason: string | null;
  generation: number;
  /** Rises with every permanent code stored. */
  permanentCodeVersion: number;
  authorizedAt: Date;
  cancelledAt: Date | null;
  source: string | null;
  corp: {
    name: string;
    fullName: string | null;
    type: string | null;
    subjectType: number | null;
    industry: string | null;
    subIndustry: string | null;
    scale: string | null;
    logoUrl: string | null;
    userMax: number | null;
  };
  authMode: number | null;
  isCustomizedApp: boolean;
  agents: AgentFacts[];
  editions: EditionFacts[];
  dealer: DealerFacts | null;
  admins: CorpAdmin[];
  authorizedBy: AuthUser | null;
};

export type Change = { field: string; from: unknown; to: unknown };

/** What of a change of an authorisation we publish. `details` are in the names of the wire. */
export type LifecycleEvent = {
  type: "corp.authorized" | "corp.changed" | "corp.cancelled" | "corp.purged";
  details: Record<string, unknown>;
};

/** Facts that may arrive late. Learning one is no change of the enterprise, so null to a value is not told. */
const LEARNED = [
  ["name", "corp_name"],
  ["fullName", "corp_full_name"],
  ["type", "corp_type"],
  ["subjectType", "subject_type"],
  ["industry", "industry"],
  ["subIndustry", "sub_industry"],
  ["scale", "scale"],
  ["logoUrl", "logo_url"],
  ["userMax", "user_max"],
] as const;

const isSame = (a: unknown, b: unknown) => JSON.stringify(wire(a)) === JSON.stringify(wire(b));

/** Our names as the wire has them: snake_case, keys in a fixed order, so that equal values give equal text. */
export function wire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wire);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return value;
  const named = Object.entries(value).map(
    ([name, one]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), wire(one)] as const,
  );
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What differs between two moments, field by field. Pure. */
export function changesBetween(before: AuthorizationSnapshot, after: AuthorizationSnapshot): Change[] {
  const changes: Change[] = [];
  const add = (field: string, from: unknown, to: unknown) => {
    if (!isSame(from, to)) changes.push({ field, from: wire(from), to: wire(to) });
  };
  for (const [own, field] of LEARNED) {
    const from = before.corp[own];
    if (from !== null) add(field, from, after.corp[own]);
  }
  add("status", before.status, after.status);
  if (before.authMode !== null) add("auth_mode", before.authMode, after.authMode);
  add("is_customized_app", before.isCustomizedApp, after.isCustomizedApp);
  add("agents", before.agents, after.agents);
  add("editions", before.editions, after.editions);
  add("dealer", before.dealer, after.dealer);
  if (before.admins.length > 0) add("admins", before.admins, after.admins);
  if (before.permanentCodeVersion !== after.permanentCodeVersion)
    changes.push({
      field: "permanent_code_version",
      from: before.permanentCodeVersion,
      to: after.permanentCodeVersion,
    });
  return changes;
}

const LIVE = new Set(["active", "needs_reauthorization"]);

/**
 * The event that a stored change amounts to; null when programs need not hear of it. Pure.
 *
 * It is made from what the database held before and holds now, never from what a push claimed, so a repeated,
 * late or forged push publishes nothing that did not happen (promise R3).
 */
export function lifecycleEventOf(
  before: AuthorizationSnapshot | null,
  after: AuthorizationSnapshot,
): LifecycleEvent | null {
  if (after.status === "purged")
    return before?.status === "purged" ? null : { type: "corp.purged", details: {} };
  if (after.status === "cancelled") {
    if (before?.status === "cancelled") return null;
    return {
      type: "corp.cancelled",
      details: { cancelled_at: wire(after.cancelledAt), generation: after.generation },
    };
  }
  const isNew = before === null || before.generation !== after.generation;
  if (isNew || !LIVE.has(before.status))
    return {
      type: "corp.authorized",
      details: {
        reason: !isNew ? "restored" : after.generation > 1 ? "reinstalled" : "installed",
        generation: after.generation,
        authorized_at: wire(after.authorizedAt),
        corp_name: after.corp.name,
      },
    };
  const changes = changesBetween(before, after);
  return changes.length === 0 ? null : { type: "corp.changed", details: { changes } };
}
