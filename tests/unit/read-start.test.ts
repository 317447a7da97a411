import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { capped, readStart } from "@/lib/features/proxy/read-start";

/** A source of `count` pieces of a kilobyte that knows whether it was ended. */
function source(count: number, failsAt = Number.POSITIVE_INFINITY) {
  let given = 0;
  const state = { isEnded: false };
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      if (given >= failsAt) throw new Error("broken");
      if (given >= count) return { done: true, value: undefined };
      given += 1;
      return { done: false, value: new Uint8Array(1_024).fill(given) };
    },
    async return() {
      state.isEnded = true;
      return { done: true, value: undefined };
    },
  };
  return { state, body: { [Symbol.asyncIterator]: () => iterator } };
}

async function lengthOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of body) size += chunk.length;
  return size;
}

describe("a stream passed on ends its source and is counted once, however it ends", () => {
  const ends: object[] = [];
  const through = (count: number, limit: number, failsAt?: number) => {
    ends.length = 0;
    const { state, body } = source(count, failsAt);
    return { state, body: capped(body, limit, (end) => void ends.push(end)) };
  };

  test("read to its end", async () => {
    const { body } = through(3, 10_000);
    expect(await lengthOf(body)).toBe(3_072);
    expect(ends).toEqual([{ bytes: 3_072, isOver: false, isWhole: true }]);
  });

  test("over the limit, and broken", async () => {
    const over = through(30, 2_000);
    await expect(lengthOf(over.body)).rejects.toThrow("over the limit");
    expect(ends).toEqual([{ bytes: 2_048, isOver: true, isWhole: false }]);
    expect(over.state.isEnded).toBe(true);
    const broken = through(30, 100_000, 2);
    await expect(lengthOf(broken.body)).rejects.toThrow("broken");
    expect(ends).toEqual([{ bytes: 2_048, isOver: false, isWhole: false }]);
  });

  test("left in the middle", async () => {
    const { state, body } = through(30, 100_000);
    for await (const _chunk of body) break;
    expect(ends).toEqual([{ bytes: 1_024, isOver: false, isWhole: false }]);
    expect(state.isEnded).toBe(true);
  });

  test.each([0, 1])(
    "dropped by a stream of Node's that nobody has read, %i held pieces before it",
    async (held) => {
      const { state, body } = through(30, 100_000);
      const start = held === 0 ? null : await readStart(body, 1);
      const stream = start && !start.isWhole ? start.stream : body;
      const readable = Readable.from(stream, { objectMode: false });
      readable.destroy();
      await expect.poll(() => ends.length).toBe(1);
      expect(state.isEnded).toBe(true);
    },
  );
});

test("a start that is whole, and one that goes on with what was read", async () => {
  expect(await readStart(source(2).body, 4_096)).toMatchObject({ isWhole: true });
  const start = await readStart(source(9).body, 4_096);
  if (start.isWhole) throw new Error("whole");
  expect(start.first.length).toBe(5_120);
  expect(await lengthOf(start.stream)).toBe(9 * 1_024);
});
