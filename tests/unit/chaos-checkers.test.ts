import { describe, expect, test } from "vitest";
import { judge, type Recorded } from "@/tests/chaos/checkers";
import type { Change } from "@/tests/chaos/history";

const CLAIM: Change = {
  seq: 1,
  tx: "10",
  at: 1_000,
  delivery: "d1",
  from: "pending",
  to: "running",
  attempts: 1,
  dueBefore: 900,
  dueAfter: 900,
  leaseBefore: null,
  tokenBefore: null,
};
const END: Change = {
  ...CLAIM,
  seq: 2,
  tx: "11",
  at: 1_200,
  from: "running",
  to: "delivered",
  leaseBefore: 31_000,
  tokenBefore: "t",
};

/** One event, sent twice, delivered to one endpoint at the first attempt: nothing to complain about. */
function goodRun(): Recorded {
  return {
    callbacks: { sent: new Set([1, 2]), acknowledged: new Set([1]), attempts: 3, answers: {} },
    stored: {
      received: [1],
      published: [1],
      deliveries: [{ id: "d1", event: 1, path: "/a", state: "delivered", attempts: 1, eventId: "e1" }],
      changes: [CLAIM, END],
      attempts: [{ tx: "11", delivery: "d1", startedAt: 1_050, durationMs: 20, status: 200 }],
      owed: 1,
      states: { delivered: 1 },
      openWork: 0,
      deadWork: 0,
    },
    seen: [{ path: "/a", event: 1, id: "e1", isSigned: true }],
    paths: ["/a"],
  };
}

const brokenOf = (run: Recorded) =>
  judge(run)
    .filter((one) => one.broken.length > 0)
    .map((one) => one.checker);

/** What goes wrong, what finds it, and how it looks in a history. */
const FAULTS: [string, number, (run: Recorded) => void][] = [
  ["an acknowledged event is not stored", 1, (run) => run.callbacks.acknowledged.add(2)],
  ["an event was stored that nobody sent", 1, (run) => run.callbacks.sent.delete(1)],
  ["an event is stored twice", 2, (run) => run.stored.received.push(1)],
  ["an event is published twice", 2, (run) => run.stored.published.push(1)],
  [
    "an event goes out under two ids",
    2,
    (run) => run.seen.push({ path: "/a", event: 1, id: "e2", isSigned: true }),
  ],
  ["a delivery is missing", 3, (run) => (run.stored.states = {})],
  [
    "a frozen process ends a delivery that another one has taken",
    7,
    (run) =>
      run.stored.changes.splice(
        1,
        0,
        { ...END, to: "pending", tx: "x", at: 1_100, leaseBefore: 1_090, dueAfter: 1_100 },
        { ...CLAIM, tx: "y", at: 1_150 },
      ),
  ],
  [
    "a lease is taken before it ended",
    7,
    (run) => run.stored.changes.splice(1, 1, { ...END, to: "pending", tx: "x", dueAfter: 1_200 }),
  ],
  [
    "a delivery goes on after its end",
    7,
    (run) => run.stored.changes.push({ ...CLAIM, from: "delivered", tx: "12", at: 2_000 }),
  ],
  ["an attempt is made too early", 8, (run) => (run.stored.changes[0] = { ...CLAIM, dueBefore: 1_100 })],
  [
    "a retry waits too short",
    8,
    (run) => (run.stored.changes[1] = { ...END, to: "pending", dueAfter: END.at + 3_000 }),
  ],
  [
    "a signature does not verify",
    9,
    (run) => (run.seen = run.seen.map((one) => ({ ...one, isSigned: false }))),
  ],
  ["an event never came", 12, (run) => (run.seen = [])],
  ["work was given up", 12, (run) => (run.stored.deadWork = 1)],
  ["a delivery still waits", 12, (run) => (run.stored.states = { pending: 1 })],
];

describe("the checkers of a chaos run", () => {
  test("a run in which every promise was kept is found good", () => {
    expect(brokenOf(goodRun())).toEqual([]);
  });

  test.each(FAULTS)("%s: checker %i says so", (_what, checker, spoil) => {
    const run = goodRun();
    spoil(run);
    expect(brokenOf(run)).toContain(checker);
  });
});
