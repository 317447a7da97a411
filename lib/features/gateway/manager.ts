import { type ApiCaller, actorOfCaller } from "@/lib/features/keys/api-caller";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { AuditInput } from "@/lib/store/audit";
import type { Endpoint } from "@/lib/store/endpoint-shape";

/** Who looks after endpoints: a member of staff, or a program with a key. Made only from either of them. */
export type Manager = {
  actor: Pick<AuditInput, "actorKind" | "actorId" | "actorName">;
  /** Keys of the suites whose endpoints may be seen; null: all. */
  suiteKeys: string[] | null;
  /** Corp ids that an endpoint must be held to; null: none need. */
  corpIds: ReadonlySet<string> | null;
  mayChange: boolean;
};

export function managerOfStaff(principal: StaffPrincipal): Manager {
  return {
    actor: actorOf(principal),
    suiteKeys: null,
    corpIds: null,
    mayChange: isAtLeast(principal.role, "operator"),
  };
}

/** The scope of the route has been checked by the frame. */
export function managerOfKey(caller: ApiCaller): Manager {
  return {
    actor: actorOfCaller(caller),
    suiteKeys: caller.suiteKeys === null ? null : [...caller.suiteKeys],
    corpIds: caller.corpIds,
    mayChange: true,
  };
}

/** Whether an endpoint, or one with such settings, is within the manager's grant (threats F4, G7). */
export function mayManage(manager: Manager, one: Pick<Endpoint, "suiteKey" | "corpFilter">): boolean {
  if (manager.suiteKeys !== null && !manager.suiteKeys.includes(one.suiteKey)) return false;
  const { corpIds } = manager;
  return corpIds === null || (one.corpFilter.length > 0 && one.corpFilter.every((id) => corpIds.has(id)));
}
