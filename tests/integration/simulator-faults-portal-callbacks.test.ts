import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { houseKeep } from "@/lib/features/install/house-keep";
import { createDoor, type Door } from "@/lib/runtime/door";
import {
  CORP,
  createInstallWorld,
  type InstallWorld,
  lowPort,
  SUITE_ID,
  until,
} from "@/tests/support/install-world";
import { DELIVERY_FAULTS } from "../../simulator/faults";

/*
 * What the portal does under each fault of WeCom's callbacks, through its real door. Time limits of the simulator
 * are shortened; nothing of the portal is.
 */
let world: InstallWorld;
let door: Door;
beforeAll(async () => {
  world = await createInstallWorld();
  door = createDoor({
    deps: world.deps,
    nextHandler: (_request, response) => void response.writeHead(404).end(),
    settings: { portalUrl: "https://portal.example" },
  });
  const base = `http://127.0.0.1:${await door.listen(await lowPort(), "127.0.0.1")}/wecom/crm`;
  await world.control("PATCH", `suites/${SUITE_ID}`, {
    commandUrl: `${base}/command`,
    dataUrl: `${base}/data`,
  });
  await world.control("POST", "settings", { timing: { deliveryTimeoutMs: 3000 } });
  world.work();
  await world.control("POST", `suites/${SUITE_ID}/push-ticket`);
  await world.control("POST", `corps/${CORP}/install`, { suiteId: SUITE_ID });
  await until(async () => (await world.authorization())?.status === "active");
});
afterAll(async () => {
  await door?.close(500);
  await world?.close();
});
beforeEach(async () => {
  await world.control("DELETE", "faults");
  await world.control("POST", "settle");
});

type Report = { state: string; verdict: string; tries: Array<{ status: number | null; verdict: string }> };

let names = 0;
/** An event of its own meaning, so that "once" can be counted. */
async function push(): Promise<Report> {
  names += 1;
  const fields = { ChangeType: "update_user", UserID: `woUnderFault${names}` };
  return (await world.control("POST", "events", {
    suiteId: SUITE_ID,
    corpid: CORP,
    type: "change_contact",
    fields,
  })) as unknown as Report;
}
const fault = (kind: string, more: object = {}) =>
  world.control("POST", "faults", { kind, remaining: 1, scope: { suiteId: SUITE_ID }, ...more });
const stored = async (type = "change_contact"): Promise<number> => {
  const { rows } = await world.sql.query("SELECT count(*)::int AS n FROM inbound_events WHERE type = $1", [
    type,
  ]);
  return rows[0].n;
};
const newestTicket = async () =>
  (await world.deps.store.suiteTickets.listTickets(world.suite.id))[0]?.ticket.reveal();
const pushTicket = () => world.control("POST", `suites/${SUITE_ID}/push-ticket`);
const ticketsOf = () => world.simulator.state.suites[SUITE_ID]?.tickets ?? [];

describe("more often, later, in another order: stored once, the newest wins", () => {
  test.each([
    ["duplicate", { times: 3 }, 4],
    ["burst", { times: 3 }, 4],
    ["reencrypt_retry", {}, 2],
    ["delay", { ms: 200 }, 1],
    ["slow_body", { ms: 600 }, 1],
    ["skewed_clock", { seconds: 3600 }, 1],
    ["skewed_clock", { seconds: -3600 }, 1],
  ])("R3: %s %o: every try is answered success, the event is stored once", async (kind, more, tries) => {
    const before = await stored();
    await fault(kind, more);
    const report = await push();
    expect(report.tries.map((one) => one.verdict)).toEqual(Array.from({ length: tries }, () => "success"));
    expect((await stored()) - before).toBe(1);
  });

  test("R4: reorder: an older ticket that arrives last does not replace the newer one", async () => {
    await fault("reorder", { ms: 5000, scope: { type: "suite_ticket" } });
    const older = pushTicket();
    await until(async () => ticketsOf().length >= 2);
    await world.control("POST", "clock/advance", { seconds: 2 });
    await pushTicket();
    await older;
    await world.settled();
    expect(await newestTicket()).toBe(ticketsOf().at(-1)?.value);
  });

  test("A5: stale_ticket: an older ticket with its older time changes nothing", async () => {
    await world.control("POST", "clock/advance", { seconds: 2 });
    await pushTicket();
    await world.settled();
    const newest = await newestTicket();
    expect(newest).toBe(ticketsOf().at(-1)?.value);
    await fault("stale_ticket");
    await world.control("POST", "clock/advance", { seconds: 2 });
    await pushTicket();
    await world.settled();
    expect(await newestTicket()).toBe(newest);
  });
});

describe("not for us, or not whole: refused or dropped, and nothing is kept", () => {
  test.each([
    ["A6: wrong_receive_id", "wrong_receive_id"],
    ["A1: old_key", "old_key"],
    ["B4: big_body", "big_body"],
  ])("%s: three tries, no success, nothing stored, the next event is", async (_name, kind) => {
    const before = await stored();
    await fault(kind);
    const report = await push();
    expect(report).toMatchObject({ state: "gave_up", verdict: "http_error", tries: { length: 3 } });
    expect(await stored()).toBe(before);
    expect((await push()).verdict).toBe("success");
  });

  test("B6: half_open: half a body and silence keeps nothing, holds no connection for long, and stops nobody", async () => {
    const before = await stored();
    await world.control("POST", "settings", { timing: { deliveryTimeoutMs: 400 } });
    await fault("half_open");
    const [report, other] = await Promise.all([push(), push()]);
    await world.control("POST", "settings", { timing: { deliveryTimeoutMs: 3000 } });
    expect([report.state, other.state].sort()).toEqual(["delivered", "gave_up"]);
    expect((await stored()) - before).toBe(1);
    await until(
      () =>
        new Promise<boolean>((resolve) => door.server.getConnections((_error, open) => resolve(open === 0))),
    );
  });

  test("A13: unknown_event: stored and answered success beside the real one; no work dies of it", async () => {
    const before = await stored();
    await fault("unknown_event");
    expect((await push()).verdict).toBe("success");
    await world.control("POST", "settle");
    expect((await stored()) - before).toBe(1);
    const { rows } = await world.sql.query("SELECT 1 FROM inbound_events WHERE type LIKE 'unheard_of%'");
    expect(rows).toHaveLength(1);
    await world.settled();
    const dead = await world.sql.query("SELECT 1 FROM work_items WHERE state = 'dead'");
    expect(dead.rowCount).toBe(0);
  });
});

describe("never came", () => {
  test("R4: drop: a cancellation nobody told us of is found out by one reconciliation pass, within 15 minutes", async () => {
    // The reading that follows the installation is over; nothing else will ask about this corp.
    await world.settled();
    // Every try of it is lost on the way.
    await fault("drop", { scope: { type: "cancel_auth" } });
    const { delivery } = await world.control("POST", `corps/${CORP}/cancel`, { suiteId: SUITE_ID });
    expect(delivery).toMatchObject({ state: "dropped" });
    const readings = () => world.calls("service/get_auth_info");
    const before = await readings();

    // Read a moment ago: nothing is due.
    await houseKeep(world.deps);
    await world.settled();
    expect([await readings(), (await world.authorization())?.status]).toEqual([before, "active"]);

    world.skew(14 * 60_000);
    await houseKeep(world.deps);
    world.deps.wakeWorker();
    await until(async () => (await world.authorization())?.status === "needs_reauthorization");
    // A second round in the same minute, of this process or another, asks for nothing again.
    const asked = await readings();
    await houseKeep(world.deps);
    await world.settled();
    world.skew(0);
    expect(await readings()).toBe(asked);
  });
});

test("no fault of the callbacks is left out here", () => {
  const source = readFileSync(import.meta.filename, "utf8");
  expect(DELIVERY_FAULTS.filter((kind) => !source.includes(`"${kind}"`))).toEqual([]);
});
