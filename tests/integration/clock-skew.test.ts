import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkClock } from "@/lib/runtime/clock-check";
import { createMetrics } from "@/lib/runtime/metrics";
import { until } from "@/tests/support/install-world";
import { createTestPortal } from "@/tests/support/portal-process";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";

const FIVE_MINUTES = 5 * 60_000;

let database: TestDatabase;
let sql: pg.Pool;
let right: ReturnType<typeof createTestPortal>;
let wrong: ReturnType<typeof createTestPortal>;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.databaseUrl, max: 2 });
  // Nothing here calls WeCom.
  right = createTestPortal(database.databaseUrl, "http://127.0.0.1:1");
  wrong = createTestPortal(database.databaseUrl, "http://127.0.0.1:1");
});
afterAll(async () => {
  await right?.close();
  await wrong?.close();
  await sql?.end();
  await database?.drop();
});
beforeEach(() => sql.query("TRUNCATE work_items"));

const metrics = createMetrics("test");
const gauge = async () => (await metrics.clockSkew.get()).values[0]?.value ?? Number.NaN;

describe.each([
  ["ahead", FIVE_MINUTES],
  ["behind", -FIVE_MINUTES],
])("H11: one of two instances is five minutes %s", (_how, skewMs) => {
  test("H11: it says so, and the other one does not", async () => {
    wrong.skew(skewMs);
    wrong.logged.length = 0;
    await checkClock(wrong.deps, metrics);
    expect(wrong.logged.join()).toContain("clock_skewed");
    expect(await gauge()).toBeGreaterThan(skewMs / 1_000 - 2);
    expect(await gauge()).toBeLessThan(skewMs / 1_000 + 2);
    right.logged.length = 0;
    await checkClock(right.deps, metrics);
    expect(right.logged).toEqual([]);
    expect(Math.abs(await gauge())).toBeLessThan(2);
  });

  test("H11: what it asks for is due at once, and what it has taken is left to it", async () => {
    wrong.skew(skewMs);
    const [ours, theirs] = [right.deps.store.workItems, wrong.deps.store.workItems];
    await theirs.enqueue({ kind: "skewed", subjectId: "of the wrong one" });
    // Asked again until it is there: processors of one machine may differ by a tenth of a millisecond, and PostgreSQL with them.
    const claim = (store: typeof ours) =>
      until(async () => (await store.claimReady({ limit: 1, isUrgent: false }))[0], 1_000);
    const taken = await claim(ours);
    expect(taken.subjectId).toBe("of the wrong one");
    // A live lease of either is not expired to the other.
    expect(await theirs.hasAbandoned()).toBe(false);
    expect(await theirs.claimAbandoned({ isUrgent: false })).toBeNull();
    await ours.enqueue({ kind: "skewed", subjectId: "of the right one" });
    const back = await claim(theirs);
    expect(back.subjectId).toBe("of the right one");
    expect(await ours.hasAbandoned()).toBe(false);
    expect(await theirs.renewLease(back)).toBe(true);
    const { rows } = await sql.query(
      "SELECT extract(epoch FROM lease_until - now())::float8 AS left FROM work_items WHERE id = $1",
      [back.id],
    );
    // Five minutes would show; a second either way is the machine's own clock being set.
    expect(rows[0].left).toBeGreaterThan(25);
    expect(rows[0].left).toBeLessThan(31);
    // What is to wait waits as long as it was told to, by the database's clock.
    await theirs.failWork(back, { error: "later", retryInSeconds: 60, isDead: false });
    const waits = await sql.query(
      "SELECT extract(epoch FROM run_at - now())::float8 AS left FROM work_items",
    );
    expect(Math.max(...waits.rows.map((row) => row.left))).toBeGreaterThan(55);
    expect(Math.max(...waits.rows.map((row) => row.left))).toBeLessThan(61);
  });
});
