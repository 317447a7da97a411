import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { createGroupCommit } from "@/lib/core/group-commit";

/** A writer whose statements end when the test says so. */
function createManualWriter() {
  const calls: { rows: number[]; end(error?: unknown): void }[] = [];
  const write = (rows: number[]) =>
    new Promise<string[]>((resolve, reject) => {
      calls.push({ rows, end: (error) => (error ? reject(error) : resolve(rows.map((row) => `ok ${row}`))) });
    });
  return { calls, write };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a lone row is written in its own turn; rows that come meanwhile share the next statement", async () => {
  const { calls, write } = createManualWriter();
  const group = createGroupCommit({
    write,
    maxRows: 200,
    maxInFlight: 1,
    isRowFault: () => true,
    defer: setImmediate,
  });
  const answers = [group.add(1)];
  await turn();
  answers.push(group.add(2), group.add(3));
  await turn();
  expect(calls.map((call) => call.rows)).toEqual([[1]]);
  calls[0]?.end();
  expect(await answers[0]).toBe("ok 1");
  await expect.poll(() => calls.length).toBe(2);
  expect(calls[1]?.rows).toEqual([2, 3]);
  calls[1]?.end();
  expect(await Promise.all(answers)).toEqual(["ok 1", "ok 2", "ok 3"]);
});

test("rows that come in one turn go together from the start", async () => {
  const { calls, write } = createManualWriter();
  const group = createGroupCommit({
    write,
    maxRows: 200,
    maxInFlight: 2,
    isRowFault: () => true,
    defer: setImmediate,
  });
  const answers = [1, 2, 3].map((row) => group.add(row));
  expect(calls).toEqual([]);
  await turn();
  expect(calls.map((call) => call.rows)).toEqual([[1, 2, 3]]);
  calls[0]?.end();
  await Promise.all(answers);
});

test("no more statements are under way, and no more rows in one, than is allowed", async () => {
  const { calls, write } = createManualWriter();
  const group = createGroupCommit({
    write,
    maxRows: 3,
    maxInFlight: 2,
    isRowFault: () => true,
    defer: setImmediate,
  });
  const answers = Array.from({ length: 10 }, (_, row) => group.add(row));
  await turn();
  expect(calls).toHaveLength(2);
  for (let at = 0; at < 4; at += 1) {
    await expect.poll(() => calls.length).toBeGreaterThan(at);
    calls[at]?.end();
  }
  await Promise.all(answers);
  expect(Math.max(...calls.map((call) => call.rows.length))).toBe(3);
  await group.idle();
  expect(group.pending()).toBe(0);
});

test("R2: nobody is answered before the statement that holds their row has ended", async () => {
  const { calls, write } = createManualWriter();
  const group = createGroupCommit({
    write,
    maxRows: 200,
    maxInFlight: 1,
    isRowFault: () => true,
    defer: setImmediate,
  });
  let isAnswered = false;
  const answer = group.add(1).then(() => {
    isAnswered = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  calls[0]?.end();
  await answer;
  expect(isAnswered).toBe(true);
});

property.prop([fc.array(fc.boolean(), { minLength: 1, maxLength: 40 })])(
  "a bad row never fails its neighbours",
  async (isBad) => {
    const stored: number[] = [];
    const write = async (rows: number[]) => {
      if (rows.some((row) => isBad[row])) throw new Error("bad row");
      stored.push(...rows);
      return rows.map(String);
    };
    const group = createGroupCommit({
      write,
      maxRows: 16,
      maxInFlight: 2,
      isRowFault: () => true,
      defer: setImmediate,
    });
    const results = await Promise.allSettled(isBad.map((_, row) => group.add(row)));
    expect(results.map((result) => result.status === "rejected")).toEqual(isBad);
    expect([...stored].sort((a, b) => a - b)).toEqual(isBad.flatMap((bad, row) => (bad ? [] : [row])));
  },
);

test("a database that is away fails the whole group at once, without a try for each row", async () => {
  let calls = 0;
  const write = async () => {
    calls += 1;
    throw new Error("connection refused");
  };
  const group = createGroupCommit<number, string>({
    write,
    maxRows: 200,
    maxInFlight: 1,
    defer: setImmediate,
    isRowFault: () => false,
  });
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, row) => group.add(row)));
  expect(results.every((result) => result.status === "rejected")).toBe(true);
  expect(calls).toBe(1);
});
