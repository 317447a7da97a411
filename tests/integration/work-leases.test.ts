import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DONE } from "@/lib/features/work-result";
import { startWorker } from "@/lib/runtime/worker";
import { EXCHANGE_WORK, type LeasedWork, MAX_ATTEMPTS } from "@/lib/store/work-items";
import { lowPort, until } from "@/tests/support/install-world";
import { createTestPortal, type Portal } from "@/tests/support/portal-process";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { TIMED } from "@/tests/support/timed";

let database: TestDatabase;
let sql: pg.Pool;
const portals: Portal[] = [];

/** One portal process as far as the database can tell. Nothing here calls WeCom: nobody listens at that address. */
async function portal(): Promise<Portal> {
  const made = createTestPortal(database.databaseUrl, `http://127.0.0.1:${await lowPort()}`);
  portals.push(made);
  return made;
}

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.databaseUrl, max: 2 });
});
afterAll(async () => {
  await Promise.all(portals.map((one) => one.close()));
  await sql?.end();
  await database?.drop();
});

const expire = (item: LeasedWork) =>
  sql.query("UPDATE work_items SET lease_until = now() - interval '1 second' WHERE id = $1", [item.id]);
const quick = { pollMs: 20, idlePollMs: 20, houseKeepMs: 3_600_000, chance: () => 0 };

/** Asked again until there is one: processors of one machine may differ by a tenth of a millisecond, and PostgreSQL with them. */
const claimOne = (from: Portal, isUrgent = false): Promise<LeasedWork> =>
  until(async () => (await from.deps.store.workItems.claimReady({ limit: 1, isUrgent }))[0], 1_000);

describe("work rows with leases", () => {
  test("R5: auth_code work of a worker that vanished runs elsewhere within 15 seconds", TIMED, async () => {
    const [gone, other] = [await portal(), await portal()];
    await gone.deps.store.workItems.enqueue({ kind: EXCHANGE_WORK, subjectId: "r5", priority: 0 });
    // Taken and never given back: what is left of a worker after kill -9.
    await claimOne(gone, true);
    const began = Date.now();
    let doneAt = 0;
    const worker = startWorker(other.deps, {
      ...quick,
      handlers: {
        [EXCHANGE_WORK]: async () => {
          doneAt = Date.now();
          return DONE;
        },
      },
    });
    await until(async () => doneAt > 0, 20_000);
    await worker.stop();
    expect(doneAt - began).toBeLessThan(15_000);
    // Not earlier than the lease, or two workers would have had it at once.
    expect(doneAt - began).toBeGreaterThan(8_000);
  });

  test("R5: other work waits for at most 30 seconds of lease, renewed while its worker lives", async () => {
    const one = await portal();
    await one.deps.store.workItems.enqueue({ kind: "lease-length", subjectId: "1" });
    const item = await claimOne(one);
    const left = async () =>
      (
        await sql.query(
          "SELECT extract(epoch FROM lease_until - now())::float8 AS s FROM work_items WHERE id = $1",
          [item.id],
        )
      ).rows[0].s as number;
    expect(await left()).toBeGreaterThan(25);
    expect(await left()).toBeLessThanOrEqual(30);
    await expire(item);
    expect(await one.deps.store.workItems.renewLease(item)).toBe(true);
    expect(await left()).toBeGreaterThan(25);
    await one.deps.store.workItems.completeWork(item);
  });

  test("R5: a frozen worker that wakes up can neither complete, fail nor renew what another one has", async () => {
    const [frozen, other] = [await portal(), await portal()];
    await frozen.deps.store.workItems.enqueue({ kind: "frozen", subjectId: "1" });
    const old = await claimOne(frozen);
    await expire(old);
    const taken = await other.deps.store.workItems.claimAbandoned({ isUrgent: false });
    expect(taken?.id).toBe(old.id);
    const { workItems } = frozen.deps.store;
    expect(await workItems.renewLease(old)).toBe(false);
    expect(await workItems.failWork(old, { error: "late", retryInSeconds: 0, isDead: true })).toBe(false);
    expect(await workItems.completeWork(old)).toBe(false);
    if (!taken) throw new Error("not taken");
    expect(await other.deps.store.workItems.completeWork(taken)).toBe(true);
  });

  test("R3: two processes with eight slots each run every item once", async () => {
    const [one, two] = [await portal(), await portal()];
    const runs: string[] = [];
    for (let index = 0; index < 200; index += 1)
      await one.deps.store.workItems.enqueue({ kind: "once", subjectId: String(index) });
    const handlers = {
      once: async (_deps: unknown, item: LeasedWork) => {
        runs.push(item.subjectId);
        return DONE;
      },
    };
    const workers = [one, two].map((each) => startWorker(each.deps, { ...quick, handlers }));
    await until(async () => runs.length >= 200, 20_000);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(runs.length).toBe(200);
    expect(new Set(runs).size).toBe(200);
  });

  test("C3: an auth_code overtakes a backlog that fills every slot", async () => {
    const one = await portal();
    await sql.query(
      `INSERT INTO work_items (id, kind, subject_id) SELECT gen_random_uuid(), 'slow', n::text FROM generate_series(1, 2000) n`,
    );
    let slowRuns = 0;
    let slowBefore = -1;
    let endSlow = () => {};
    const gate = new Promise<void>((resolve) => {
      endSlow = resolve;
    });
    const worker = startWorker(one.deps, {
      ...quick,
      handlers: {
        slow: async () => {
          slowRuns += 1;
          await gate;
          return DONE;
        },
        [EXCHANGE_WORK]: async () => {
          slowBefore = slowRuns;
          return DONE;
        },
      },
    });
    await until(async () => slowRuns === 8);
    await one.deps.store.workItems.enqueue({ kind: EXCHANGE_WORK, subjectId: "c3", priority: 0 });
    await until(async () => slowBefore >= 0, 5_000);
    expect(slowBefore).toBe(8);
    endSlow();
    await sql.query("DELETE FROM work_items WHERE kind = 'slow' AND state = 'ready'");
    await worker.stop();
    await sql.query("DELETE FROM work_items WHERE kind = 'slow'");
  });

  test("C7: what fails five times is laid aside with its error; its neighbours go on, and a human can run it again", async () => {
    const one = await portal();
    const done: string[] = [];
    let isMended = false;
    for (const subjectId of ["poison", "good-1", "good-2"])
      await one.deps.store.workItems.enqueue({ kind: "c7", subjectId });
    const worker = startWorker(one.deps, {
      ...quick,
      handlers: {
        c7: async (_deps, item) => {
          if (item.subjectId === "poison" && !isMended) throw new TypeError("cannot read this");
          done.push(item.subjectId);
          return DONE;
        },
      },
    });
    const skipBackOff = () =>
      sql.query("UPDATE work_items SET run_at = now() WHERE subject_id = 'poison' AND state = 'ready'");
    const dead = await until(async () => {
      await skipBackOff();
      return (await one.deps.store.workItems.listDeadWork()).find((item) => item.subjectId === "poison");
    });
    expect(dead).toMatchObject({ attempts: MAX_ATTEMPTS, lastError: "TypeError: cannot read this" });
    expect(done.sort()).toEqual(["good-1", "good-2"]);
    isMended = true;
    expect(await one.deps.store.workItems.runAgain(dead.id)).toBe(true);
    await until(async () => done.includes("poison"));
    await worker.stop();
  });

  test("C7: what takes its worker down each time is counted before it runs, and laid aside after five", async () => {
    const one = await portal();
    const { workItems } = one.deps.store;
    await workItems.enqueue({ kind: "abort", subjectId: "1" });
    await expire(await claimOne(one));
    for (let attempt = 2; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const item = await workItems.claimAbandoned({ isUrgent: false });
      expect(item?.attempts).toBe(attempt);
      if (item) await expire(item);
    }
    expect(await workItems.claimAbandoned({ isUrgent: false })).toBeNull();
    expect((await workItems.buryAbandoned()).map((item) => item.kind)).toEqual(["abort"]);
    expect((await workItems.listDeadWork()).some((item) => item.kind === "abort")).toBe(true);
  });

  test("C9: the same work asked for while it runs is run once more, not lost and not doubled", async () => {
    const one = await portal();
    const { workItems } = one.deps.store;
    await workItems.enqueue({ kind: "again", subjectId: "1" });
    const first = await claimOne(one);
    for (let index = 0; index < 20; index += 1) await workItems.enqueue({ kind: "again", subjectId: "1" });
    expect(await workItems.completeWork(first)).toBe(true);
    const second = await until(async () => (await workItems.claimReady({ limit: 5, isUrgent: false }))[0]);
    expect(second.id).toBe(first.id);
    expect(await workItems.completeWork(second)).toBe(true);
    const { rows } = await sql.query("SELECT count(*)::int AS n FROM work_items WHERE kind = 'again'");
    expect(rows[0].n).toBe(0);
  });
});
