import { z } from "zod";
import { readCursor, writeCursor } from "@/lib/core/list-cursor";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { ProxyCallRow } from "@/lib/store/proxy-calls";

const PAGE = 50;

export const callFilter = z.object({
  suite: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .optional()
    .catch(undefined),
  corp: z.string().trim().min(1).max(64).optional().catch(undefined),
  path: z
    .string()
    .trim()
    // People paste the whole path.
    .transform((text) => text.replace(/^\/?(cgi-bin\/)?/, ""))
    .pipe(z.string().regex(/^[A-Za-z0-9_/]{1,120}$/))
    .optional()
    .catch(undefined),
  key: z.string().trim().min(1).max(120).optional().catch(undefined),
  result: z.enum(["ok", "failed"]).optional().catch(undefined),
  cursor: z.string().max(60).optional().catch(undefined),
});
export type CallFilter = z.output<typeof callFilter>;

export type ShownCall = ProxyCallRow & { corpName: string | null };

/** One page of the calls that programs made through the proxy. Any member of staff. */
export async function listCalls(
  deps: Deps,
  _principal: StaffPrincipal,
  filter: CallFilter,
): Promise<{ calls: ShownCall[]; next: string | null }> {
  const corp = filter.corp === undefined ? null : await deps.store.consoleCorps.findCorp(filter.corp);
  const ids = corp ? [corp.plainCorpId, corp.openCorpId].filter((one) => one !== null) : [filter.corp ?? ""];
  const page = await deps.store.proxyCalls.listCalls(
    {
      suiteKey: filter.suite,
      corpIds: filter.corp === undefined ? undefined : ids,
      path: filter.path,
      keyName: filter.key,
      result: filter.result,
    },
    PAGE,
    readCursor(filter.cursor),
  );
  const names = await deps.store.consoleFacts.findCorpNames([
    ...new Set(page.calls.map((one) => one.corpId)),
  ]);
  return {
    calls: page.calls.map((one) => ({ ...one, corpName: names.get(one.corpId) ?? null })),
    next: page.next && writeCursor(page.next),
  };
}
