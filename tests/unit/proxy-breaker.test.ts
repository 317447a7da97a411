import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBreaker } from "@/lib/features/proxy/breaker";

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000);

describe("F8: the breaker of one corp and call", () => {
  test("holds calls back for the ban, lets one probe, and opens when the probe is answered", () => {
    const breaker = createBreaker();
    expect(breaker.enter("a", at(0))).toEqual({ isOpen: false });
    expect(breaker.trip("a", at(0))).toBe(60);
    expect(breaker.enter("a", at(1))).toEqual({ isOpen: true, retryAfterSeconds: 59 });
    expect(breaker.enter("b", at(1))).toEqual({ isOpen: false });
    expect(breaker.enter("a", at(61))).toEqual({ isOpen: false });
    expect(breaker.enter("a", at(61))).toEqual({ isOpen: true, retryAfterSeconds: 1 });
    breaker.clear("a", at(62));
    expect(breaker.enter("a", at(62))).toEqual({ isOpen: false });
    expect(breaker.size()).toBe(0);
  });

  test("a limit that is met again at once waits longer each time, an hour at most", () => {
    const breaker = createBreaker();
    const waits: number[] = [];
    let now = 0;
    for (let n = 0; n < 9; n += 1) {
      waits.push(breaker.trip("a", at(now)));
      now += waits.at(-1) ?? 0;
      expect(breaker.enter("a", at(now))).toEqual({ isOpen: false });
    }
    expect(waits).toEqual([60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
  });

  test("calls that were under way together count as one finding; a late good answer does not end the block", () => {
    const breaker = createBreaker();
    expect([0, 1, 2].map((n) => breaker.trip("a", at(n)))).toEqual([60, 59, 58]);
    breaker.clear("a", at(3));
    expect(breaker.enter("a", at(4)).isOpen).toBe(true);
  });

  test("a probe that brings no answer leaves the way to the next one", () => {
    const breaker = createBreaker();
    breaker.trip("a", at(0));
    expect(breaker.enter("a", at(61)).isOpen).toBe(false);
    breaker.release("a");
    expect(breaker.enter("a", at(62)).isOpen).toBe(false);
  });

  test("any history: never a wait below a second or over an hour, and everything opens in the end", () => {
    const step = fc.tuple(
      fc.constantFrom("enter", "trip", "clear", "release"),
      fc.constantFrom("a", "b"),
      fc.nat(400),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const breaker = createBreaker();
        let now = 0;
        for (const [act, key, pause] of steps) {
          now += pause;
          if (act === "enter") {
            const verdict = breaker.enter(key, at(now));
            if (verdict.isOpen) {
              expect(verdict.retryAfterSeconds).toBeGreaterThanOrEqual(1);
              expect(verdict.retryAfterSeconds).toBeLessThanOrEqual(3_600);
            }
          } else if (act === "trip") expect(breaker.trip(key, at(now))).toBeLessThanOrEqual(3_600);
          else if (act === "clear") breaker.clear(key, at(now));
          else breaker.release(key);
        }
        expect(breaker.enter("a", at(now + 20_000))).toEqual({ isOpen: false });
      }),
    );
  });
});
