import "server-only";
import type { StoreContext } from "@/lib/store/context";
import type { Staff as StaffRow } from "@/lib/store/generated/client";

export type StaffRole = "owner" | "operator" | "viewer";

/** A member of the provider's staff. The password hash never leaves `findPasswordHash`. */
export type Staff = {
  id: string;
  /** lower case */
  email: string;
  name: string;
  role: StaffRole;
  hasPassword: boolean;
  disabledAt: Date | null;
  createdAt: Date;
  lastSignInAt: Date | null;
};

export type NewStaff = {
  id?: string;
  email: string;
  name: string;
  role: StaffRole;
  passwordHash: string | null;
};

const ROLES: readonly string[] = ["owner", "operator", "viewer"] satisfies StaffRole[];

/** The role written in a row. A word we don't know gives the least rights, never more. */
function readRole(text: string): StaffRole {
  return ROLES.includes(text) ? (text as StaffRole) : "viewer";
}

export function readStaff(row: StaffRow): Staff {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: readRole(row.role),
    hasPassword: row.passwordHash !== null,
    disabledAt: row.disabledAt,
    createdAt: row.createdAt,
    lastSignInAt: row.lastSignInAt,
  };
}

export function createStaffStore({ prisma, pool, ids, clock }: StoreContext) {
  return {
    async listStaff(): Promise<Staff[]> {
      const rows = await prisma.staff.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
      return rows.map(readStaff);
    },
    async countStaff(): Promise<number> {
      return prisma.staff.count();
    },
    async findStaff(id: string): Promise<Staff | null> {
      const row = await prisma.staff.findUnique({ where: { id } });
      return row && readStaff(row);
    },
    /** The account of an e-mail address in any case, with its hash for the sign-in check. */
    async findPasswordHash(email: string): Promise<{ staff: Staff; passwordHash: string | null } | null> {
      const row = await prisma.staff.findUnique({ where: { email: email.toLowerCase() } });
      return row && { staff: readStaff(row), passwordHash: row.passwordHash };
    },
    /** False when the e-mail address has an account already. */
    async addStaff(input: NewStaff): Promise<Staff | null> {
      const id = input.id ?? ids.uuid();
      const { count } = await prisma.staff.createMany({
        data: [
          {
            id,
            email: input.email.toLowerCase(),
            name: input.name,
            role: input.role,
            passwordHash: input.passwordHash,
            createdAt: clock.now(),
          },
        ],
        skipDuplicates: true,
      });
      return count === 1 ? this.findStaff(id) : null;
    },
    async setPassword(id: string, passwordHash: string, name?: string): Promise<void> {
      await prisma.staff.update({
        where: { id },
        data: { passwordHash, ...(name === undefined ? {} : { name }) },
      });
    },
    async noteSignIn(id: string): Promise<void> {
      await prisma.staff.update({ where: { id }, data: { lastSignInAt: clock.now() } });
    },
    /**
     * Changes role or access in one transaction that holds all owner rows: two owners who demote each other at once
     * cannot leave a portal without one. "last_owner": nothing was changed.
     */
    async changeStaff(
      id: string,
      change: { role: StaffRole } | { disabledAt: Date | null },
    ): Promise<"changed" | "last_owner" | "unknown"> {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        const owners = await client.query<{ id: string }>(
          "SELECT id FROM staff WHERE role = 'owner' AND disabled_at IS NULL ORDER BY id FOR UPDATE",
        );
        const isOwnerLost = "role" in change ? change.role !== "owner" : change.disabledAt !== null;
        if (isOwnerLost && owners.rows.length === 1 && owners.rows[0]?.id === id) {
          await client.query("ROLLBACK");
          return "last_owner";
        }
        const done =
          "role" in change
            ? await client.query("UPDATE staff SET role = $2 WHERE id = $1", [id, change.role])
            : await client.query("UPDATE staff SET disabled_at = $2 WHERE id = $1", [id, change.disabledAt]);
        // A new role or a lost access ends every session: ids change with rights (threats D8, D10).
        await client.query("DELETE FROM staff_sessions WHERE staff_id = $1", [id]);
        await client.query("COMMIT");
        return done.rowCount === 1 ? "changed" : "unknown";
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
