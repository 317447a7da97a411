import pg from "pg";
import { startDeliveryWorker } from "@/lib/runtime/delivery-worker";
import { openGateway } from "./gateway";
import type { LoadPlan, LoadResult } from "./load";
import type { Hands } from "./tokens";

type Prepare = (name: string) => Promise<{ databaseUrl: string; suiteRowId: string }>;

export type ScaleFigures = {
  /** Deliveries a second by the number of sending processes. */
  senders: { processes: number; perSecond: number }[];
  /** Callbacks at a fixed rate, alone and while the gateway sends as fast as it can. */
  accept: { alone: LoadResult; beside: LoadResult; sentMeanwhile: number };
};

const PROCESSES = [1, 2, 4];
const ENDPOINTS = 40;
const PUBLISH_AT_ONCE = 50;
const POLL_MS = 50;
const DOOR_PORT = 22_792;
const CALLBACKS_PER_SECOND = 200;

/** Child process: sends what is due until it is ended. */
export async function runSender(databaseUrl: string, port: number): Promise<void> {
  const { deps, close } = openGateway(databaseUrl, port);
  const worker = startDeliveryWorker(deps, { keepMs: 3_600_000 });
  process.once("disconnect", () => {
    void worker
      .stop()
      .then(close)
      .finally(() => process.exit(0));
  });
}

/** Events that wait, spread over the endpoints. */
async function fill(databaseUrl: string, port: number, count: number): Promise<void> {
  const { endpoint, publish, close } = openGateway(databaseUrl, port);
  for (let n = 0; n < ENDPOINTS; n += 1) await endpoint(`/fast${n}`, [`bench.fast${n}`]);
  for (let n = 0; n < count; n += PUBLISH_AT_ONCE)
    await Promise.all(
      Array.from({ length: PUBLISH_AT_ONCE }, (_, at) => publish(`bench.fast${(n + at) % ENDPOINTS}`)),
    );
  await close();
}

async function countSent(client: pg.Client): Promise<number> {
  const { rows } = await client.query("SELECT count(*)::int AS n FROM deliveries WHERE state = 'delivered'");
  return rows[0].n;
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return client;
}

/** From the first delivery on, so that the start of the processes does not count. */
async function measureSenders(
  hands: Hands,
  databaseUrl: string,
  port: number,
  processes: number,
  count: number,
) {
  await fill(databaseUrl, port, count);
  const client = await connect(databaseUrl);
  const senders = Array.from({ length: processes }, () => hands.start(["sender", databaseUrl, port]));
  let first: { at: number; sent: number } | null = null;
  for (;;) {
    const sent = await countSent(client);
    const at = performance.now();
    if (sent > 0) first ??= { at, sent };
    if (first && sent >= count) {
      for (const sender of senders) sender.disconnect();
      await client.end();
      return { processes, perSecond: ((sent - first.sent) * 1_000) / Math.max(at - first.at, 1) };
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function load(hands: Hands, seconds: number, run: string): Promise<LoadResult> {
  const plan: LoadPlan = {
    mode: "open",
    port: DOOR_PORT,
    run,
    connections: 64,
    seconds,
    perSecond: CALLBACKS_PER_SECOND,
    messages: 0,
  };
  const child = hands.start(["load", plan]);
  const result = await hands.hear<LoadResult>(child);
  child.disconnect();
  return result;
}

async function measureAccept(hands: Hands, prepare: Prepare, port: number, isQuick: boolean) {
  const { databaseUrl, suiteRowId } = await prepare("bench_accept");
  const door = hands.start(["server", "door", databaseUrl, suiteRowId, DOOR_PORT]);
  await hands.hear(door);
  const seconds = isQuick ? 2 : 8;
  const alone = await load(hands, seconds, "a");
  // More than can be sent while the callbacks come: the gateway must not run dry.
  await fill(databaseUrl, port, isQuick ? 4_000 : 20_000);
  const client = await connect(databaseUrl);
  const sender = hands.start(["sender", databaseUrl, port]);
  while ((await countSent(client)) === 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  const before = await countSent(client);
  const beside = await load(hands, seconds, "b");
  const sentMeanwhile = (await countSent(client)) - before;
  sender.disconnect();
  door.disconnect();
  await client.end();
  return { alone, beside, sentMeanwhile };
}

/** More sending processes on one database, and callbacks beside a gateway that sends as fast as it can. */
export async function measureScale(
  hands: Hands,
  prepare: Prepare,
  port: number,
  isQuick: boolean,
): Promise<ScaleFigures> {
  const senders: ScaleFigures["senders"] = [];
  for (const processes of PROCESSES) {
    const { databaseUrl } = await prepare(`bench_senders_${processes}`);
    senders.push(await measureSenders(hands, databaseUrl, port, processes, isQuick ? 1_000 : 6_000));
  }
  return { senders, accept: await measureAccept(hands, prepare, port, isQuick) };
}

export function printScale({ senders, accept }: ScaleFigures): Record<string, boolean> {
  console.table(
    Object.fromEntries(
      senders.map(({ processes, perSecond }) => [
        `${processes} sending ${processes === 1 ? "process" : "processes"}`,
        { "deliveries/s": Math.round(perSecond) },
      ]),
    ),
  );
  const row = ({ p50, p99, max, bad }: LoadResult) => ({
    "p50 ms": Number(p50.toFixed(1)),
    "p99 ms": Number(p99.toFixed(1)),
    "max ms": Number(max.toFixed(1)),
    refused: bad,
  });
  console.table({
    [`${CALLBACKS_PER_SECOND} callbacks/s, nothing else`]: row(accept.alone),
    [`beside ${accept.sentMeanwhile} deliveries`]: row(accept.beside),
  });
  return {
    "callbacks beside a gateway at full speed: p99 at most 100 ms": accept.beside.p99 <= 100,
    "callbacks beside a gateway at full speed: none refused": accept.beside.bad === 0,
  };
}
