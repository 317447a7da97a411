import { listShownSuites, type ShownSuite } from "@/lib/features/console/suites";
import type { Deps } from "@/lib/features/deps";
import { type TicketAge, ticketAge } from "@/lib/features/setup/checklist";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { SuiteHealthFacts } from "@/lib/store/health-facts";

export type HealthVerdict = "good" | "notice" | "alarm" | "off";

/** One suite's health, every figure from a fact in the database. */
export type SuiteHealth = {
  key: string;
  name: string;
  kind: ShownSuite["kind"];
  verdict: HealthVerdict;
  ticket: TicketAge;
  lastTicketAt: Date | null;
  facts: SuiteHealthFacts;
  suiteToken: { expiresAt: Date | null; errcode: number | null };
};

const OLDEST_NOTICE_SECONDS = 60;
const OLDEST_ALARM_SECONDS = 300;
const REFUSED_NOTICE_SHARE = 0.02;
const REFUSED_ALARM_SHARE = 0.2;
/** Fewer requests than this say nothing about a share. */
const ENOUGH_REQUESTS = 20;
const KEY_NOTICE_MS = 6 * 3_600_000;

export function refusedShare(facts: Pick<SuiteHealthFacts, "requests" | "refused">): number | null {
  return facts.requests === 0 ? null : facts.refused / facts.requests;
}

type Judged = {
  ticket: TicketAge;
  facts: SuiteHealthFacts;
  suiteErrcode: number | null;
  isExpected: boolean;
};

/** The worst of what is known. A suite that never got a ticket is being set up: its set-up list speaks, not this. Pure. */
export function judgeHealth({ ticket, facts, suiteErrcode, isExpected }: Judged, now: Date): HealthVerdict {
  if (!isExpected) return "off";
  const oldest = facts.oldestUnprocessedSeconds;
  const share = facts.requests >= ENOUGH_REQUESTS ? (refusedShare(facts) ?? 0) : 0;
  const isOldKeyEnding =
    facts.usedKeyEndsAt !== null && facts.usedKeyEndsAt.getTime() - now.getTime() < KEY_NOTICE_MS;
  if (
    ticket === "alarm" ||
    suiteErrcode !== null ||
    oldest > OLDEST_ALARM_SECONDS ||
    share > REFUSED_ALARM_SHARE ||
    (facts.usedKeyEndsAt !== null && facts.usedKeyEndsAt <= now)
  )
    return "alarm";
  if (
    ticket === "notice" ||
    facts.deadWork > 0 ||
    facts.corpTokensRefused > 0 ||
    oldest > OLDEST_NOTICE_SECONDS ||
    share > REFUSED_NOTICE_SHARE ||
    isOldKeyEnding
  )
    return "notice";
  return "good";
}

/** Health of every suite. Without a principal: for metrics and readiness, which show no more than keys and figures. */
export async function measureHealth(deps: Deps, suites: HealthInput[]): Promise<SuiteHealth[]> {
  const now = deps.clock.now();
  const facts = await deps.store.healthFacts.listSuiteHealth();
  return suites.flatMap((suite) => {
    const own = facts.find((one) => one.suiteRowId === suite.id);
    if (!own) return [];
    const ticket = ticketAge(suite.lastTicketAt, now);
    const verdict = judgeHealth(
      { ticket, facts: own, suiteErrcode: suite.tokenErrcode, isExpected: ticket !== "never" },
      now,
    );
    return [
      {
        key: suite.key,
        name: suite.name,
        kind: suite.kind,
        verdict,
        ticket,
        lastTicketAt: suite.lastTicketAt,
        facts: own,
        suiteToken: { expiresAt: suite.tokenExpiresAt, errcode: suite.tokenErrcode },
      },
    ];
  });
}

type HealthInput = Pick<ShownSuite, "id" | "key" | "name" | "kind"> & {
  lastTicketAt: Date | null;
  tokenExpiresAt: Date | null;
  tokenErrcode: number | null;
};

/** The health board. Any member of staff. */
export async function showHealth(deps: Deps, principal: StaffPrincipal): Promise<SuiteHealth[]> {
  const suites = await listShownSuites(deps, principal);
  return measureHealth(
    deps,
    suites.map(({ id, key, name, kind, facts }) => ({
      id,
      key,
      name,
      kind,
      lastTicketAt: facts.lastTicketAt,
      tokenExpiresAt: facts.tokenExpiresAt,
      tokenErrcode: facts.tokenErrcode,
    })),
  );
}

/** The same for the process itself: `/metrics` and `/readyz`. */
export async function readHealth(deps: Deps): Promise<SuiteHealth[]> {
  const [suites, facts] = await Promise.all([
    deps.store.suites.listSuites(),
    deps.store.consoleFacts.listSuiteFacts(),
  ]);
  return measureHealth(
    deps,
    suites.map(({ id, key, name, kind }) => {
      const own = facts.find((one) => one.suiteRowId === id);
      return {
        id,
        key,
        name,
        kind,
        lastTicketAt: own?.lastTicketAt ?? null,
        tokenExpiresAt: own?.tokenExpiresAt ?? null,
        tokenErrcode: own?.tokenErrcode ?? null,
      };
    }),
  );
}
