import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { EVENT_PREFIX } from "@/tests/chaos/callbacks";
import type { Seen } from "@/tests/chaos/checkers";
import { openHistory } from "@/tests/chaos/history";
import { KeptProcess } from "@/tests/chaos/processes";
import { startTcpProxy, type TcpProxy } from "@/tests/chaos/tcp-proxy";
import { freePort, makeWorld, portalEnvironment, startSimulatorProgram } from "@/tests/support/product";
import { RECEIVER_SECRET, type Received, startReceiver } from "@/tests/support/receiver";

const EVENT = new RegExp(`\\.${EVENT_PREFIX}(\\d+)$`);
export const PATHS = ["/good", "/flaky", "/slow"] as const;

/** Receivers of three tempers: one works, one fails and breaks off at times, one takes its time. */
async function startReceivers(random: () => number) {
  const receiver = await startReceiver();
  receiver.rule("/flaky", (_one, response) => {
    const chance = random();
    if (chance < 0.1) response.destroy();
    else response.writeHead(chance < 0.25 ? 500 : 200).end("x");
  });
  receiver.rule("/slow", (_one, response) => void setTimeout(() => response.end("ok"), 50 + random() * 250));
  const seen = (one: Received): Seen => ({
    path: one.path,
    event: Number(EVENT.exec(one.body.type)?.[1] ?? -1),
    id: one.id,
    isSigned: receiver.verifies(one),
  });
  return { ...receiver, seen: () => receiver.received.map(seen) };
}

/**
 * The product as it runs on several machines: a database of its own behind a breakable line, web and worker
 * processes apart, a simulated WeCom, receivers behind a breakable line, and the lines that callbacks come by.
 */
export async function openChaosWorld(input: {
  webs: number;
  workers: number;
  random: () => number;
  say: (line: string) => void;
}) {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const one of closers.reverse()) await one();
  };
  try {
    const dir = mkdtempSync(path.join(os.tmpdir(), "portal-chaos-"));
    closers.push(() => rmSync(dir, { recursive: true, force: true }));
    // PostgreSQL runs as another user when this runs as root.
    chmodSync(dir, 0o711);
    const postgres = await startEmbeddedPostgres({
      dataDir: path.join(dir, "data"),
      log: input.say,
      onFailure: (error) => input.say(error.message),
    });
    closers.push(() => postgres.stop());
    const proxyTo = async (port: number): Promise<TcpProxy> => {
      const proxy = await startTcpProxy(port);
      closers.push(() => proxy.close());
      return proxy;
    };
    const database = await proxyTo(postgres.port);
    const world = makeWorld();
    const simulator = await startSimulatorProgram(world, "localhost");
    closers.push(() => simulator.stop());
    const receiver = await startReceivers(input.random);
    closers.push(() => receiver.close());
    const receivers = await proxyTo(receiver.port);

    const bootstrapFile = path.join(dir, "bootstrap.json");
    const endpoints = PATHS.map((one) => ({
      name: one,
      suite: "crm",
      url: `http://127.0.0.1:${receivers.port}${one}`,
      events: [`wecom.event.${EVENT_PREFIX}*`],
      secret: RECEIVER_SECRET,
    }));
    writeFileSync(
      bootstrapFile,
      JSON.stringify({ provider: world.provider, suites: world.suites, staff: [world.owner], endpoints }),
    );
    const databaseUrl = new URL(postgres.databaseUrl);
    databaseUrl.port = String(database.port);
    const ports = await Promise.all(Array.from({ length: input.webs + input.workers }, freePort));
    const metricsToken = randomBytes(24).toString("hex");
    const [port = 0] = ports;
    const common = {
      ...portalEnvironment({
        port,
        databaseUrl: databaseUrl.href,
        simulatorUrl: simulator.url,
        bootstrapFile,
      }),
      PORTAL_ENDPOINT_ALLOW_CIDRS: "127.0.0.0/8",
      PORTAL_METRICS_TOKEN: metricsToken,
    };
    const keep = (name: string, command: "start" | "worker", at: number) => {
      const one = new KeptProcess(name, command, {
        ...common,
        PORT: String(ports[at]),
        ...(command === "start" ? { PORTAL_ROLE: "web" } : {}),
      });
      closers.push(() => one.kill());
      return one;
    };
    // The first one migrates and builds what is stale; the others find it done.
    const webs = [keep("web-0", "start", 0)];
    await webs[0]?.ready(`http://localhost:${port}/readyz`);
    for (let n = 1; n < input.webs; n += 1) webs.push(keep(`web-${n}`, "start", n));
    const workers = Array.from({ length: input.workers }, (_, n) =>
      keep(`worker-${n}`, "worker", input.webs + n),
    );
    const urlOf = (at: number) => `http://localhost:${ports[at]}`;
    await Promise.all([...webs, ...workers].map((one, at) => one.ready(`${urlOf(at)}/readyz`)));
    const callbacks = await Promise.all(webs.map((_, at) => proxyTo(ports[at] ?? 0)));

    const history = await openHistory(postgres.databaseUrl);
    closers.push(() => history.close());
    const [suite] = world.suites;
    const [corp] = world.corps;
    if (!suite || !corp) throw new Error("an empty world");
    await simulator.post(`/suites/${suite.suiteId}/save-urls`, {
      token: suite.token,
      encodingAesKey: suite.encodingAesKey,
      commandUrl: `${urlOf(0)}/wecom/crm/command`,
      dataUrl: `${urlOf(0)}/wecom/crm/data?corpid=$CORPID$`,
      businessUrl: `${urlOf(0)}/wecom/crm/settings`,
    });
    await simulator.post(`/suites/${suite.suiteId}/push-ticket`);
    await simulator.post(`/corps/${corp.corpid}/install`, { suiteId: suite.suiteId });
    let corpId: string | null = null;
    for (let tries = 0; corpId === null; tries += 1) {
      if (tries > 1_200) throw new Error(`no installation:\n${workers[0]?.output}`);
      await wait(100);
      corpId = await history.corpId();
    }
    await history.watch();
    return {
      suite,
      corpId,
      history,
      receiver,
      webs,
      workers,
      database,
      receivers,
      callbacks,
      killDatabase() {
        try {
          process.kill(postgres.pid, "SIGQUIT");
        } catch {
          // It is down already and being started.
        }
      },
      callbackUrls: callbacks.map((one) => `http://127.0.0.1:${one.port}`),
      urls: ports.map((_, at) => urlOf(at)),
      async metrics(at: number): Promise<string> {
        const answer = await fetch(`${urlOf(at)}/metrics`, {
          headers: { authorization: `Bearer ${metricsToken}` },
        });
        return answer.text();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
export type ChaosWorld = Awaited<ReturnType<typeof openChaosWorld>>;
