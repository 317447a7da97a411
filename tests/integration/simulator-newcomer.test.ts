import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start";
import { freePort, submitForm } from "./simulator-kit";

/*
 * The newcomer: reads simulator/README.md, copies its two Python programs, and walks through its eight steps
 * with a browser (here: the forms of the pages). No control API, no knowledge of the simulator's inside.
 * What the machine lacks is named; Python and openssl are what the README asks for.
 */
const missing = [
  ["python3", "--version"],
  ["openssl", "version"],
].filter(([name = "", flag = ""]) => spawnSync(name, [flag]).status !== 0);
if (missing.length > 0)
  process.stdout.write(`the newcomer's walk needs ${missing.map(([name]) => name).join(", ")}\n`);

const readme = readFileSync(path.join(import.meta.dirname, "../../simulator/README.md"), "utf8");
const [callbackProgram = "", sendProgram = ""] = [...readme.matchAll(/```python\n([\s\S]*?)```/g)].map(
  (match) => match[1] ?? "",
);
const folder = mkdtempSync(path.join(tmpdir(), "newcomer-"));
const running: ChildProcess[] = [];
let simulator: Simulator;
let base: string;

beforeAll(async () => {
  // One second for the check is WeCom's; a machine that runs other tests beside this may need more for Python.
  const timing = { proofTimeoutMs: 10_000 };
  const seedData = { corps: [{ name: "示例科技" }, { name: "样例贸易" }], timing };
  simulator = await startSimulator({ port: await freePort(), seed: 11, seedData });
  base = simulator.url;
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await simulator?.close();
  rmSync(folder, { recursive: true });
});

const read = async (address: string) => (await fetch(new URL(address, base))).text();
const shown = (page: string, testId: string) =>
  new RegExp(`data-testid="${testId}"[^>]*>([^<]*)<`).exec(page)?.[1] ?? "";
const verdict = (page: string, channel: string) =>
  new RegExp(`data-testid="sim-proof-${channel}" data-verdict="(\\w+)"`).exec(page)?.[1];

/** Starts the README's callback server, whole or with a beginner's mistake in it; `printed` is its terminal. */
async function startCallbacks(program: string, token: string, key: string, port: number) {
  const file = path.join(folder, `callback-${running.length}.py`);
  writeFileSync(file, program);
  const child = spawn("python3", [file, token, key, String(port)]);
  running.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await until(async () => {
    const reached = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      // It cannot answer a request without a query; that it took the connection is enough.
      (error: Error) => !String(error.cause).includes("ECONNREFUSED"),
    );
    return reached;
  });
  return { child, printed: () => text };
}

async function until(check: () => Promise<boolean> | boolean, ms = 40_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** The port is free again afterwards. */
function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

const element = (xml: string, name: string) =>
  new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]></${name}>`).exec(xml)?.[1] ?? "";

describe.runIf(missing.length === 0)("a newcomer with nothing but the README", () => {
  test("the callback server fits in thirty lines", () => {
    const lines = callbackProgram.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
    expect(lines.length).toBeLessThanOrEqual(30);
  });

  test("from nothing to a message and its reply, with a failed check on the way", async () => {
    const port = await freePort();
    // 1. Create an app; read its page.
    const made = await fetch(`${base}/vendor/suites`, {
      method: "POST",
      body: new URLSearchParams({ name: "我的应用", kind: "app", dialect: "wecom" }),
      redirect: "manual",
    });
    const address = made.headers.get("location") ?? "";
    const page = await read(address);
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? "";
    const [token, key] = [value("token"), value("encodingAesKey")];
    const save = async () => {
      const urls = {
        commandUrl: `http://localhost:${port}/command`,
        dataUrl: `http://localhost:${port}/data`,
      };
      await submitForm(await read(address), base, "sim-urls-form", urls);
      return read(address);
    };

    // 3. Before the server runs: refused, with the reason, and what was typed is kept.
    const refused = await save();
    expect(verdict(refused, "command")).toBe("connection_error");
    expect(refused).toContain("未保存");
    expect(refused).toContain(`value="http://localhost:${port}/data"`);

    // A beginner's mistakes: an answer with a newline behind it; then the key of another app.
    const wordy = callbackProgram.replace("self.wfile.write(text)", 'self.wfile.write(text + b"\\n")');
    expect(wordy).not.toBe(callbackProgram);
    const first = await startCallbacks(wordy, token, key, port);
    expect(verdict(await save(), "command")).toBe("trailing_bytes");
    await end(first.child);
    const second = await startCallbacks(callbackProgram, "AnotherToken", key, port);
    const unsigned = await save();
    expect(verdict(unsigned, "command")).not.toBe("ok");
    await until(() => second.printed().includes("-40001"));
    await end(second.child);

    // 4. The README's server as it stands: saved. 5. And a ticket is there.
    const { printed } = await startCallbacks(callbackProgram, token, key, port);
    const saved = await save();
    expect([verdict(saved, "command"), verdict(saved, "data")]).toEqual(["ok", "ok"]);
    await until(() => printed().includes("<SuiteTicket>"));
    const suiteId = shown(saved, "sim-suite-id");
    expect(printed()).toContain(`for ${suiteId}: `);

    // 6. An enterprise installs from the market.
    const corpLink = /href="(\/admin\/ww\w+)"/.exec(await read("/admin"))?.[1] ?? "";
    const market = await read(`/3rdapp/market?suite_id=${suiteId}&corp=${corpLink.slice("/admin/".length)}`);
    await submitForm(market, base, "sim-consent-form");
    await until(() => printed().includes("<InfoType><![CDATA[create_auth]]>"));

    // 7. The second program exchanges the code and sends.
    const file = path.join(folder, "send.py");
    writeFileSync(file, sendProgram.replace("http://localhost:4010", base));
    const codes = [element(printed(), "SuiteTicket"), element(printed(), "AuthCode")];
    const sent = await run("python3", [
      file,
      suiteId,
      shown(saved, "sim-suite-secret"),
      ...codes,
      "你好，企业微信",
    ]);
    expect(sent).toMatch(/installed in .+\nsent msg/);

    // 8. The message is on the phone; the reply is in the terminal, sealed for the corp.
    const phone =
      /href="(\/phone\/[^"]*)" data-testid="sim-phone-link"/.exec(await read("/phone"))?.[1] ?? "";
    expect(await read(phone)).toContain("你好，企业微信");
    const body = new URLSearchParams({ what: "text", content: "收到，谢谢" });
    await fetch(new URL(phone, base), { method: "POST", body });
    await until(() => printed().includes("收到，谢谢"));
    expect(printed()).toMatch(/for wp\w+: <xml>/);

    // The start page has ticked off every step.
    const start = await read("/");
    expect(start.match(/<li class="done">/g)).toHaveLength(7);
  }, 120_000);
});

function run(command: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, args);
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.once("exit", () => resolve(text));
  });
}
