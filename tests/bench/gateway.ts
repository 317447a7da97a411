import { createServer } from "node:http";
import pg from "pg";
import { Agent, request } from "undici";
import { makeWebhookSecret, signWebhook } from "@/lib/core/crypto/standard-webhook";
import { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { startDeliveryWorker } from "@/lib/runtime/delivery-worker";
import { createOutbound } from "@/lib/runtime/outbound";
import { systemClock, systemIds } from "@/lib/runtime/system";
import { createStore } from "@/lib/store/create-store";
import type { WecomClient } from "@/lib/wecom/client";
import { KEY_RING } from "./servers";

const HANGING = "/hang";
const AT_ONCE = 64;

/** Child process: answers 200, except below /hang, where it never answers. */
export function runReceiver(port: number): Promise<void> {
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on("end", () => {
      if (!incoming.url?.startsWith(HANGING)) response.end();
    });
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
}

const BODY = JSON.stringify({
  type: "wecom.change_contact",
  timestamp: "2026-11-25T03:14:06.000Z",
  data: {
    suite: "bench",
    corp_id: "ww1d2c3b4a5f6e7d8c",
    fields: { UserID: "zhangsan", Department: "1,2,3" },
  },
});

/** Signs and posts with the same HTTP client and does nothing else: what no sender can beat. */
async function bareLoop(port: number, count: number): Promise<{ perSecond: number; cpuMicrosEach: number }> {
  const agent = new Agent({ pipelining: 1 });
  const secret = new Secret(makeWebhookSecret(systemIds.random(32)));
  let left = count;
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const message = { id: systemIds.uuid(), timestamp: Math.floor(Date.now() / 1_000), body: BODY };
      const reply = await request(`http://127.0.0.1:${port}/bare`, {
        method: "POST",
        dispatcher: agent,
        headers: { "content-type": "application/json", ...signWebhook([secret], message) },
        body: BODY,
      });
      await reply.body.dump();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { user, system } = process.cpuUsage(cpu);
  await agent.close();
  return { perSecond: (count * 1_000) / (performance.now() - began), cpuMicrosEach: (user + system) / count };
}

async function sizeOf(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(name::regclass)) AS bytes
     FROM unnest(ARRAY['outgoing_events', 'deliveries', 'delivery_attempts']) AS name`,
  );
  await client.end();
  return Number(rows[0]?.bytes ?? 0);
}

export type GatewayFigures = {
  bare: { perSecond: number; cpuMicrosEach: number };
  gateway: { perSecond: number; cpuMicrosEach: number };
  /** Gateway to bare, by throughput. */
  ratio: number;
  /** First-attempt delay in ms at 100 events a second with a tenth of the endpoints hanging. */
  delay: { p50: number; p99: number; max: number; events: number };
  imbalance: number;
  /** Bytes in the database for one event with one delivery and one attempt, indexes included. */
  bytesEach: number;
};

/** A portal's sending side in this process, with ways to give it endpoints and events. */
export function openGateway(databaseUrl: string, port: number) {
  const store = createStore({ databaseUrl, keyRing: KEY_RING, clock: systemClock, ids: systemIds });
  const outbound = createOutbound({ allowCidrs: ["127.0.0.0/8"] });
  const silent = { info() {}, warn() {}, error() {} };
  const deps: Deps = {
    clock: systemClock,
    ids: systemIds,
    log: silent,
    store,
    wecom: {} as WecomClient,
    addresses: {
      portalUrl: "http://127.0.0.1",
      wecomInstallUrl: "",
      wecomLegacyInstallUrl: "",
      wecomOauthUrl: "",
      wecomLoginUrl: "",
    },
    outbound,
    wakeDeliveries() {},
    wakeWorker() {},
  };
  const endpoint = (name: string, types: string[]) =>
    store.endpoints.saveEndpoint({
      name,
      suite: "bench",
      url: `http://127.0.0.1:${port}${name}`,
      events: types,
      secret: makeWebhookSecret(systemIds.random(32)),
    });
  const publish = (type: string) =>
    store.outgoingEvents.publish({
      id: systemIds.uuid(),
      onceKey: null,
      type,
      suiteKey: "bench",
      corpRowId: null,
      corpIds: [],
      happenedAt: new Date(),
      payload: { data: JSON.parse(BODY).data, authorization: null },
      needsGrant: false,
      isAnswerable: false,
    });
  const close = async () => {
    await outbound.close();
    await store.close();
  };
  return { deps, store, endpoint, publish, close };
}

/** The sender against the bare loop, then its delay beside endpoints that hang. Runs in the caller's process. */
export async function measureGateway(
  databaseUrl: string,
  port: number,
  isQuick: boolean,
): Promise<GatewayFigures> {
  const { deps, store, endpoint, publish, close } = openGateway(databaseUrl, port);

  const count = isQuick ? 1_000 : 10_000;
  const bare = await bareLoop(port, count);
  for (let n = 0; n < 20; n += 1) await endpoint(`/fast${n}`, [`bench.fast${n}`]);
  for (let n = 0; n < count; n += 50)
    await Promise.all(Array.from({ length: 50 }, (_, at) => publish(`bench.fast${(n + at) % 20}`)));
  let done = 0;
  const onReport = () => {
    done += 1;
  };
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const throughput = startDeliveryWorker(deps, { keepMs: 3_600_000, onReport });
  while (done < count) await new Promise((resolve) => setTimeout(resolve, 5));
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await throughput.stop();

  for (let n = 0; n < 45; n += 1) await endpoint(`/ok${n}`, [`bench.load${n}`]);
  for (let n = 45; n < 50; n += 1) await endpoint(`${HANGING}${n}`, [`bench.load${n}`]);
  const delays: number[] = [];
  const sender = startDeliveryWorker(deps, {
    keepMs: 3_600_000,
    onReport: ({ firstDelayMs, outcome }) => {
      if (firstDelayMs !== null && outcome === "delivered") delays.push(Math.max(0, firstDelayMs));
    },
  });
  deps.wakeDeliveries = () => sender.wake();
  const events = isQuick ? 500 : 3_000;
  const start = performance.now();
  for (let n = 0; n < events; n += 1) {
    const due = start + n * 10;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    void publish(`bench.load${n % 50}`).then(() => sender.wake());
  }
  const healthy = (events / 50) * 45;
  const limit = performance.now() + 30_000;
  while (delays.length < healthy && performance.now() < limit)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const { imbalance, owed } = await store.gatewayUpkeep.readLedger();
  await sender.stop();
  await close();
  const bytesEach = (await sizeOf(databaseUrl)) / Math.max(owed, 1);
  delays.sort((a, b) => a - b);
  const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? -1;
  const gateway = { perSecond: count / seconds, cpuMicrosEach: (user + system) / count };
  return {
    bare,
    gateway,
    ratio: gateway.perSecond / bare.perSecond,
    delay: { p50: at(0.5), p99: at(0.99), max: at(1), events: delays.length },
    imbalance,
    bytesEach,
  };
}
