import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { ROUND_SECONDS, reconcilePlan } from "@/lib/features/install/reconcile-plan";

const QUARTER_OF_AN_HOUR = 15 * 60;
const MOST_PER_SECOND = 2;

describe("R4: how often authorisations are read again without an event", () => {
  test.prop([fc.integer({ min: 0, max: 1_440 })])("every one within 15 minutes, up to 1,440", (count) => {
    const { everySeconds, perRound, gapSeconds } = reconcilePlan(count);
    // Due just after a round: waits for the next one, and there for its turn.
    expect(everySeconds + ROUND_SECONDS + perRound * gapSeconds).toBeLessThan(QUARTER_OF_AN_HOUR);
    // What falls due in a round fits into it.
    expect((count / everySeconds) * ROUND_SECONDS).toBeLessThanOrEqual(perRound);
  });

  test.prop([fc.integer({ min: 0, max: 1_000_000 })])("never more than two readings a second", (count) => {
    const { everySeconds, perRound, gapSeconds } = reconcilePlan(count);
    expect(count / everySeconds).toBeLessThanOrEqual(MOST_PER_SECOND);
    expect(perRound / ROUND_SECONDS).toBeLessThanOrEqual(MOST_PER_SECOND);
    expect(gapSeconds * perRound).toBeLessThanOrEqual(ROUND_SECONDS);
  });
});
