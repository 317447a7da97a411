import { createServer } from "node:http";
import pg from "pg";
import { parseSuiteKey } from "@/lib/core/ids";
import { startInstall } from "@/lib/features/install/start-install";
import { handleCallback } from "@/lib/runtime/callback-handler";
import { startWorker, type Worker, type WorkerOptions } from "@/lib/runtime/worker";
import type { Suite } from "@/lib/store/suites";
import { createTestPortal, type Portal } from "@/tests/support/portal-process";
import { createTestDatabase } from "@/tests/support/postgres";
import { startSimulator } from "../../simulator/start";

export const PROVIDER = "wwprovider00000001";
export const SUITE_ID = "wwexample0000suite";
export const KEY = "PjK1gIhqjj6npCwwADiBUSVa4p6zeAMANqJPiNT3bGY";
export const CORP = "wwcorp00000000001";
export const SUITE_SECRET = "suite-secret-for-tests";
export const PROVIDER_SECRET = "provider-secret-for-tests";
export const BROWSER = "browser-token-of-the-test-0123456789";

/** A port below the ephemeral range that was free a moment ago. */
export async function lowPort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
  throw new Error("no free port below 30000");
}

/** Polls until `check` answers something; throws after `ms`. */
export async function until<T>(check: () => Promise<T | null | undefined | false>, ms = 10_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Simulator, database, portal with its callback address, worker on demand. One suite `crm`, one corp. */
export async function createInstallWorld(
  options: { suite?: { dialect?: "legacy"; kind?: "template" } } = {},
) {
  const [database, simPort, portalPort] = [await createTestDatabase(), await lowPort(), await lowPort()];
  const suiteId = options.suite?.kind === "template" ? "dkexample0000suite" : SUITE_ID;
  const base = `http://127.0.0.1:${portalPort}/wecom/crm`;
  const simulator = await startSimulator({
    port: simPort,
    seed: 7,
    ticketSeconds: 86_400,
    seedData: {
      provider: { corpId: PROVIDER, secret: PROVIDER_SECRET },
      suites: [
        {
          suiteId,
          key: "crm",
          suiteSecret: SUITE_SECRET,
          token: "SuiteTok9",
          encodingAesKey: KEY,
          commandUrl: `${base}/command`,
          dataUrl: `${base}/data`,
          businessUrl: `${base}/settings`,
          completionDomain: "portal.example",
          published: true,
          ...options.suite,
        },
      ],
      corps: [{ corpid: CORP, name: "一号企业" }],
      timing: { retryDelayMs: 20 },
    },
  });
  for (const one of Object.values(simulator.state.suites)) one.nextTicketAt = null;
  const portal = createTestPortal(database.databaseUrl, simulator.url);
  const { deps } = portal;
  const suiteKey = parseSuiteKey("crm");
  if (!suiteKey) throw new Error("bad key");
  await deps.store.provider.saveProvider({ corpId: PROVIDER, secret: PROVIDER_SECRET });
  const { suite } = await deps.store.suites.saveSuite({
    key: suiteKey,
    name: "CRM",
    kind: options.suite?.kind ?? "app",
    dialect: options.suite?.dialect ?? "wecom",
    suiteId,
    suiteSecret: SUITE_SECRET,
    installAuthType: 0,
    appIds: [],
  });
  await deps.store.callbackKeys.addCallbackKey(
    suite.id,
    { token: "SuiteTok9", encodingAesKey: KEY },
    new Date("2090-01-01"),
  );
  const door = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const url = new URL(request.url ?? "/", base);
      const [, , key = "", channel = ""] = url.pathname.split("/");
      const answer = await handleCallback(
        {
          method: request.method ?? "",
          suiteKey: key,
          channel: channel === "data" ? "data" : "command",
          rawQuery: url.search.slice(1),
          body: Buffer.concat(chunks),
          remoteAddress: null,
        },
        deps,
      );
      response.writeHead(answer.status, { "content-type": "text/plain" }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => door.listen(portalPort, "127.0.0.1", () => resolve()));
  const sql = new pg.Pool({ connectionString: database.databaseUrl, max: 4 });
  const workers: Worker[] = [];
  const others: Portal[] = [];
  const control = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const reply = await fetch(`${simulator.url}/_sim/${path}`, { method, ...sent });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`control ${path}: ${reply.status} ${text.slice(0, 300)}`);
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const world = {
    ...portal,
    suite: suite as Suite,
    simulator,
    databaseUrl: database.databaseUrl,
    sql,
    control,
    work(options: WorkerOptions = {}): Worker {
      const worker = startWorker(deps, { pollMs: 30, idlePollMs: 60, houseKeepMs: 3_600_000, ...options });
      deps.wakeWorker = () => worker.wake();
      workers.push(worker);
      return worker;
    },
    /** Another portal process on the same database, as far as the database can tell. */
    another(): Portal {
      const other = createTestPortal(database.databaseUrl, simulator.url);
      others.push(other);
      return other;
    },
    /** A ticket straight into the store, without the callback. */
    async giveTicket(): Promise<void> {
      await control("POST", `suites/${suiteId}/push-ticket`);
      const { Secret } = await import("@/lib/core/secret");
      const ticket = simulator.state.suites[suiteId]?.tickets.at(-1)?.value ?? "";
      const now = deps.clock.now();
      await deps.store.suiteTickets.saveTicket({
        suiteRowId: suite.id,
        ticket: new Secret(ticket),
        platformTime: now,
        receivedAt: now,
      });
    },
    /** Click, consent on the website path: what the redirect would bring back. */
    async consent(
      browserToken = BROWSER,
    ): Promise<{ state: string; authCode: string; reference: string; url: string }> {
      const started = await startInstall(deps, { suite, browserToken });
      if (!started.ok) throw new Error(started.code);
      const state = new URL(started.value.url).searchParams.get("state") ?? "";
      const { authCode } = await control("POST", `corps/${CORP}/install`, {
        suiteId,
        origin: "website",
        state,
      });
      return {
        state,
        authCode: String(authCode),
        reference: started.value.reference,
        url: started.value.url,
      };
    },
    async calls(path: string): Promise<number> {
      return Number((await control("GET", `calls?path=${encodeURIComponent(path)}`)).total);
    },
    async settled(): Promise<void> {
      // The exchange of a create_auth leaves the redirect five seconds of a start, which nobody here needs to sit out.
      await sql.query(
        "UPDATE work_items SET run_at = now() WHERE kind = 'exchange' AND attempts = 0 AND state = 'ready'",
      );
      await until(async () => {
        const { rows } = await sql.query(
          "SELECT count(*)::int AS n FROM work_items WHERE kind <> 'parked_event' AND state <> 'dead'",
        );
        return rows[0].n === 0;
      });
    },
    async authorization() {
      const { items } = await deps.store.authorizations.listAuthorizations({ limit: 10 });
      return items[0] ?? null;
    },
    async close(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.stop()));
      await simulator.close();
      await new Promise((resolve) => {
        door.close(resolve);
        door.closeAllConnections();
      });
      await Promise.all([portal.close(), ...others.map((other) => other.close()), sql.end()]);
      await database.drop();
    },
  };
  return world;
}

export type InstallWorld = Awaited<ReturnType<typeof createInstallWorld>>;
