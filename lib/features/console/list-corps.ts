import { z } from "zod";
import { readCursor, writeCursor } from "@/lib/core/list-cursor";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { CorpRow } from "@/lib/store/console-corps";

const PAGE = 30;
export const CORP_STATUSES = ["active", "cancelled", "needs_reauthorization", "purged"] as const;

/** What an address may ask for. Words we do not know are dropped, not passed on. */
export const corpFilter = z.object({
  q: z.string().trim().min(1).max(100).optional().catch(undefined),
  suite: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .optional()
    .catch(undefined),
  status: z.enum(CORP_STATUSES).optional().catch(undefined),
  cursor: z.string().max(60).optional().catch(undefined),
});
export type CorpFilter = z.output<typeof corpFilter>;

/** One page of the provider's enterprises. Any member of staff. */
export async function listCorps(
  deps: Deps,
  _principal: StaffPrincipal,
  filter: CorpFilter,
): Promise<{ corps: CorpRow[]; next: string | null }> {
  const rows = await deps.store.consoleCorps.listCorps({
    q: filter.q,
    suiteKey: filter.suite,
    status: filter.status,
    after: readCursor(filter.cursor) ?? undefined,
    limit: PAGE,
  });
  const corps = rows.slice(0, PAGE);
  const last = corps.at(-1);
  return {
    corps,
    next: rows.length > PAGE && last ? writeCursor({ at: last.authorizedAt, id: last.id }) : null,
  };
}
