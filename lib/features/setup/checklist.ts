/** What is known about one suite. Every date is that of a fact in the database; null means it never happened. */
export type SetupFacts = {
  /** Newest proof of each URL, by channel. */
  proofs: Partial<Record<"command" | "data" | "settings", Date>>;
  /** URL checks are sealed for the provider's corp: without its id none can be answered. */
  hasProviderCorpId: boolean;
  /** The newest Token + EncodingAESKey pair: since when, and when WeCom last signed with it. */
  newestKeyAt: Date | null;
  newestKeyUsedAt: Date | null;
  hasSuiteId: boolean;
  hasSuiteSecret: boolean;
  lastTicketAt: Date | null;
  tokenExpiresAt: Date | null;
  tokenFetchedAt: Date | null;
  tokenErrcode: number | null;
  activeCorps: number;
  firstCorpAt: Date | null;
  endedCorps: number;
  kind: "app" | "template" | "login";
};

export type StepName = "provider" | "urls" | "secret" | "ticket" | "token" | "corp";
/** done: the fact holds now. broken: it held and no longer does. next: to be done now. later: waits for an earlier step. */
export type StepState = "done" | "broken" | "next" | "later";
export type Step = { name: StepName; state: StepState; evidenceAt: Date | null; detail: string | null };

/** WeCom pushes a ticket every ten minutes, 7 to 14 in practice, and each lives for thirty (document 90628). */
export const TICKET_NOTICE_MS = 15 * 60_000;
export const TICKET_ALARM_MS = 25 * 60_000;

/** fresh: as it should be. notice: one push is missing. alarm: the suite stops soon. */
export type TicketAge = "never" | "fresh" | "notice" | "alarm";

export function ticketAge(lastTicketAt: Date | null, now: Date): TicketAge {
  if (lastTicketAt === null) return "never";
  const age = now.getTime() - lastTicketAt.getTime();
  if (age > TICKET_ALARM_MS) return "alarm";
  return age > TICKET_NOTICE_MS ? "notice" : "fresh";
}

/** The addresses that WeCom checks when they are saved. A login app has an instruction URL only. */
function requiredUrls(kind: SetupFacts["kind"]): ("command" | "data")[] {
  return kind === "login" ? ["command"] : ["command", "data"];
}

/**
 * The set-up list of a suite, computed from facts each time: a step that was done turns red again when its fact goes.
 * Pure: the caller passes `now`.
 */
export function setupSteps(facts: SetupFacts, now: Date): Step[] {
  const urls = requiredUrls(facts.kind);
  const missingUrls = urls.filter((one) => !facts.proofs[one]);
  const { newestKeyAt } = facts;
  // The pair was changed and WeCom has not shown yet that it knows the new one.
  const isKeyUnproven =
    missingUrls.length === 0 &&
    newestKeyAt !== null &&
    facts.newestKeyUsedAt === null &&
    urls.some((one) => (facts.proofs[one] ?? newestKeyAt) < newestKeyAt);
  const newestProof = Object.values(facts.proofs).reduce<Date | null>(
    (newest, at) => (newest === null || at > newest ? at : newest),
    null,
  );
  const hasSecret = facts.hasSuiteId && facts.hasSuiteSecret;
  const isTicketLate = ticketAge(facts.lastTicketAt, now) === "alarm";
  const isTokenRefused = facts.tokenErrcode !== null && facts.tokenErrcode !== 0;

  const raw: {
    name: StepName;
    isDone: boolean;
    isBroken: boolean;
    at: Date | null;
    detail: string | null;
  }[] = [
    {
      name: "provider",
      isDone: facts.hasProviderCorpId,
      isBroken: false,
      at: null,
      detail: null,
    },
    {
      name: "urls",
      isDone: missingUrls.length === 0 && !isKeyUnproven,
      isBroken: isKeyUnproven,
      at: newestProof,
      detail: missingUrls.length > 0 && newestProof ? missingUrls.join(",") : null,
    },
    {
      name: "secret",
      isDone: hasSecret,
      isBroken: false,
      at: null,
      detail: hasSecret ? null : facts.hasSuiteId ? "Secret" : "SuiteID",
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
      isBroken: facts.activeCorps === 0 && facts.endedCorps > 0,
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
