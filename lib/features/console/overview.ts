import { listCorps } from "@/lib/features/console/list-corps";
import { listEvents, type ShownEvent } from "@/lib/features/console/list-events";
import { listShownSuites, type ShownSuite } from "@/lib/features/console/suites";
import { type ShownWork, showWork } from "@/lib/features/console/work";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { CorpRow } from "@/lib/store/console-corps";
import type { ConsoleCounts } from "@/lib/store/console-facts";

const SHOWN = 6;

export type Overview = {
  suites: ShownSuite[];
  counts: ConsoleCounts;
  corps: CorpRow[];
  events: ShownEvent[];
  work: ShownWork;
};

/** The console's first page in one read each. Any member of staff. */
export async function showOverview(deps: Deps, principal: StaffPrincipal): Promise<Overview> {
  const [suites, counts, { corps }, { events }, work] = await Promise.all([
    listShownSuites(deps, principal),
    deps.store.consoleFacts.countConsole(),
    listCorps(deps, principal, {}),
    listEvents(deps, principal, {}),
    showWork(deps, principal),
  ]);
  return { suites, counts, corps: corps.slice(0, SHOWN), events: events.slice(0, SHOWN), work };
}
