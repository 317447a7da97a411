import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { statusOf } from "@/lib/core/errors";
import { parseSuiteKey } from "@/lib/core/ids";
import type { Door } from "@/lib/runtime/door";
import { type CallbackWorld, CORP, createCallbackWorld, KEYS, keyOf, post, SUITE_IDS } from "./callback-kit";
import { openDoor, sendTo } from "./door-kit";

const REFUSED = statusOf("callback.refused");

let world: CallbackWorld;
let door: Door;
let port: number;
let stopRequests: () => Promise<void>;
beforeAll(async () => {
  world = await createCallbackWorld();
  // The log of requests asks for itself, after the answers and within bounds: not while this looks.
  const opened = await openDoor(world, () => {}, { flushMs: 60_000 });
  ({ door, port } = opened);
  stopRequests = () => opened.requests.stop();
});
afterAll(async () => {
  await door?.close(1_000);
  await stopRequests?.();
  await world?.close();
});
afterEach(() => world.clear());

let tickets = 0;
const ticket = () =>
  post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, {
    SuiteId: SUITE_IDS.crm,
    InfoType: "suite_ticket",
    TimeStamp: world.seconds() + tickets,
    SuiteTicket: `t${tickets++}`,
  });
const message = () =>
  post("/wecom/crm/data", KEYS.crm, CORP, {
    ToUserName: CORP,
    FromUserName: "woMember",
    CreateTime: world.seconds(),
    MsgType: "text",
    Content: "hello",
    MsgId: String(7_302_458_932_457_893_000n + BigInt(tickets++)),
    AgentID: 1000042,
  });
/** Sealed for the corp, on the command URL: the corp must be looked up before it is taken. */
const adminChange = () =>
  post("/wecom/crm/command", KEYS.crm, CORP, {
    ToUserName: CORP,
    FromUserName: "sys",
    CreateTime: world.seconds() + tickets++,
    MsgType: "event",
    Event: "change_app_admin",
    AgentID: 1000042,
  });

describe("B7: pages that wait for the database hold up no callback", () => {
  test("B7: with every connection of the pages taken, events and messages are answered in time and stored", async () => {
    const lock = await world.sql.connect();
    try {
      await lock.query("BEGIN; LOCK TABLE staff IN ACCESS EXCLUSIVE MODE");
      let isOver = false;
      const pages = Promise.all(
        Array.from({ length: 30 }, () => world.store.staff.listStaff().catch(() => undefined)),
      ).finally(() => {
        isOver = true;
      });
      // Eight connections, and a queue for them.
      await expect
        .poll(async () => {
          const waiting =
            "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
          return (await world.sql.query(waiting)).rows[0].n;
        })
        .toBe(8);
      for (const make of [ticket, message, adminChange]) {
        const began = performance.now();
        expect(await sendTo(port, make())).toMatchObject({ status: 200, body: "success" });
        expect(performance.now() - began).toBeLessThan(800);
      }
      expect(isOver).toBe(false);
      expect(await world.count("inbound_events")).toBe(3);
      await lock.query("ROLLBACK");
      await pages;
    } finally {
      await lock.query("ROLLBACK");
      lock.release();
    }
  });
});

describe("B10: what costs nothing to make up costs little to refuse", () => {
  /** What is asked of the database to find out whose address was called. */
  function watchQueries() {
    const spy = vi.spyOn(pg.Pool.prototype, "query");
    return {
      count: () =>
        spy.mock.calls.filter(([query]) =>
          /callback-target|SELECT key FROM suites/.test(JSON.stringify(query)),
        ).length,
      stop: () => spy.mockRestore(),
    };
  }

  test("B10: names of suites that are none cost one query together, and a real one is not held up", async () => {
    const forged = (name: string) =>
      sendTo(port, post(`/wecom/${name}/command`, keyOf("other", "q"), SUITE_IDS.crm, "<xml></xml>"));
    expect(await sendTo(port, ticket())).toMatchObject({ status: 200, body: "success" });
    const queries = watchQueries();
    const began = performance.now();
    for (let at = 0; at < 100; at += 1) expect((await forged(`made-up-${at}`)).status).toBe(REFUSED);
    // One for each two seconds, which the refresh of the real one may double.
    expect(queries.count()).toBeLessThanOrEqual(2 * Math.ceil((performance.now() - began) / 2_000));
    queries.stop();
    expect(await sendTo(port, ticket())).toMatchObject({ status: 200, body: "success" });
  });

  test("B10: a name that was refused works as soon as its suite is there", async () => {
    const suiteId = "wwsuitelate0000001";
    const fields = {
      SuiteId: suiteId,
      InfoType: "suite_ticket",
      TimeStamp: world.seconds(),
      SuiteTicket: "late",
    };
    const keys = keyOf("lateToken", "Lat6");
    const early = post("/wecom/late/command", keys, suiteId, fields);
    expect((await sendTo(port, early)).status).toBe(REFUSED);
    const key = parseSuiteKey("late");
    if (!key) throw new Error("bad key");
    const made = {
      key,
      name: "late",
      kind: "app",
      dialect: "wecom",
      suiteId,
      installAuthType: 0,
      appIds: [],
    } as const;
    const { suite } = await world.store.suites.saveSuite({ ...made, appIds: [] });
    const pair = { token: keys.token.reveal(), encodingAesKey: keys.text };
    await world.store.callbackKeys.addCallbackKey(suite.id, pair, new Date("2030-01-01"));
    await expect.poll(async () => (await sendTo(port, early)).status, { timeout: 5_000 }).toBe(200);
  });

  test("B10: a request that is misshapen is refused before anything is asked or opened", async () => {
    const sound = ticket();
    const queries = watchQueries();
    for (const spoil of [
      () => "",
      () => `${sound.query}&nonce=again`,
      () => sound.query.replace(/timestamp=\d+/, "timestamp=1"),
      () => sound.query.replace(/nonce=[^&]+/, `nonce=${"n".repeat(200)}`),
    ])
      expect((await sendTo(port, { ...sound, path: "/wecom/hr/command", query: spoil() })).status).toBe(
        REFUSED,
      );
    expect(queries.count()).toBe(0);
    queries.stop();
  });
});
