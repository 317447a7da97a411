import { fail, ok, type Result } from "@/lib/core/result";
import { readRetention, retentionDays } from "@/lib/features/callbacks/keep-retention";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { RetentionDays, RetentionReport } from "@/lib/store/retention";

/** How long everything is kept, and what was deleted. Any member of staff. */
export async function showRetention(
  deps: Deps,
  _principal: StaffPrincipal,
): Promise<{ days: RetentionDays; report: RetentionReport }> {
  return readRetention(deps);
}

/** Sets how long everything is kept. Owners: a shorter time deletes for good. */
export async function changeRetention(
  deps: Deps,
  principal: StaffPrincipal,
  days: unknown,
): Promise<Result<null, "staff.forbidden" | "request.invalid">> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  const wanted = retentionDays.safeParse(days);
  if (!wanted.success) return fail("request.invalid");
  await deps.store.retention.saveDays(wanted.data);
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "retention.changed",
    details: { ...wanted.data },
  });
  return ok(null);
}
