import { fc, test as propertyTest } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  BREAKER_FAILURES,
  judgeAttempt,
  MAX_DELIVERY_ATTEMPTS,
  nextWaitSeconds,
  readRetryAfter,
  throttleSeconds,
  WAITS,
} from "@/lib/features/gateway/next-wait";

const HOUR = 3_600;
const chance = fc.double({ min: 0, max: 1, noNaN: true });
const none = { status: 500, retryAfterSeconds: null };

/** Waits of a delivery that fails every time, with these jitters. */
function planOf(chances: number[]): number[] {
  return chances.flatMap((one, at) => nextWaitSeconds(at + 1, none, one) ?? []);
}

describe("R6: retries outlive a long weekend", () => {
  propertyTest.prop([fc.array(chance, { minLength: 20, maxLength: 20 })])(
    "R6: whatever the jitter, at least twelve attempts over at least 72 h, each wait longer than the one before",
    (chances) => {
      const waits = planOf(chances);
      expect(waits.length + 1).toBeGreaterThanOrEqual(12);
      expect(waits.length + 1).toBe(MAX_DELIVERY_ATTEMPTS);
      expect(waits.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(72 * HOUR);
      expect(waits.reduce((sum, one) => sum + one, 0)).toBeLessThan(7 * 24 * HOUR);
      for (const [at, wait] of waits.entries()) {
        const planned = WAITS[at] ?? 0;
        expect(wait).toBeGreaterThanOrEqual(planned * 0.8 - 1e-6);
        expect(wait).toBeLessThanOrEqual(planned * 1.2 + 1e-6);
        if (at > 0) expect(wait).toBeGreaterThanOrEqual((waits[at - 1] ?? 0) - 1e-6);
      }
    },
  );

  propertyTest.prop([fc.integer({ min: 1, max: 11 }), fc.integer({ min: 0, max: 10_000_000 }), chance])(
    "R6: Retry-After is waited for, a day at most, and never shortens the plan",
    (attempts, retryAfterSeconds, jitter) => {
      const wait = nextWaitSeconds(attempts, { status: 503, retryAfterSeconds }, jitter) ?? 0;
      const plain = nextWaitSeconds(attempts, none, jitter) ?? 0;
      expect(wait).toBeGreaterThanOrEqual(plain);
      expect(wait).toBeGreaterThanOrEqual(Math.min(retryAfterSeconds, 24 * HOUR));
      expect(wait).toBeLessThanOrEqual(Math.max(plain, 24 * HOUR));
    },
  );

  test("R6: only 2xx is success; a redirect fails, 410 ends, no answer fails", () => {
    const judged = [200, 204, 299, 300, 301, 302, 307, 308, 400, 404, 409, 410, 429, 500, 503, null].map(
      (status) => judgeAttempt({ status, retryAfterSeconds: null }).kind,
    );
    expect(judged).toEqual([
      ...["delivered", "delivered", "delivered"],
      ...Array(8).fill("failed"),
      "gone",
      ...Array(4).fill("failed"),
    ]);
  });

  propertyTest.prop([
    fc.constantFrom(429, 502, 504),
    fc.integer({ min: 1, max: 1_000 }),
    fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  ])("R6: 429, 502 and 504 hold everything for the endpoint back, an hour at most", (status, row, after) => {
    const held = throttleSeconds({ status, retryAfterSeconds: after }, row);
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThanOrEqual(HOUR);
    if (after !== null) expect(held).toBeGreaterThanOrEqual(Math.min(after, HOUR));
  });

  test("R8: answers that never come hold it back once they are many; a plain 500 does not", () => {
    const silent = { status: null, retryAfterSeconds: null };
    expect(throttleSeconds(silent, BREAKER_FAILURES - 1)).toBe(0);
    expect(throttleSeconds(silent, BREAKER_FAILURES)).toBeGreaterThan(0);
    expect(throttleSeconds(none, 100)).toBe(0);
  });

  test("Retry-After is read as seconds or as a date", () => {
    const now = new Date("2026-11-25T10:00:00Z");
    expect(readRetryAfter("120", now)).toBe(120);
    expect(readRetryAfter("Wed, 25 Nov 2026 10:02:00 GMT", now)).toBe(120);
    expect(readRetryAfter("Wed, 25 Nov 2026 09:00:00 GMT", now)).toBe(0);
    expect(readRetryAfter("soon", now)).toBeNull();
    expect(readRetryAfter(null, now)).toBeNull();
  });
});
