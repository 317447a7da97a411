/** Attempts that a delivery gets before it is laid to the dead letters. */
export const MAX_DELIVERY_ATTEMPTS = 12;

const MINUTE = 60;
const HOUR = 3_600;
/**
 * Seconds between attempts, before jitter. Twelve attempts over 92 hours: 73 when every jitter falls short, so a
 * Friday evening's outage is survived until Monday evening (promise R6). Each wait is at least 1.5 times the one
 * before, so that jitter can't turn their order round.
 */
export const WAITS: readonly number[] = [
  5,
  30,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  90 * MINUTE,
  4 * HOUR,
  8 * HOUR,
  15 * HOUR,
  25 * HOUR,
  38 * HOUR,
];
const JITTER = 0.2;
const MAX_RETRY_AFTER_SECONDS = 24 * HOUR;
const MAX_THROTTLE_SECONDS = HOUR;
const FIRST_THROTTLE_SECONDS = 5;
const LONGEST_OWN_THROTTLE_SECONDS = 5 * MINUTE;
/** Timeouts and broken connections in a row after which an endpoint is left alone for a while. */
export const BREAKER_FAILURES = 5;

/** How an attempt ended, as far as the plan needs to know. */
export type AttemptEnd = {
  /** Null: no answer came. */
  status: number | null;
  retryAfterSeconds: number | null;
};

export type Verdict =
  | { kind: "delivered" }
  /** The receiver says that it is no more: it gets nothing further. */
  | { kind: "gone" }
  | { kind: "failed" };

/** 2xx is success, 410 the end, all else failure, redirects included: they are never followed (threat G3). */
export function judgeAttempt({ status }: AttemptEnd): Verdict {
  if (status !== null && status >= 200 && status < 300) return { kind: "delivered" };
  return status === 410 ? { kind: "gone" } : { kind: "failed" };
}

/**
 * Seconds until the next attempt after `attempts` of them; null when there is none left. Pure.
 *
 * `chance` is 0…1. A Retry-After is honoured where it asks for more than the plan, up to a day.
 */
export function nextWaitSeconds(attempts: number, end: AttemptEnd, chance: number): number | null {
  const planned = WAITS[attempts - 1];
  if (attempts >= MAX_DELIVERY_ATTEMPTS || planned === undefined) return null;
  const jittered = planned * (1 - JITTER + 2 * JITTER * Math.min(Math.max(chance, 0), 1));
  return Math.max(jittered, Math.min(end.retryAfterSeconds ?? 0, MAX_RETRY_AFTER_SECONDS));
}

/**
 * Seconds for which nothing at all is sent to the endpoint; 0: go on. Pure.
 *
 * 429, 502 and 504 say that the receiver is overloaded or away; so do answers that never come, once they are many.
 * `failuresInARow` counts this one.
 */
export function throttleSeconds(end: AttemptEnd, failuresInARow: number): number {
  const isBusy = end.status === 429 || end.status === 502 || end.status === 504;
  const isBroken = end.status === null && failuresInARow >= BREAKER_FAILURES;
  if (!isBusy && !isBroken) return 0;
  const steps = Math.min(Math.max(failuresInARow - 1, 0), 10);
  const own = Math.min(FIRST_THROTTLE_SECONDS * 2 ** steps, LONGEST_OWN_THROTTLE_SECONDS);
  return Math.min(Math.max(own, end.retryAfterSeconds ?? 0), MAX_THROTTLE_SECONDS);
}

/** A Retry-After header in seconds: a number, or a date. Null for neither. */
export function readRetryAfter(text: string | null | undefined, now: Date): number | null {
  if (!text) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text.trim());
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, (at - now.getTime()) / 1_000);
}
