import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLedger } from "@/lib/runtime/ledger-check";
import { createMetrics } from "@/lib/runtime/metrics";
import { createGatewayWorld, type GatewayWorld } from "@/tests/support/gateway-world";

let world: GatewayWorld;
beforeAll(async () => {
  world = await createGatewayWorld();
});
afterAll(() => world?.close());

test("R7: the ledger is compared without anybody asking: what is missing is an error in the log and a metric", async () => {
  const metrics = createMetrics("test");
  const logged: string[] = [];
  const deps = {
    store: world.deps.store,
    log: {
      info: (event: string) => void logged.push(`info ${event}`),
      warn: (event: string) => void logged.push(`warn ${event}`),
      error: (event: string) => void logged.push(`error ${event}`),
    },
  };
  const gauge = async () => (await metrics.ledgerImbalance.get()).values[0]?.value;
  await checkLedger(deps, metrics);
  expect([logged, await gauge()]).toEqual([["info ledger_checked"], 0]);
  // An event whose two deliveries are gone: what must never happen.
  await world.sql.query(
    `INSERT INTO outgoing_events (id, type, suite_key, happened_at, created_at, fanout, payload_sealed)
     VALUES (gen_random_uuid(), 'portal.test', 'crm', now(), now(), 2, '')`,
  );
  await checkLedger(deps, metrics);
  expect([logged.at(-1), await gauge()]).toEqual(["error ledger_imbalance", 2]);
});
