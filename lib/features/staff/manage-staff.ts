import { z } from "zod";
import type { AuditAction } from "@/lib/core/audit-actions";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { offerLink } from "@/lib/features/staff/first-sign-in";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { Staff } from "@/lib/store/staff";

const role = z.enum(["owner", "operator", "viewer"]);
export const inviteInput = z.strictObject({
  name: z.string().trim().min(1).max(64),
  email: z.email().max(254),
  role,
});
export const changeStaffInput = z.strictObject({
  staffId: z.uuid(),
  change: z.union([
    z.strictObject({ role }),
    z.strictObject({ disabled: z.boolean() }),
    z.strictObject({ newLink: z.literal(true) }),
  ]),
});

type Refusal = "staff.forbidden" | "staff.email_taken" | "staff.last_owner" | "not_found";

/** All accounts. Owners only. */
export async function listStaff(
  deps: Deps,
  principal: StaffPrincipal,
): Promise<Result<Staff[], "staff.forbidden">> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  return ok(await deps.store.staff.listStaff());
}

/** Makes an account without password and the one-time link that opens it; the link is shown once. Owners only. */
export async function inviteStaff(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.infer<typeof inviteInput>,
): Promise<Result<{ staff: Staff; url: string }, Refusal>> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  const staff = await deps.store.staff.addStaff({
    email: input.email,
    name: input.name,
    role: input.role,
    passwordHash: null,
  });
  if (!staff) return fail("staff.email_taken");
  const { url } = await offerLink(deps, staff.role, staff.id);
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "staff.invited",
    subject: staff.email,
    details: { role: staff.role },
  });
  return ok({ staff, url });
}

/** Role, access, or a new one-time link (a forgotten password). Takes effect at the next request. Owners only. */
export async function changeStaff(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.infer<typeof changeStaffInput>,
): Promise<Result<{ url: string | null }, Refusal>> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  const { store } = deps;
  const staff = await store.staff.findStaff(input.staffId);
  if (!staff) return fail("not_found");
  const { change } = input;
  const record = (action: AuditAction, details: Record<string, string> = {}) =>
    store.audit.record({ ...actorOf(principal), action, subject: staff.email, details });

  if ("newLink" in change) {
    const { url } = await offerLink(deps, staff.role, staff.id);
    await record("staff.link_made");
    return ok({ url });
  }
  const result = await store.staff.changeStaff(
    staff.id,
    "role" in change ? change : { disabledAt: change.disabled ? deps.clock.now() : null },
  );
  if (result === "last_owner") return fail("staff.last_owner");
  if (result === "unknown") return fail("not_found");
  if ("role" in change) await record("staff.role_changed", { from: staff.role, to: change.role });
  else {
    if (change.disabled) await store.oneTimeSignIns.withdraw(staff.id);
    await record(change.disabled ? "staff.disabled" : "staff.enabled");
  }
  return ok({ url: null });
}
