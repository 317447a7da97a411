import { WAITS } from "@/lib/features/gateway/next-wait";
import type { CallbackHistory } from "@/tests/chaos/callbacks";
import type { Change, Stored } from "@/tests/chaos/history";

/** What the receivers saw of one request. */
export type Seen = { path: string; event: number; id: string; isSigned: boolean };

export type Recorded = {
  callbacks: CallbackHistory;
  stored: Stored;
  seen: Seen[];
  paths: readonly string[];
};

export type Finding = { checker: number; promise: string; broken: string[] };

/** Two clocks of one machine, cut to milliseconds. */
const CLOCK_MS = 5;
const JITTER = 0.2;

function doubles(numbers: readonly number[]): number[] {
  const once = new Set<number>();
  return numbers.filter((one) => once.size === once.add(one).size);
}

function byDelivery(changes: readonly Change[]): Map<string, Change[]> {
  const found = new Map<string, Change[]>();
  for (const one of changes) found.set(one.delivery, [...(found.get(one.delivery) ?? []), one]);
  return found;
}

function acknowledgedIsDurable({ callbacks, stored }: Recorded): string[] {
  const durable = new Set(stored.received);
  const lost = [...callbacks.acknowledged].filter((n) => !durable.has(n));
  const invented = stored.received.filter((n) => !callbacks.sent.has(n));
  return [
    ...lost.map((n) => `event ${n} was acknowledged and is not stored`),
    ...invented.map((n) => `event ${n} is stored and was never sent`),
  ];
}

function effectsOnce({ stored, seen, paths }: Recorded): string[] {
  const ids = new Map<number, Set<string>>();
  for (const one of seen) ids.set(one.event, (ids.get(one.event) ?? new Set()).add(one.id));
  const owed = new Map<string, number>();
  for (const one of stored.deliveries) {
    const key = `event ${one.event} to ${one.path}`;
    owed.set(key, (owed.get(key) ?? 0) + 1);
  }
  return [
    ...doubles(stored.received).map((n) => `event ${n} is stored twice`),
    ...doubles(stored.published).map((n) => `event ${n} is published twice`),
    ...[...owed].filter(([, count]) => count !== 1).map(([key, count]) => `${key} is owed ${count} times`),
    ...[...ids]
      .filter(([, set]) => set.size !== 1)
      .map(([n, set]) => `event ${n} went out under ${set.size} ids`),
    ...seen.filter((one) => !paths.includes(one.path)).map((one) => `something went to ${one.path}`),
  ];
}

function ledgerIsExact({ stored, paths }: Recorded): string[] {
  const counted = Object.values(stored.states).reduce((sum, count) => sum + count, 0);
  const events = new Set(stored.received).size;
  return [
    ...(stored.owed === counted ? [] : [`${stored.owed} are owed, ${counted} deliveries are there`]),
    ...(stored.owed === events * paths.length
      ? []
      : [`${events} events to ${paths.length} endpoints are not ${stored.owed}`]),
  ];
}

/** Whoever wrote an end down began its attempt after the newest claim, and nothing follows a final state. */
function noStaleCompletion({ stored }: Recorded): string[] {
  const attempts = new Map<string, number[]>();
  for (const one of stored.attempts) {
    const key = `${one.delivery} ${one.tx}`;
    attempts.set(key, [...(attempts.get(key) ?? []), one.startedAt]);
  }
  const broken: string[] = [];
  for (const [delivery, changes] of byDelivery(stored.changes)) {
    let claimedAt: number | null = null;
    let isFinal = false;
    for (const one of changes) {
      if (isFinal) broken.push(`delivery ${delivery} went on to ${one.to} after its end`);
      if (one.to === "running") claimedAt = one.at;
      const started = attempts.get(`${delivery} ${one.tx}`);
      if (
        one.from === "running" &&
        started &&
        claimedAt !== null &&
        Math.max(...started) < claimedAt - CLOCK_MS
      )
        broken.push(`delivery ${delivery} was ended by an attempt older than its lease`);
      if (one.from === "running" && !started && (one.leaseBefore ?? 0) > one.at)
        broken.push(`delivery ${delivery} was taken from a holder whose lease had not ended`);
      isFinal = ["delivered", "dead", "cancelled"].includes(one.to);
    }
  }
  return broken;
}

/** No attempt before it was due, waits as planned (±20 %), none after success. */
function scheduleIsKept({ stored }: Recorded): string[] {
  const answered = new Set(stored.attempts.map((one) => `${one.delivery} ${one.tx}`));
  const broken: string[] = [];
  for (const one of stored.changes) {
    if (one.to === "running" && one.at < one.dueBefore - CLOCK_MS)
      broken.push(`delivery ${one.delivery} was tried ${Math.round(one.dueBefore - one.at)} ms too early`);
    if (one.from !== "running" || one.to !== "pending" || !answered.has(`${one.delivery} ${one.tx}`))
      continue;
    const planned = (WAITS[one.attempts - 1] ?? 0) * 1_000;
    const waited = one.dueAfter - one.at;
    if (Math.abs(waited - planned) > planned * JITTER + CLOCK_MS)
      broken.push(
        `delivery ${one.delivery} waits ${waited} ms after attempt ${one.attempts}, not ${planned}`,
      );
  }
  return broken;
}

function signaturesVerify({ seen }: Recorded): string[] {
  return seen
    .filter((one) => !one.isSigned)
    .map((one) => `event ${one.event} to ${one.path} does not verify`);
}

function nothingIsLeft({ stored, seen, paths }: Recorded): string[] {
  const arrived = new Set(seen.map((one) => `${one.event} ${one.path}`));
  const missing = [...new Set(stored.received)].flatMap((n) =>
    paths.filter((path) => !arrived.has(`${n} ${path}`)).map((path) => `event ${n} never came to ${path}`),
  );
  const undelivered = Object.entries(stored.states).filter(([state]) => state !== "delivered");
  return [
    ...(stored.openWork > 0 ? [`${stored.openWork} work rows are not done`] : []),
    ...(stored.deadWork > 0 ? [`${stored.deadWork} work rows were given up`] : []),
    ...undelivered.map(([state, count]) => `${count} deliveries are ${state}`),
    ...missing,
  ];
}

/** The checkers that judge a recorded run; each answers with what is broken, at best nothing. */
export function judge(recorded: Recorded): Finding[] {
  const checkers: [number, string, (recorded: Recorded) => string[]][] = [
    [1, "what was acknowledged is stored, and nothing else is", acknowledgedIsDurable],
    [2, "each event has its effects once", effectsOnce],
    [3, "the ledger is exact", ledgerIsExact],
    [7, "nothing is ended by a holder whose lease was lost", noStaleCompletion],
    [8, "retries keep their schedule, none after success", scheduleIsKept],
    [9, "every signature verifies", signaturesVerify],
    [12, "nothing is left once the faults stop", nothingIsLeft],
  ];
  return checkers.map(([checker, promise, check]) => ({ checker, promise, broken: check(recorded) }));
}
