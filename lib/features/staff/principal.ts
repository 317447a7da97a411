import type { StaffRole } from "@/lib/store/staff";

declare const proven: unique symbol;

/**
 * A member of staff whose session was read from the database in this request. Only `findPrincipal` makes one:
 * use-cases take it as an argument, so that none can be called without the check (threats D13, E1, promise R19).
 */
export type StaffPrincipal = {
  readonly [proven]: true;
  id: string;
  email: string;
  name: string;
  role: StaffRole;
  sessionId: string;
};

const RANK: Record<StaffRole, number> = { viewer: 0, operator: 1, owner: 2 };

/** Whether a role has at least the rights of another. */
export function isAtLeast(role: StaffRole, minimum: StaffRole): boolean {
  return RANK[role] >= RANK[minimum];
}

/** How an audit entry names the one who acted. */
export function actorOf(principal: StaffPrincipal) {
  return { actorKind: "staff", actorId: principal.id, actorName: principal.name } as const;
}
