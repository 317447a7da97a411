import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { parseSuiteKey } from "@/lib/core/ids";
import { startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { systemClock, systemIds } from "@/lib/runtime/system";
import { createStore } from "@/lib/store/create-store";
import { applyMigrations } from "@/prisma/migrate.mjs";
import { benchDoor, printDoor } from "./door";
import { measureDrain, printDrain } from "./drain";
import { type GatewayFigures, measureGateway, runReceiver } from "./gateway";
import { measureScale, printScale, runSender, type ScaleFigures } from "./gateway-scale";
import { judgeInbox, measureInbox } from "./inbox";
import { type LoadPlan, runLoad } from "./load";
import { KEY_TEXT, SUITE_ID, TOKEN } from "./messages";
import { loadProxy, type ProxyFigures, type ProxyPlace, runBenchPortal, runBenchSimulator } from "./proxy";
import { KEY_RING, runServer } from "./servers";
import { runTokenLoad } from "./token-load";
import { runTokenServer } from "./token-servers";
import { benchTokens, printTokens } from "./tokens";

const CHILD = "bench-child";
const PARTS = ["--door", "--proxy", "--tokens", "--gateway", "--drain", "--inbox"];
const FILE = fileURLToPath(import.meta.url);

/** Server and database on one processor, the load on another, as far as the machine has two and can be told to. */
const canPin = os.cpus().length > 1 && spawnSync("taskset", ["-V"]).status === 0;
function pin(pid: number | undefined, processor: number): void {
  if (canPin && pid !== undefined) spawnSync("taskset", ["-acp", String(processor), String(pid)]);
}

function start(args: unknown[]): ChildProcess {
  return fork(FILE, [CHILD, JSON.stringify(args)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
}

function hear<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as T));
    child.once("exit", (code) => reject(new Error(`a bench process ended with ${code}`)));
  });
}

/** A database of its own with one suite in it. */
async function prepare(adminUrl: string, name: string): Promise<{ databaseUrl: string; suiteRowId: string }> {
  const databaseUrl = await createDatabase(adminUrl, name);
  const store = createStore({ databaseUrl, keyRing: KEY_RING, clock: systemClock, ids: systemIds });
  const key = parseSuiteKey("bench");
  if (!key) throw new Error("the bench suite key is malformed");
  const suite = { key, name: "Bench", suiteId: SUITE_ID, installAuthType: 0 as const, appIds: [] };
  const saved = await store.suites.saveSuite({ ...suite, kind: "app", dialect: "wecom" });
  await store.callbackKeys.addCallbackKey(
    saved.suite.id,
    { token: TOKEN, encodingAesKey: KEY_TEXT },
    new Date(),
  );
  await store.provider.saveProvider({ corpId: "wwbenchprovider01" });
  await store.close();
  return { databaseUrl, suiteRowId: saved.suite.id };
}

/** A database of its own, empty but migrated. */
async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await applyMigrations({ databaseUrl: url.href });
  return url.href;
}

/** The proxy beside calling the simulator directly, one call at a time. */
async function measureProxy(adminUrl: string, isQuick: boolean): Promise<ProxyFigures> {
  const { databaseUrl } = await prepare(adminUrl, "bench_proxy");
  const ports = { portal: 22_720, simulator: 22_721 };
  const simulator = start(["proxy-simulator", ports.simulator, ports.portal]);
  await hear(simulator);
  const portal = start(["proxy-portal", databaseUrl, ports.portal, ports.simulator]);
  const place = await hear<ProxyPlace>(portal);
  pin(portal.pid, 0);
  pin(simulator.pid, 1);
  const figures = await loadProxy(place, ports, isQuick ? 200 : 1_500, () => {
    const answer = hear<NodeJS.CpuUsage>(portal);
    portal.send("cpu");
    return answer;
  });
  portal.disconnect();
  simulator.disconnect();
  return figures;
}

function printProxy({ directP50, proxyP50, addedP50, addedP99, cpuMicrosEach }: ProxyFigures): void {
  const ms = (value: number) => value.toFixed(2);
  console.log(
    `the proxy: p50 ${ms(proxyP50)} ms, the simulator itself ${ms(directP50)} ms; added ${ms(addedP50)} ms p50, ${ms(addedP99)} ms p99, ${Math.round(cpuMicrosEach)} µs of processor`,
  );
  console.log(`${addedP50 <= 2 ? "met    " : "NOT met"}  the proxy adds at most 2 ms p50`);
}

function say(goals: Record<string, boolean>): void {
  for (const [goal, isMet] of Object.entries(goals)) console.log(`${isMet ? "met    " : "NOT met"}  ${goal}`);
}

/** The event gateway beside a loop that only signs and posts. */
async function benchGateway(
  adminUrl: string,
  isQuick: boolean,
): Promise<GatewayFigures & { scale: ScaleFigures }> {
  console.log("measuring the event gateway …");
  const { databaseUrl } = await prepare(adminUrl, "bench_gateway");
  const port = 22_790;
  const receiver = start(["receiver", port]);
  pin(receiver.pid, 1);
  await hear(receiver);
  const figures = await measureGateway(databaseUrl, port, isQuick);
  console.log("measuring more senders, and callbacks beside them …");
  const scale = await measureScale({ start, hear, pin }, (name) => prepare(adminUrl, name), port, isQuick);
  receiver.disconnect();
  const { bare, gateway, ratio, delay, imbalance } = figures;
  const row = (one: typeof bare) => ({
    "deliveries/s": Math.round(one.perSecond),
    "CPU µs each": Math.round(one.cpuMicrosEach),
  });
  console.table({ "sign and post, nothing else": row(bare), "the gateway": row(gateway) });
  console.log(`the gateway: ${ratio.toFixed(2)} × bare`);
  console.log(
    `first attempt at 100 events/s, a tenth of the endpoints hanging: p50 ${delay.p50} ms, p99 ${delay.p99} ms`,
  );
  say({
    "first-attempt p99 at most 2 s beside endpoints that hang": delay.p99 <= 2_000,
    "the ledger is exact": imbalance === 0,
  });
  say(printScale(scale));
  return { ...figures, scale };
}

/** Measures all contenders one after another on one throw-away PostgreSQL that keeps its promises (fsync on). */
export async function main(_command: string, args: string[]): Promise<void> {
  const isQuick = args.includes("--quick");
  const folder = mkdtempSync(path.join(os.tmpdir(), "portal-bench-"));
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({ dataDir: folder, log: () => {} });
  try {
    const admin = new pg.Client({ connectionString: server.databaseUrl });
    await admin.connect();
    const main = await admin.query(
      "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
    );
    await admin.end();
    pin(main.rows[0].pid, 0);

    // `--door`, `--proxy`, `--tokens`, `--gateway`, `--drain`, `--inbox`: only that part; none of them: everything.
    const isOneAsked = args.some((arg) => PARTS.includes(arg));
    const isAsked = (part: string) => !isOneAsked || args.includes(part);
    const results: Record<string, unknown> = {};
    if (isAsked("--door")) {
      const postmaster: number = main.rows[0].pid;
      const prepareHere = (name: string) => prepare(server.databaseUrl, name);
      const door = await benchDoor({ start, hear, pin }, { prepare: prepareHere, postmaster }, isQuick);
      printDoor(door);
      say(door.goals);
      Object.assign(results, door);
    }
    if (isAsked("--proxy")) {
      console.log("measuring the proxy …");
      const proxy = await measureProxy(server.databaseUrl, isQuick);
      printProxy(proxy);
      results.proxy = proxy;
    }
    if (isAsked("--tokens")) {
      const database = await prepare(server.databaseUrl, "bench_tokens");
      const tokens = await benchTokens({ start, hear, pin }, database, isQuick);
      printTokens(tokens);
      results.tokens = tokens;
    }
    if (isAsked("--gateway")) results.gateway = await benchGateway(server.databaseUrl, isQuick);
    if (isAsked("--drain")) {
      console.log("measuring how fast a backlog is worked off …");
      const drained = await measureDrain(await prepare(server.databaseUrl, "bench_drain"), isQuick);
      printDrain(drained);
      say({
        "a backlog drains at 100 jobs/s or more":
          Math.min(drained.eventsPerSecond, drained.callsPerSecond) >= 100,
      });
      results.drain = drained;
    }
    if (isAsked("--inbox")) {
      console.log("measuring the inbox …");
      const inboxUrl = await createDatabase(server.databaseUrl, "bench_inbox");
      const inbox = await measureInbox(inboxUrl, 22_720, isQuick);
      const inboxGoals = judgeInbox(inbox);
      say(inboxGoals);
      Object.assign(results, { inbox, inboxGoals });
    }
    const out = path.resolve("dist", "bench-result.json");
    mkdirSync(path.dirname(out), { recursive: true });
    const machine = {
      processors: os.cpus().length,
      model: os.cpus()[0]?.model,
      node: process.version,
      isPinned: canPin,
    };
    writeFileSync(
      out,
      `${JSON.stringify({ at: new Date().toISOString(), isQuick, machine, ...results }, null, 2)}\n`,
    );
    console.log(`written to ${path.relative(process.cwd(), out)}`);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === CHILD) {
  const [role, ...rest] = JSON.parse(process.argv[3] ?? "[]");
  if (role === "receiver") {
    await runReceiver(rest[0] as number);
    process.send?.("ready");
    process.once("disconnect", () => process.exit(0));
  } else if (role === "sender") await runSender(...(rest as Parameters<typeof runSender>));
  else if (role === "token-server") await runTokenServer(...(rest as Parameters<typeof runTokenServer>));
  else if (role === "token-load")
    process.send?.(await runTokenLoad(...(rest as Parameters<typeof runTokenLoad>)));
  else if (role === "server") await runServer(...(rest as Parameters<typeof runServer>));
  else if (role === "proxy-simulator") await runBenchSimulator(rest[0], rest[1]);
  else if (role === "proxy-portal") await runBenchPortal(rest[0], rest[1], rest[2]);
  else {
    const plan: LoadPlan = rest[0];
    process.send?.(await runLoad(plan));
  }
}
