import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "./simulator-kit";

// The program itself, bundled as the launcher does it, in a process of its own.
const root = path.join(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(root, "node_modules", ".sim-program-"));
const outfile = path.join(folder, "simulator.mjs");
const started: ChildProcess[] = [];

beforeAll(async () => {
  const entryPoints = [path.join(root, "simulator/main.ts")];
  await build({
    entryPoints,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
    logLevel: "error",
  });
});
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

function run(env: Record<string, string>, args: string[] = []): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [outfile, ...args], {
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", ...env },
  });
  started.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text };
}

const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("exit", resolve));

test("starts with nothing set but a port, says where it is, and ends on SIGTERM", async () => {
  const port = await freePort();
  const { child, said } = run({}, ["--port", String(port)]);
  await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  expect(said()).toContain(`http://localhost:${port}/`);
  const reply = await (await fetch(`http://127.0.0.1:${port}/_sim/suites`)).json();
  expect(reply).toMatchObject({ suites: [{ name: "CRM 助手" }] });
  child.kill("SIGTERM");
  expect(await ended(child)).toBe(0);
});

test("refuses to be public without a control token, naming the setting", async () => {
  const { child, said } = run({ SIM_HOST: "0.0.0.0" });
  expect(await ended(child)).toBe(1);
  expect(said()).toContain("SIM_CONTROL_TOKEN");
});
