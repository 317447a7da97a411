import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { AuditEntry, ChainCheck } from "@/lib/store/audit";

const PAGE = 50;

/** One page of the audit log. Operators and owners. */
export async function listAudit(
  deps: Deps,
  principal: StaffPrincipal,
  before: number | undefined,
): Promise<Result<{ entries: AuditEntry[]; next: number | null }, "staff.forbidden">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const rows = await deps.store.audit.listAudit({
    limit: PAGE + 1,
    ...(before === undefined ? {} : { before }),
  });
  const entries = rows.slice(0, PAGE);
  return ok({ entries, next: rows.length > PAGE ? (entries.at(-1)?.seq ?? null) : null });
}

/** Whether the log is whole and unchanged (threat E10). Operators and owners. */
export async function checkAudit(
  deps: Deps,
  principal: StaffPrincipal,
): Promise<Result<ChainCheck, "staff.forbidden">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  return ok(await deps.store.audit.verifyChain());
}
