import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "@/lib/runtime/bundle.mjs";
import { lowPort } from "@/tests/support/install-world";
import { TIMED } from "@/tests/support/timed";
import { type CallbackWorld, createCallbackWorld, KEYS, post, SUITE_IDS } from "./callback-kit";
import { sendTo } from "./door-kit";

type Instance = { port: number; child: ChildProcess; isDraining: boolean };

/** Restarts in all. The whole promise is 20 of each instance; docs/scaling.md says how to ask for it. */
const ROUNDS = process.env.ROLLING_RESTARTS ? 2 * Number(process.env.ROLLING_RESTARTS) : 3;

let world: CallbackWorld;
let program: string;
const instances: Instance[] = [];

async function start(port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, world.databaseUrl, String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
    // Nothing here calls WeCom.
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", WECOM_API_URL: "http://127.0.0.1:9" },
  });
  if (!child.stdout) throw new Error("no output");
  await once(child.stdout, "data");
  return child;
}

beforeAll(async () => {
  world = await createCallbackWorld();
  program = await bundle("tests/support/door-program.ts");
  for (let n = 0; n < 2; n += 1) {
    const port = await lowPort();
    instances.push({ port, child: await start(port), isDraining: false });
  }
});
afterAll(async () => {
  for (const { child } of instances) child.kill("SIGKILL");
  await world?.close();
});

/**
 * One event as WeCom sends it, through a balancer that leaves out who is draining and goes on to the next when a
 * connection is not even taken: again after a 503, never after a break.
 */
async function deliver(n: number): Promise<string> {
  const request = post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, {
    SuiteId: SUITE_IDS.crm,
    InfoType: "change_auth",
    TimeStamp: Math.floor(Date.now() / 1_000),
    AuthCorpId: `wp${n}`,
  });
  for (let turn = n; turn < n + 20; turn += 1) {
    const up = instances.filter((one) => !one.isDraining);
    const { port } = up[turn % up.length] ?? { port: 0 };
    try {
      const { status, body } = await sendTo(port, request);
      if (status !== 503) return body;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED") continue;
      return `broken: ${error}`;
    }
  }
  return "busy for ever";
}

describe("R20: deploys lose nothing", () => {
  test("R20: two instances, restarted in turn under callbacks: no connection breaks, nothing is lost, each stop within 10 s", {
    ...TIMED,
    timeout: 60_000 * ROUNDS,
  }, async () => {
    let isOver = false;
    let sent = 0;
    const told: string[] = [];
    const sender = async () => {
      while (!isOver) {
        sent += 1;
        told.push(await deliver(sent));
      }
    };
    const load = Promise.all(Array.from({ length: 6 }, sender));
    const stops: { ms: number; code: number | null }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const instance = instances[round % 2];
      if (!instance) throw new Error("no instance");
      // /readyz says 503 from the first moment of a stop; what is under way goes on.
      instance.isDraining = true;
      const began = performance.now();
      const ended = once(instance.child, "exit");
      instance.child.kill("SIGTERM");
      const [code] = await ended;
      stops.push({ ms: performance.now() - began, code });
      instance.child = await start(instance.port);
      instance.isDraining = false;
    }
    isOver = true;
    await load;
    expect(told.filter((one) => one !== "success")).toEqual([]);
    expect(stops.map((one) => one.code)).toEqual(Array(ROUNDS).fill(0));
    for (const { ms } of stops) expect(ms).toBeLessThan(10_000);
    expect(told.length).toBeGreaterThan(5 * ROUNDS);
    expect(await world.count("inbound_events")).toBe(told.length);
  });
});
