import { z } from "zod";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { hashPassword, newPassword } from "@/lib/features/staff/passwords";
import type { OneTimeSignIn } from "@/lib/store/one-time-sign-ins";
import type { Staff } from "@/lib/store/staff";

const LINK_HOURS = 24;

export const firstSignInInput = z.strictObject({
  token: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(64),
  email: z.email().max(254),
  password: newPassword,
});

/** The address of a one-time link; valid for 24 hours. */
export async function offerLink(
  deps: Deps,
  role: Staff["role"],
  staffId?: string,
): Promise<{ url: string; expiresAt: Date }> {
  const expiresAt = new Date(deps.clock.now().getTime() + LINK_HOURS * 3_600_000);
  const token = await deps.store.oneTimeSignIns.offer(role, expiresAt, staffId);
  const url = new URL("/console/first-sign-in", deps.addresses.portalUrl);
  url.searchParams.set("token", token);
  return { url: url.href, expiresAt };
}

/**
 * The one-time link for the first owner, for the terminal; null once there is any account.
 * Called at every start: a new link replaces the one printed before. There is no default account.
 */
export async function ensureFirstSignIn(deps: Deps): Promise<{ url: string } | null> {
  if ((await deps.store.staff.countStaff()) > 0) return null;
  await deps.store.oneTimeSignIns.withdrawAll();
  const { url } = await offerLink(deps, "owner");
  return { url };
}

/** What the link opens, without using it up. `email` is fixed for an invited account. */
export async function readFirstSignIn(
  deps: Deps,
  token: string,
): Promise<(OneTimeSignIn & { invited: Staff | null }) | null> {
  const link = await deps.store.oneTimeSignIns.peek(token);
  if (!link) return null;
  const invited = await deps.store.staff.findStaff(link.staffId);
  if (!invited && (await deps.store.staff.countStaff()) > 0) return null;
  return { ...link, invited };
}

/** Uses the link: makes the first owner, or sets the password of an invited account. Exactly one caller wins. */
export async function redeemFirstSignIn(
  deps: Deps,
  input: z.infer<typeof firstSignInInput>,
): Promise<Result<Staff, "staff.link_used" | "staff.email_taken">> {
  const { store } = deps;
  const link = await readFirstSignIn(deps, input.token);
  if (!link || link.invited?.disabledAt) return fail("staff.link_used");
  // Hashed before the link is spent: a crash in between leaves the link usable.
  const passwordHash = await hashPassword(input.password);
  if (!(await store.oneTimeSignIns.consume(input.token))) return fail("staff.link_used");
  let staff: Staff | null;
  if (link.invited) {
    await store.staff.setPassword(link.staffId, passwordHash, input.name);
    await store.staffSessions.endSessionsOf(link.staffId);
    staff = await store.staff.findStaff(link.staffId);
  } else {
    staff = await store.staff.addStaff({
      id: link.staffId,
      email: input.email,
      name: input.name,
      role: link.role,
      passwordHash,
    });
  }
  if (!staff) return fail("staff.email_taken");
  await store.audit.record({
    actorKind: "staff",
    actorId: staff.id,
    actorName: staff.name,
    action: link.invited ? "staff.invite_accepted" : "staff.first_owner_created",
    subject: staff.email,
  });
  return ok(staff);
}
