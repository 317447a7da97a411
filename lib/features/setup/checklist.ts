/** What is known about one suite. Every date is that of a fact in the database; null means it never happened. */
export type SetupFacts = {
  /** Newest proof of each URL, by channel. */
  proofs: Partial<Record<"command" | "data" | "settings", Date>>;
  hasSuiteId: boolean;
  hasSuiteSecret: boolean;
  lastTicketAt: Date | null;
  tokenExpiresAt: Date | null;
  tokenFetchedAt: Date | null;
  tokenErrcode: number | null;
  activeCorps: number;
  firstCorpAt: Date | null;
  kind: "app" | "template" | "login";
};

export type StepName = "urls" | "secret" | "ticket" | "token" | "corp";
/** done: the fact holds now. broken: it held and no longer does. next: to be done now. later: waits for an earlier step. */
export type StepState = "done" | "broken" | "next" | "later";
export type Step = { name: StepName; state: StepState; evidenceAt: Date | null; detail: string | null };

/** WeCom pushes a ticket every ten minutes and each lives for thirty (document 90628). */
const TICKET_LATE_MS = 30 * 60_000;

/**
 * The set-up list of a suite, computed from facts each time: a step that was done turns red again when its fact goes.
 * Pure: the caller passes `now`.
 */
export function setupSteps(facts: SetupFacts, now: Date): Step[] {
  const missingUrls = (["command", "data"] as const).filter((one) => !facts.proofs[one]);
  const newestProof = Object.values(facts.proofs).reduce<Date | null>(
    (newest, at) => (newest === null || at > newest ? at : newest),
    null,
  );
  const hasSecret = facts.hasSuiteId && facts.hasSuiteSecret;
  const isTicketLate =
    facts.lastTicketAt !== null && now.getTime() - facts.lastTicketAt.getTime() > TICKET_LATE_MS;
  const isTokenRefused = facts.tokenErrcode !== null && facts.tokenErrcode !== 0;

  const raw: {
    name: StepName;
    isDone: boolean;
    isBroken: boolean;
    at: Date | null;
    detail: string | null;
  }[] = [
    {
      name: "urls",
      isDone: missingUrls.length === 0,
      isBroken: false,
      at: newestProof,
      detail: missingUrls.length > 0 && newestProof ? missingUrls.join(",") : null,
    },
    {
      name: "secret",
      isDone: hasSecret,
      isBroken: false,
      at: null,
      detail: hasSecret ? null : facts.hasSuiteId ? "suiteSecret" : "suiteId",
    },
    {
      name: "ticket",
      isDone: facts.lastTicketAt !== null && !isTicketLate,
      isBroken: isTicketLate,
      at: facts.lastTicketAt,
      detail: null,
    },
    {
      name: "token",
      // Fetched lazily: an expired token of a quiet suite is no fault, a refusal is.
      isDone: facts.tokenFetchedAt !== null && !isTokenRefused,
      isBroken: isTokenRefused,
      at: facts.tokenFetchedAt,
      detail: isTokenRefused ? String(facts.tokenErrcode) : null,
    },
    {
      name: "corp",
      isDone: facts.activeCorps > 0,
      isBroken: false,
      at: facts.firstCorpAt,
      detail: null,
    },
  ];
  let isNextTaken = false;
  return raw.map(({ name, isDone, isBroken, at, detail }) => {
    let state: StepState = "done";
    if (isBroken) state = "broken";
    else if (!isDone) {
      state = isNextTaken ? "later" : "next";
      isNextTaken = true;
    }
    return { name, state, evidenceAt: at, detail };
  });
}

/** How many steps hold at this moment. */
export function countDone(steps: readonly Step[]): number {
  return steps.filter((one) => one.state === "done").length;
}
