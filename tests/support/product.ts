import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { sweep } from "./sweep";

// Not by this file's own place: it is also run out of a bundle.
const ROOT = process.cwd();
const READY_MS = 120_000;

/** A free port below the range that the system hands out for outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + (randomBytes(2).readUInt16BE() % 18_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

const letters = (length: number) => {
  let text = "";
  while (text.length < length)
    text += randomBytes(48)
      .toString("base64")
      .replace(/[^A-Za-z0-9]/g, "");
  return text.slice(0, length);
};

export type ProductSuite = {
  key: string;
  name: string;
  kind: "app" | "template" | "login";
  dialect: "wecom" | "legacy";
  suiteId: string;
  suiteSecret: string;
  token: string;
  encodingAesKey: string;
};

/** Ids and secrets of one test world; random, so that one test's secrets never occur in another's output. */
export function makeWorld() {
  const suite = (
    key: string,
    name: string,
    dialect: "wecom" | "legacy",
    kind: ProductSuite["kind"] = "app",
  ): ProductSuite => ({
    key,
    name,
    kind,
    dialect,
    suiteId: `${kind === "template" ? "dk" : dialect === "legacy" ? "tj" : "ww"}${randomBytes(8).toString("hex")}`,
    suiteSecret: letters(43),
    token: letters(24),
    encodingAesKey: letters(43),
  });
  return {
    provider: {
      corpId: `ww${randomBytes(8).toString("hex")}`,
      secret: letters(43),
      token: letters(24),
      encodingAesKey: letters(43),
    },
    suites: [suite("crm", "客户管家", "wecom"), suite("oa", "轻考勤", "legacy")],
    owner: { email: "owner@example.com", password: letters(20), role: "owner" },
    corps: [
      { corpid: `ww${randomBytes(8).toString("hex")}`, name: "青禾科技有限公司", corpType: "verified" },
      { corpid: `ww${randomBytes(8).toString("hex")}`, name: "云帆贸易" },
    ],
  };
}
export type World = ReturnType<typeof makeWorld>;

/** A program of ours as a child process with everything it printed. */
export class Program {
  output = "";
  readonly child: ChildProcess;

  constructor(args: string[], env: Record<string, string>) {
    this.child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", NODE_ENV: "production", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.output += chunk.toString("utf8");
      });
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until `url` answers 200; fails with what the program printed. */
  async ready(url: string): Promise<void> {
    const end = Date.now() + READY_MS;
    while (Date.now() < end) {
      if (!this.isRunning) throw new Error(`ended before it was ready:\n${this.output}`);
      const answer = await fetch(url).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.status === 200) return;
      await wait(50);
    }
    throw new Error(`not ready in time:\n${this.output}`);
  }

  /** Waits until the program has printed something that matches. */
  async printed(pattern: RegExp): Promise<RegExpMatchArray> {
    const end = Date.now() + READY_MS;
    while (Date.now() < end) {
      const match = this.output.match(pattern);
      if (match) return match;
      if (!this.isRunning) break;
      await wait(50);
    }
    throw new Error(`never printed ${pattern}:\n${this.output}`);
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.isRunning) {
      const ended = once(this.child, "exit");
      this.child.kill(signal);
      await ended;
    }
    return this.child.exitCode;
  }
}

const LAUNCH = path.join(ROOT, "lib/runtime/launch.mjs");

/** The simulator as a process, with the corps and suites of `world`. */
export async function startSimulatorProgram(world: World, portalHost: string) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "portal-e2e-sim-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const seedFile = path.join(dir, "seed.json");
  const { provider, suites, corps } = world;
  const published = suites.map((one) => ({
    ...one,
    published: true,
    completionDomain: portalHost,
    trustedDomain: portalHost,
  }));
  writeFileSync(seedFile, JSON.stringify({ provider, suites: published, corps }));
  const program = new Program([LAUNCH, "simulator"], {
    SIM_PORT: String(port),
    SIM_URL: url,
    SIM_SEED_FILE: seedFile,
  });
  await program.ready(`${url}/_sim/openapi.json`);
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/_sim${path}`, {
      method,
      ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`simulator: ${method} ${path} answered ${answer.status}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  return {
    url,
    program,
    post: (path: string, body: object = {}) => call("POST", path, body),
    get: (path: string) => call("GET", path),
    async stop() {
      await program.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
export type SimulatorProgram = Awaited<ReturnType<typeof startSimulatorProgram>>;

/** Environment of `npm start` for a database and a simulator. */
export function portalEnvironment(input: {
  port: number;
  databaseUrl: string;
  simulatorUrl: string;
  bootstrapFile: string;
}): Record<string, string> {
  return {
    PORT: String(input.port),
    PORTAL_URL: `http://localhost:${input.port}`,
    DATABASE_URL: input.databaseUrl,
    PORTAL_ENCRYPTION_KEYS: `1:${randomBytes(32).toString("base64")}`,
    AUTH_SECRET: letters(48),
    PORTAL_BOOTSTRAP_FILE: input.bootstrapFile,
    WECOM_API_URL: input.simulatorUrl,
    WECOM_INSTALL_URL: `${input.simulatorUrl}/3rdapp/install`,
    WECOM_OAUTH_URL: `${input.simulatorUrl}/connect/oauth2/authorize`,
    WECOM_LOGIN_URL: `${input.simulatorUrl}/wwlogin/sso/login`,
  };
}

/** What the portal itself must keep: its keys, and the owner's password. */
export function ownSecrets(environment: Record<string, string>, password: string): Record<string, string> {
  return {
    "encryption key": environment.PORTAL_ENCRYPTION_KEYS?.split(":")[1] ?? "",
    "session secret": environment.AUTH_SECRET ?? "",
    "metrics token": environment.PORTAL_METRICS_TOKEN ?? "",
    password,
  };
}

/** Simulator and portal together, callback URLs saved and tickets pushed: the morning after the set-up. */
export async function startProduct(
  databaseUrl: string,
  world: World = makeWorld(),
  /** More settings, and more of the bootstrap file. */
  more: { environment?: Record<string, string>; bootstrap?: object } = {},
) {
  const port = await freePort();
  const portalUrl = `http://localhost:${port}`;
  const simulator = await startSimulatorProgram(world, "localhost");
  const dir = mkdtempSync(path.join(os.tmpdir(), "portal-e2e-"));
  const bootstrapFile = path.join(dir, "bootstrap.json");
  writeFileSync(
    bootstrapFile,
    JSON.stringify({
      provider: world.provider,
      suites: world.suites,
      staff: [world.owner],
      ...more.bootstrap,
    }),
  );
  const metricsToken = letters(32);
  const environment = {
    ...portalEnvironment({ port, databaseUrl, simulatorUrl: simulator.url, bootstrapFile }),
    PORTAL_METRICS_TOKEN: metricsToken,
    ...more.environment,
  };
  let earlierOutput = "";
  const start = async () => {
    const program = new Program([LAUNCH, "start"], environment);
    await program.ready(`${portalUrl}/readyz`);
    return program;
  };
  let program = await start();
  for (const { key, suiteId, token, encodingAesKey } of world.suites) {
    await simulator.post(`/suites/${suiteId}/save-urls`, {
      token,
      encodingAesKey,
      commandUrl: `${portalUrl}/wecom/${key}/command`,
      dataUrl: `${portalUrl}/wecom/${key}/data?corpid=$CORPID$`,
      businessUrl: `${portalUrl}/wecom/${key}/settings`,
    });
    await simulator.post(`/suites/${suiteId}/push-ticket`);
  }
  return {
    portalUrl,
    world,
    simulator,
    environment,
    get program() {
      return program;
    },
    /** kill -9, then a new start on the same data. */
    async crash() {
      await program.stop("SIGKILL");
      earlierOutput += program.output;
      program = await start();
    },
    /** Ends everything, after a last look for secrets in what the whole run has left (promise R17). */
    async stop() {
      try {
        await sweep({
          portalUrl,
          metricsToken: environment.PORTAL_METRICS_TOKEN,
          simulatorUrl: simulator.url,
          output: earlierOutput + program.output,
          own: ownSecrets(environment, world.owner.password),
        });
      } finally {
        await program.stop();
        await simulator.stop();
        rmSync(dir, { recursive: true, force: true });
      }
    },
  };
}
export type Product = Awaited<ReturnType<typeof startProduct>>;
