import { expect, test } from "vitest";
import type { Deps } from "@/lib/features/deps";
import { openStream, streamText } from "@/lib/features/gateway/stream-events";
import { callerOf } from "@/lib/features/keys/api-caller";
import { createSeats } from "@/lib/runtime/api/stream-seats";

const BATCH = 100;

/** A store that always has more, and a clock that goes on by `stepMs` whenever somebody looks at it. */
function busyDeps(stepMs: number): Deps {
  let now = Date.parse("2026-11-25T00:00:00Z");
  const events = (after: number) =>
    Array.from({ length: BATCH }, (_, index) => ({
      id: "019afb20-1111-7b11-9c3e-2f6d1a4b5c6d",
      position: String(after + index + 1),
      type: "wecom.change_contact",
      happenedAt: new Date(now),
      payload: { data: {}, authorization: null },
    }));
  const eventStream = {
    newestPosition: async () => "0",
    readStream: async (_scope: unknown, after: string) => ({
      events: events(Number(after)),
      next: String(Number(after) + BATCH),
      gap: null,
    }),
  };
  const clock = {
    now() {
      now += stepMs;
      return new Date(now);
    },
  };
  return { clock, store: { eventStream } } as unknown as Deps;
}

test("F12: a stream that never pauses asks again within 5 s of its clock, and ends when the key is gone", async () => {
  const deps = busyDeps(10);
  const caller = callerOf({ id: "k", name: "k", scopes: ["events:read"], suiteKeys: ["crm"], corpIds: [] });
  let asked = 0;
  const isStillAllowed = async () => {
    asked += 1;
    return asked < 3;
  };
  const items = openStream(deps, caller, { payload: "thin", wait: 0 }, isStillAllowed);
  let seen = 0;
  for await (const text of streamText(items)) {
    if (text.includes("data: ")) seen += 1;
    if (seen > 10_000) break;
  }
  expect(asked).toBe(3);
  // Three times of at most 5 s each, at 10 ms an event or more.
  expect(seen).toBeLessThanOrEqual(1_500);
  expect(seen).toBeGreaterThan(0);
});

test("F8: places are counted by key and for all of them, and each is given back once", () => {
  const seats = createSeats({ perKey: 2, perProcess: 3 });
  const [first, second] = [seats.take("a"), seats.take("a")];
  expect(seats.take("a")).toBeNull();
  expect(seats.take("b")).not.toBeNull();
  expect(seats.take("c")).toBeNull();
  first?.();
  first?.();
  expect(seats.take("c")).not.toBeNull();
  expect(seats.take("a")).toBeNull();
  second?.();
  expect(seats.take("a")).not.toBeNull();
});
