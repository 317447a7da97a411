import type { Deps } from "@/lib/features/deps";
import { hashPassword, isPasswordRight } from "@/lib/features/staff/passwords";
import type { StaffRole } from "@/lib/store/staff";

export type BootstrapStaff = { email: string; password: string; role: StaffRole };

/**
 * Makes the accounts of the bootstrap file. At a later start the same file changes nothing: a password is hashed again
 * only when the stored one no longer fits. An account that staff disabled stays disabled. Answers what changed.
 */
export async function saveBootstrapStaff(deps: Deps, list: readonly BootstrapStaff[]): Promise<string[]> {
  const { store } = deps;
  const changed: string[] = [];
  const note = async (email: string, what: "created" | "password_set" | "role_changed") => {
    changed.push(`staff.${email}: ${what}`);
    await store.audit.record({
      actorKind: "system",
      actorName: "bootstrap file",
      action: `staff.${what}`,
      subject: email,
    });
  };
  for (const one of list) {
    const email = one.email.toLowerCase();
    const old = await store.staff.findPasswordHash(email);
    if (!old) {
      const name = email.split("@")[0] ?? email;
      const passwordHash = await hashPassword(one.password);
      if (await store.staff.addStaff({ email, name, role: one.role, passwordHash }))
        await note(email, "created");
      continue;
    }
    if (!(await isPasswordRight(old.passwordHash, one.password))) {
      await store.staff.setPassword(old.staff.id, await hashPassword(one.password));
      await store.staffSessions.endSessionsOf(old.staff.id);
      await note(email, "password_set");
    }
    if (old.staff.role !== one.role) {
      const result = await store.staff.changeStaff(old.staff.id, { role: one.role });
      if (result === "changed") await note(email, "role_changed");
    }
  }
  return changed;
}
