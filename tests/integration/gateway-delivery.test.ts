import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handleEvent } from "@/lib/features/callbacks/handle-event";
import { schemaOf } from "@/lib/features/gateway/event-schemas";
import { createGatewayWorld, type GatewayWorld } from "@/tests/support/gateway-world";
import { until } from "@/tests/support/install-world";

let world: GatewayWorld;
let corpId = "";
beforeAll(async () => {
  world = await createGatewayWorld();
  await world.endpoint("/all");
  await world.endpoint("/contacts", ["wecom.change_contact"]);
  await world.endpoint("/lifecycle", ["corp.*", "suite.*"]);
  world.work();
  world.send();
  await world.install();
  const { rows } = await world.sql.query("SELECT coalesce(plain_corp_id, open_corp_id) AS id FROM corps");
  corpId = rows[0].id;
});
afterAll(() => world?.close());

const types = (path: string) => world.receiver.of(path).map((one) => one.body.type);

describe("events reach the programs that asked for them", () => {
  test("an installation is told once, from what was stored, with corp and suite named", async () => {
    const [told] = await until(async () => {
      const found = world.receiver.of("/lifecycle").filter((one) => one.body.type === "corp.authorized");
      return found.length > 0 && found;
    });
    expect(told?.body.data).toMatchObject({
      suite: "crm",
      corp_id: corpId,
      reason: "installed",
      generation: 1,
    });
    expect(told && world.receiver.verifies(told)).toBe(true);
    expect(told?.id).toBe(told?.body.data.id);
  });

  test("a change of contacts goes to those whose filter takes it, with the decrypted fields, and to no other", async () => {
    await world.push("change_contact", { ChangeType: "create_user", UserID: "zhangsan" }, "command");
    await until(async () => world.receiver.of("/contacts").length === 1);
    const one = world.receiver.of("/contacts")[0];
    expect(one?.body).toMatchObject({
      type: "wecom.change_contact",
      data: { suite: "crm", corp_id: corpId, change_type: "create_user", fields: { UserID: "zhangsan" } },
    });
    await until(async () => types("/all").includes("wecom.change_contact"));
    expect(types("/lifecycle")).not.toContain("wecom.change_contact");
  });

  test("C10: an event type that nobody knows is passed on whole", async () => {
    await world.push("event", { Event: "brand_new_thing", Whatever: "你好" });
    await until(async () => types("/all").includes("wecom.event.brand_new_thing"));
    const one = world.receiver.of("/all").find((each) => each.body.type === "wecom.event.brand_new_thing");
    expect(one?.body.data.fields).toMatchObject({ Whatever: "你好" });
  });

  test("tickets and codes are never passed on", async () => {
    await until(async () => (await world.ledger()).pending === 0);
    const all = world.receiver.received.map((one) => one.text).join("\n");
    expect(all).not.toContain("SuiteTicket");
    expect(all).not.toMatch(/AuthCode/);
    expect(types("/all").some((type) => /suite_ticket|create_auth/.test(type))).toBe(false);
  });

  test("R3: working on one stored event again and again publishes it once", async () => {
    const { rows } = await world.sql.query("SELECT id FROM inbound_events WHERE type = 'change_contact'");
    const before = world.receiver.received.length;
    const other = world.another();
    await Promise.all(
      Array.from({ length: 100 }, (_, at) => handleEvent(at % 2 ? other.deps : world.deps, rows[0].id)),
    );
    await until(async () => (await world.ledger()).pending === 0);
    expect(world.receiver.received.length).toBe(before);
  });

  test("corp.changed carries the difference between what was stored and what is", async () => {
    await world.press("change-auth", { range: { users: ["lisi"], parties: [1], tags: [7] } });
    const told = await until(async () =>
      world.receiver.of("/lifecycle").find((one) => one.body.type === "corp.changed"),
    );
    expect(told.body.data).toMatchObject({ suite: "crm", corp_id: corpId });
    expect(told.body.data.changes).toEqual(
      expect.arrayContaining([expect.objectContaining({ field: "agents" })]),
    );
  });

  test("G7: after a cancellation the end is told, and data of the corp goes to nobody", async () => {
    await world.press("cancel");
    await until(async () => types("/lifecycle").includes("corp.cancelled"));
    const before = world.receiver.received.length;
    await world.push("event", { Event: "enter_agent", FromUserName: "zhangsan" });
    await world.push("change_contact", { ChangeType: "delete_user", UserID: "zhangsan" }, "command");
    await until(
      async () => (await world.sql.query("SELECT 1 FROM work_items WHERE kind = 'event'")).rowCount === 0,
    );
    await until(async () => (await world.ledger()).pending === 0);
    expect(world.receiver.received.length).toBe(before);
  });

  test("C6: a purge is told, and takes the corp's published events with it", async () => {
    await until(async () => (await world.authorization())?.statusReason === "cancel_confirmed");
    await world.sql.query("UPDATE authorizations SET purge_after = now() - interval '1 minute'");
    const row = await world.authorization();
    await world.deps.store.purge.purgeAuthorization(row?.id ?? "", world.deps.clock.now());
    world.deps.wakeDeliveries();
    await until(async () => types("/lifecycle").includes("corp.purged"));
    const { rows } = await world.sql.query(
      "SELECT DISTINCT type FROM outgoing_events WHERE corp_row_id IS NOT NULL",
    );
    expect(rows.map((one) => one.type).sort()).toEqual(["corp.cancelled", "corp.purged"]);
  });

  test("the chart of an endpoint counts its attempts of the last day, by the hour, with their time", async () => {
    const { rows } = await world.sql.query(
      `SELECT endpoint_id AS id, count(*) FILTER (WHERE status BETWEEN 200 AND 299)::int AS delivered, count(*)::int AS n
       FROM delivery_attempts GROUP BY 1 ORDER BY n DESC LIMIT 1`,
    );
    expect(rows[0]?.n).toBeGreaterThan(0);
    const hours = await world.deps.store.deliveries.chartAttempts(rows[0].id, 24);
    const sum = (pick: (one: (typeof hours)[number]) => number) =>
      hours.reduce((all, one) => all + pick(one), 0);
    expect(hours).toHaveLength(24);
    expect([sum((one) => one.delivered), sum((one) => one.delivered + one.failed)]).toEqual([
      rows[0].delivered,
      rows[0].n,
    ]);
    for (const { delivered, failed, p50, p95 } of hours)
      if (delivered + failed === 0) expect([p50, p95]).toEqual([null, null]);
      else expect(p95).toBeGreaterThanOrEqual(p50 ?? Number.NaN);
  });

  test("R7: the ledger is exact", async () => {
    await until(async () => (await world.ledger()).pending === 0);
    expect(await world.ledger()).toMatchObject({ imbalance: 0, pending: 0, dead: 0 });
    const everyoneVerifies = world.receiver.received.every((one) => world.receiver.verifies(one));
    expect(everyoneVerifies).toBe(true);
    // What was published is what the published schemas say.
    for (const one of world.receiver.received) {
      const judged = schemaOf(one.body.type)?.safeParse(one.body);
      expect([one.body.type, judged?.error?.issues ?? []]).toEqual([one.body.type, []]);
    }
  });
});
