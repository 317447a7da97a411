import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { makeApiKey } from "@/lib/core/crypto/api-key";
import { parseSuiteKey } from "@/lib/core/ids";
import { Secret } from "@/lib/core/secret";
import { completeInstall } from "@/lib/features/install/complete-install";
import { startInstall } from "@/lib/features/install/start-install";
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import { createDoorApi } from "@/lib/runtime/api/door-api";
import { createPortal } from "@/lib/runtime/deps";
import { createDoor } from "@/lib/runtime/door";
import { parseSettings } from "@/lib/runtime/env";
import { startSimulator } from "../../simulator/start";
import { KEY_TEXT, SUITE_ID, TOKEN } from "./messages";
import { KEY_RING } from "./servers";

const PROVIDER = "wwbenchprovider01";
const SECRET = "secret-of-the-bench";
const CORP = "wwbenchcorp000001";
const BROWSER = "browser-of-the-bench-0123456789abcdef";
const CALL = "/cgi-bin/department/list?id=1";

export type ProxyPlace = { directPath: string; proxyPath: string; key: string };
export type ProxyFigures = {
  pairs: number;
  /** Processor time of the portal's process for one call; what else the machine does hardly moves it. */
  cpuMicrosEach: number;
  directP50: number;
  proxyP50: number;
  addedP50: number;
  addedP99: number;
};

/** The process of the simulator. */
export async function runBenchSimulator(port: number, portalPort: number): Promise<void> {
  const base = `http://127.0.0.1:${portalPort}/wecom/bench`;
  await startSimulator({
    port,
    ticketSeconds: 86_400,
    seedData: {
      provider: { corpId: PROVIDER, secret: SECRET },
      suites: [
        {
          suiteId: SUITE_ID,
          key: "bench",
          suiteSecret: SECRET,
          token: TOKEN,
          encodingAesKey: KEY_TEXT,
          commandUrl: `${base}/command`,
          dataUrl: `${base}/data`,
          businessUrl: `${base}/settings`,
          completionDomain: "127.0.0.1",
          published: true,
        },
      ],
      corps: [{ corpid: CORP, name: "一号企业" }],
    },
  });
  process.send?.("ready");
  process.on("disconnect", () => process.exit(0));
}

/** The process of the portal: the door with the API, on a database of its own, with one corp that has authorised the suite. */
export async function runBenchPortal(
  databaseUrl: string,
  port: number,
  simulatorPort: number,
): Promise<void> {
  const simulator = `http://127.0.0.1:${simulatorPort}`;
  const settings = parseSettings("dev", { WECOM_API_URL: simulator, PORT: String(port), NODE_ENV: "test" });
  const portal = createPortal(settings, { databaseUrl, keyRing: KEY_RING, authSecret: new Secret("unused") });
  const { deps } = portal;
  const door = createDoor({
    deps,
    api: createDoorApi(portal),
    nextHandler: (_request, response) => void response.writeHead(404).end(),
    settings,
  });
  await door.listen(port, "127.0.0.1");
  const suite = await deps.store.suites.findSuiteByKey(parseSuiteKey("bench") ?? failed("suite key"));
  if (!suite) throw new Error("the database has no bench suite");
  await deps.store.provider.saveProvider({ corpId: PROVIDER, secret: SECRET });
  await deps.store.suites.saveSuite({ ...suite, suiteId: SUITE_ID, suiteSecret: SECRET });
  // A ticket straight into the store: the worker, which would put it there, is not what is measured.
  await fetch(`${simulator}/_sim/suites/${SUITE_ID}/push-ticket`, { method: "POST" });
  const seen = await fetch(`${simulator}/_sim/suites/${SUITE_ID}`);
  const { tickets } = (await seen.json()) as { tickets: { value: string }[] };
  const ticket = tickets.at(-1)?.value ?? failed("no ticket");
  const now = deps.clock.now();
  await deps.store.suiteTickets.saveTicket({
    suiteRowId: suite.id,
    ticket: new Secret(ticket),
    platformTime: now,
    receivedAt: now,
  });
  const fresh = (await deps.store.suites.findSuiteByKey(suite.key)) ?? failed("suite");
  const started = await startInstall(deps, { suite: fresh, browserToken: BROWSER });
  if (!started.ok) throw new Error(started.code);
  const state = new URL(started.value.url).searchParams.get("state") ?? "";
  const consent = await fetch(`${simulator}/_sim/corps/${CORP}/install`, {
    method: "POST",
    body: JSON.stringify({ suiteId: SUITE_ID, origin: "website", state }),
  });
  const { authCode } = (await consent.json()) as { authCode: string };
  const done = await completeInstall(deps, { suite: fresh, browserToken: BROWSER, state, authCode });
  if (done.kind !== "done") throw new Error(done.kind);
  const token = await getCorpToken(deps, done.authorizationId);
  if (!token.ok) throw new Error(token.code);
  const { key } = makeApiKey(randomBytes);
  await deps.store.apiKeys.addKey({
    name: "bench",
    key,
    suiteKeys: ["bench"],
    scopes: ["proxy:call"],
    corpIds: [],
    expiresAt: null,
    createdByName: "bench",
  });
  const place: ProxyPlace = {
    directPath: `${CALL}&access_token=${token.value.token.reveal()}`,
    proxyPath: `/api/v1/suites/bench/corps/${done.corpId}/proxy${CALL}`,
    key,
  };
  process.send?.(place);
  process.on("message", () => process.send?.(process.cpuUsage()));
  process.on("disconnect", () => process.exit(0));
}

function failed(what: string): never {
  throw new Error(`bench of the proxy: ${what}`);
}

function ask(agent: Agent, port: number, path: string, key: string | null): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
    const sent = request({ agent, host: "127.0.0.1", port, path, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => {
        const ms = performance.now() - began;
        if (text.includes('"errcode":0')) resolve(ms);
        else reject(new Error(`bench of the proxy: ${response.statusCode} ${text.slice(0, 200)}`));
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** One call at a time, straight and through the portal in turn, so that whatever else the machine does hits both. */
export async function loadProxy(
  place: ProxyPlace,
  ports: { portal: number; simulator: number },
  pairs: number,
  cpuOf: () => Promise<NodeJS.CpuUsage>,
): Promise<ProxyFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const direct: number[] = [];
  const proxied: number[] = [];
  const warmUp = Math.ceil(pairs / 5);
  let began = await cpuOf();
  for (let n = 0; n < pairs + warmUp; n += 1) {
    if (n === warmUp) began = await cpuOf();
    const straight = await ask(agent, ports.simulator, place.directPath, null);
    const through = await ask(agent, ports.portal, place.proxyPath, place.key);
    if (n < warmUp) continue;
    direct.push(straight);
    proxied.push(through);
  }
  const ended = await cpuOf();
  const cpuMicrosEach = (ended.user + ended.system - began.user - began.system) / pairs;
  agent.destroy();
  const at = (values: number[], share: number) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
  const [directP50, proxyP50] = [at(direct, 0.5), at(proxied, 0.5)];
  return {
    pairs,
    cpuMicrosEach,
    directP50,
    proxyP50,
    addedP50: proxyP50 - directP50,
    addedP99: at(proxied, 0.99) - at(direct, 0.99),
  };
}
