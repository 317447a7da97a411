import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "@/lib/core/secret";
import { keepGateway } from "@/lib/features/gateway/keep-gateway";
import { MAX_DELIVERY_ATTEMPTS } from "@/lib/features/gateway/next-wait";
import { createGatewayWorld, type GatewayWorld } from "@/tests/support/gateway-world";
import { until } from "@/tests/support/install-world";
import { RECEIVER_SECRET } from "@/tests/support/receiver";

let world: GatewayWorld;
beforeAll(async () => {
  world = await createGatewayWorld();
  world.work();
  world.send();
  await world.install();
});
afterAll(() => world?.close());

let made = 0;
/** A new endpoint of its own path that takes only the events of this test. */
async function fresh() {
  made += 1;
  const path = `/r${made}`;
  const id = await world.endpoint(path, [`wecom.event.r${made}`]);
  const event = `r${made}`;
  return {
    id,
    path,
    push: (fields: Record<string, string> = {}) => world.push("event", { Event: event, ...fields }),
    row: async () => (await world.sql.query("SELECT * FROM deliveries WHERE endpoint_id = $1", [id])).rows[0],
    rows: async () =>
      (await world.sql.query("SELECT * FROM deliveries WHERE endpoint_id = $1 ORDER BY event_id", [id])).rows,
    endpoint: () => world.deps.store.endpoints.findEndpoint(id),
  };
}

describe("what does not arrive at once", () => {
  test("R6: a receiver that only fails gets twelve attempts under one id, each later than the last, then a dead letter that can be replayed", async () => {
    const one = await fresh();
    world.receiver.status(one.path, 500, {}, "token=abc123 broken");
    await one.push();
    let last = 0;
    for (let attempt = 1; attempt <= MAX_DELIVERY_ATTEMPTS; attempt += 1) {
      await until(
        async () => (await one.row())?.state !== "running" && world.receiver.of(one.path).length >= attempt,
      );
      const row = await until(async () => {
        const now = await one.row();
        return now?.attempts === attempt && now.state !== "running" && now;
      });
      if (attempt === MAX_DELIVERY_ATTEMPTS) break;
      expect(row.state).toBe("pending");
      const wait = row.next_at.getTime() - Date.now();
      expect(wait).toBeGreaterThan(last * 0.9 - 2_000);
      last = wait;
      await world.skipWaits();
      world.deps.wakeDeliveries();
    }
    expect(await one.row()).toMatchObject({ state: "dead", reason: "attempts_used_up", last_status: 500 });
    const seen = world.receiver.of(one.path);
    expect(seen).toHaveLength(MAX_DELIVERY_ATTEMPTS);
    expect(new Set(seen.map((each) => each.id)).size).toBe(1);
    expect(new Set(seen.map((each) => each.text)).size).toBe(1);
    const history = await world.deps.store.deliveries.listAttempts((await one.row()).id);
    expect(history).toHaveLength(MAX_DELIVERY_ATTEMPTS);
    expect(history[0]?.response).toBe("token=[secret] broken");
    // R12: replayed under the same id, with a time of its own.
    world.receiver.rule(one.path, null);
    expect(
      await world.deps.store.deliveries.replayMany({
        endpointId: one.id,
        since: new Date(0),
        only: "never_arrived",
      }),
    ).toBe(1);
    await until(async () => (await one.row()).state === "delivered");
    expect(new Set(world.receiver.of(one.path).map((each) => each.id)).size).toBe(1);
    expect((await world.ledger()).imbalance).toBe(0);
  });

  test("R6: 410 ends it at once and disables the endpoint; what comes meanwhile waits", async () => {
    const one = await fresh();
    world.receiver.status(one.path, 410);
    await one.push();
    await until(async () => (await one.endpoint())?.state === "disabled");
    expect(await one.endpoint()).toMatchObject({ stateReason: "gone" });
    expect(await one.row()).toMatchObject({ state: "dead", reason: "gone", attempts: 1 });
    await one.push({ Second: "1" });
    await until(async () => (await one.rows()).length === 2);
    await world.skipWaits();
    world.receiver.rule(one.path, null);
    await world.deps.store.endpoints.setEndpointState(one.id, "enabled", null);
    await until(async () => (await one.rows()).some((row) => row.state === "delivered"));
    expect(world.receiver.of(one.path)).toHaveLength(2);
  });

  test("R6: a redirect is a failure and is not followed", async () => {
    const one = await fresh();
    world.receiver.status(one.path, 307, { location: `${world.receiver.url}/elsewhere` });
    await one.push();
    await until(async () => (await one.row())?.last_status === 307);
    expect((await one.row()).state).toBe("pending");
    expect(world.receiver.of("/elsewhere")).toEqual([]);
  });

  test("R6: 429 with Retry-After holds the whole endpoint back for as long", async () => {
    const one = await fresh();
    world.receiver.status(one.path, 429, { "retry-after": "120" });
    await one.push();
    const row = await until(async () => {
      const now = await one.row();
      return now?.last_status === 429 && now;
    });
    expect(row.next_at.getTime() - Date.now()).toBeGreaterThan(110_000);
    const endpoint = await until(async () => {
      const now = await one.endpoint();
      return now?.throttledUntil && now;
    });
    expect((endpoint.throttledUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(110_000);
    await one.push({ Second: "1" });
    await until(async () => (await one.rows()).length === 2);
    world.deps.wakeDeliveries();
    await world.deps.store.deliveries.claimDeliveries(50, false).then((taken) => expect(taken).toEqual([]));
    expect(world.receiver.of(one.path)).toHaveLength(1);
  });

  test("R8: an endpoint that failed for days gets a notice first, and is disabled later, with a way back", async () => {
    const one = await fresh();
    const state = async (days: number) => {
      await world.sql.query(
        `UPDATE endpoints SET failures_in_a_row = 40, failing_since = now() - make_interval(days => $2) WHERE id = $1`,
        [one.id, days],
      );
      await keepGateway(world.deps);
      return one.endpoint();
    };
    expect(await state(1)).toMatchObject({ state: "enabled", noticeAt: null });
    expect(await state(3)).toMatchObject({ state: "enabled", noticeAt: expect.any(Date) });
    // The notice comes first, however long it has failed.
    expect(await state(6)).toMatchObject({ state: "enabled" });
    await world.sql.query(`UPDATE endpoints SET notice_at = now() - interval '2 days' WHERE id = $1`, [
      one.id,
    ]);
    expect(await state(6)).toMatchObject({ state: "disabled", stateReason: "failing" });
    await world.deps.store.endpoints.setEndpointState(one.id, "enabled", null);
    expect(await one.endpoint()).toMatchObject({ failuresInARow: 0, failingSince: null, noticeAt: null });
    const actions = (await world.deps.store.audit.listAudit({ limit: 20 })).map((entry) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(["endpoint.failing", "endpoint.disabled"]));
  });

  test("order: with it asked for, a later event of the corp waits for the earlier one; without, it does not", async () => {
    const [ordered, plain] = [await fresh(), await fresh()];
    await world.deps.store.endpoints.changeEndpoint(ordered.id, { isOrdered: true });
    for (const one of [ordered, plain]) world.receiver.status(one.path, 500);
    for (const one of [ordered, plain]) {
      await one.push({ N: "1" });
      await until(async () => (await one.row())?.last_status === 500);
      world.receiver.rule(one.path, null);
      await one.push({ N: "2" });
      await one.push({ N: "3" });
      await until(async () => (await one.rows()).length === 3);
    }
    await until(async () => world.receiver.of(plain.path).length === 3);
    expect(world.receiver.of(ordered.path)).toHaveLength(1);
    await world.sql.query(`UPDATE deliveries SET next_at = now() WHERE state = 'pending'`);
    await until(async () => world.receiver.of(ordered.path).length === 4);
    const order = world.receiver.of(ordered.path).map((each) => (each.body.data.fields as { N: string }).N);
    expect(order).toEqual(["1", "1", "2", "3"]);
  });

  test("rate: an endpoint held to two a second gets no more", async () => {
    const one = await fresh();
    await world.deps.store.endpoints.changeEndpoint(one.id, { ratePerSecond: 2 });
    for (let n = 0; n < 7; n += 1) await one.push({ N: String(n) });
    await until(async () => world.receiver.of(one.path).length === 7, 15_000);
    const times = world.receiver.of(one.path).map((each) => each.at);
    // Seven at two a second, with one second's worth at once: at least two seconds and a half in all.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2_000);
  });

  test("R10, G10: rotated between attempts, the next attempt carries both signatures; revoked, only the new one", async () => {
    const one = await fresh();
    const fresher = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDH3cNXuSpvQs=";
    world.receiver.status(one.path, 500);
    await one.push();
    await until(async () => (await one.row())?.last_status === 500);
    await world.deps.store.endpoints.replaceSecret(one.id, new Secret(fresher), 3_600);
    world.receiver.rule(one.path, null);
    await world.skipWaits();
    world.deps.wakeDeliveries();
    await until(async () => (await one.row()).state === "delivered");
    const second = world.receiver.of(one.path)[1];
    if (!second) throw new Error("no second attempt");
    expect([RECEIVER_SECRET, fresher].map((secret) => world.receiver.verifies(second, secret))).toEqual([
      true,
      true,
    ]);
    await world.sql.query(
      "UPDATE endpoint_secrets SET ends_at = now() WHERE endpoint_id = $1 AND ends_at IS NOT NULL",
      [one.id],
    );
    await one.push({ Second: "1" });
    await until(async () => world.receiver.of(one.path).length === 3);
    const third = world.receiver.of(one.path)[2];
    if (!third) throw new Error("no third message");
    expect([RECEIVER_SECRET, fresher].map((secret) => world.receiver.verifies(third, secret))).toEqual([
      false,
      true,
    ]);
  });

  test("G6: nothing goes to an endpoint whose receiver has not proved itself; then everything that waited does", async () => {
    const one = await fresh();
    await world.sql.query("UPDATE endpoints SET verified_at = NULL, verified_by = NULL WHERE id = $1", [
      one.id,
    ]);
    await one.push();
    await until(async () => (await one.row())?.state === "pending");
    world.deps.wakeDeliveries();
    await world.deps.store.deliveries.claimDeliveries(50, false).then((taken) => expect(taken).toEqual([]));
    expect(world.receiver.of(one.path)).toEqual([]);
    const { proveEndpoint } = await import("@/lib/features/gateway/prove-endpoint");
    const endpoint = await one.endpoint();
    if (!endpoint) throw new Error("no endpoint");
    expect(await proveEndpoint(world.deps, endpoint)).toEqual({ ok: false, why: "answer" });
    world.receiver.rule(one.path, (asked, response) =>
      response.end(JSON.stringify({ challenge: asked.body.data.challenge })),
    );
    expect(await proveEndpoint(world.deps, endpoint)).toEqual({ ok: true });
    expect(world.receiver.of(one.path).every((each) => world.receiver.verifies(each))).toBe(true);
    world.deps.wakeDeliveries();
    await until(async () => (await one.row()).state === "delivered");
  });

  test("G7: a grant that ends between publication and attempt cancels the delivery", async () => {
    const one = await fresh();
    world.receiver.status(one.path, 500);
    await one.push();
    await until(async () => (await one.row())?.last_status === 500);
    await world.sql.query("UPDATE authorizations SET status = 'cancelled'");
    world.receiver.rule(one.path, null);
    await world.skipWaits();
    world.deps.wakeDeliveries();
    await until(async () => (await one.row()).state === "cancelled");
    expect(await one.row()).toMatchObject({ reason: "grant_gone" });
    expect(world.receiver.of(one.path)).toHaveLength(1);
    await world.sql.query("UPDATE authorizations SET status = 'active'");
  });

  test("suite.ticket_late is told once per ticket", async () => {
    const id = await world.endpoint("/late", ["suite.*"]);
    await world.sql.query("UPDATE suite_tickets SET received_at = now() - interval '25 minutes'");
    await Promise.all([keepGateway(world.deps), keepGateway(world.another().deps)]);
    await keepGateway(world.deps);
    await until(async () => world.receiver.of("/late").length === 1);
    const { rows } = await world.sql.query("SELECT state FROM deliveries WHERE endpoint_id = $1", [id]);
    expect(rows).toEqual([{ state: "delivered" }]);
    expect(world.receiver.of("/late")[0]?.body.data).toMatchObject({ suite: "crm" });
  });

  test("dead letters are kept thirty days, then they go, and the ledger stays exact", async () => {
    const count = async () =>
      (await world.sql.query("SELECT count(*)::int AS n FROM outgoing_events")).rows[0].n;
    const before = await count();
    await world.sql.query(`UPDATE outgoing_events SET created_at = now() - interval '29 days'`);
    await world.deps.store.gatewayUpkeep.buryAndPrune();
    expect(await count()).toBe(before);
    await world.sql.query(`UPDATE outgoing_events SET created_at = now() - interval '40 days'`);
    await world.sql.query(
      `UPDATE deliveries SET finished_at = now() - interval '29 days' WHERE finished_at IS NOT NULL`,
    );
    await world.deps.store.gatewayUpkeep.buryAndPrune();
    const { rows } = await world.sql.query(`SELECT count(DISTINCT event_id)::int AS n FROM deliveries`);
    expect(await count()).toBe(rows[0].n);
    await world.sql.query(
      `UPDATE deliveries SET finished_at = now() - interval '31 days' WHERE finished_at IS NOT NULL`,
    );
    await world.deps.store.gatewayUpkeep.buryAndPrune();
    expect((await world.sql.query("SELECT 1 FROM deliveries WHERE state = 'dead'")).rowCount).toBe(0);
    expect((await world.ledger()).imbalance).toBe(0);
  });
});
