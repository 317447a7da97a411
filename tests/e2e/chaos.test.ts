import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { runChaos } from "@/tests/chaos/run-chaos";

/** Printed when it fails: the same seed plans the same faults, receivers and repeats. */
const seed = Number(process.env.CHAOS_SEED ?? randomInt(1_000_000));

test(`R2, R3, R5, R7, R9: web and worker apart, killed, frozen and cut off, the database stopped at once; the history is judged (seed ${seed})`, async () => {
  const told: string[] = [];
  const result = await runChaos({
    seed,
    webs: 1,
    workers: 2,
    perSecond: 20,
    gapMs: 500,
    isPatient: false,
    say: (line) => void told.push(line),
  });
  const { recorded, findings } = result;
  expect(findings.filter((one) => one.broken.length > 0)).toEqual([]);
  expect(result.imbalance).toBe("0");
  // An orderly stop of what is left (promise R20).
  expect(result.exitCodes).toEqual([0, 0, 0]);
  // The run was one: events came, faults hurt, and what was sent twice or broken off was sent again.
  expect(recorded.callbacks.acknowledged.size).toBeGreaterThan(50);
  expect(recorded.callbacks.attempts).toBeGreaterThan(recorded.callbacks.sent.size);
  expect(recorded.stored.attempts.length).toBeGreaterThanOrEqual(recorded.callbacks.acknowledged.size * 3);
}, 900_000);
