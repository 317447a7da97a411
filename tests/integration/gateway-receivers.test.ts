import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { signWebhook } from "@/lib/core/crypto/standard-webhook";
import { Secret } from "@/lib/core/secret";
import { bundle } from "@/lib/runtime/bundle.mjs";
import { lowPort, until } from "@/tests/support/install-world";
import { RECEIVER_SECRET } from "@/tests/support/receiver";

const FOLDER = "docs/receivers";
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** Built first: `go run` would leave the program running when only `go` is ended. */
function buildGo(): string {
  const program = path.resolve("dist", "receiver-go");
  const built = spawnSync("go", ["build", "-o", program, `${FOLDER}/receiver.go`], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  return program;
}

/** What runs each example; null where this machine has not the language. */
const RUNS: [string, (port: number) => Promise<[string, string[]]>, boolean][] = [
  ["receiver.ts", async () => [process.execPath, [await bundle(`${FOLDER}/receiver.ts`)]], true],
  ["receiver.py", async () => ["python3", [`${FOLDER}/receiver.py`]], has("python3", "--version")],
  ["Receiver.java", async () => ["java", [`${FOLDER}/Receiver.java`]], has("java", "--version")],
  ["receiver.go", async () => [buildGo(), []], has("go", "version")],
  [
    "receiver.php",
    async (port) => ["php", ["-S", `127.0.0.1:${port}`, `${FOLDER}/receiver.php`]],
    has("php", "--version"),
  ],
];

const missing = RUNS.filter(([, , isHere]) => !isHere).map(([name]) => name);
if (missing.length > 0)
  process.stdout.write(`not run, because this machine has not the language: ${missing.join(", ")}\n`);

describe("the receivers of the docs", () => {
  for (const [name, run, isHere] of RUNS.filter(([, , here]) => here))
    test(`G8: ${name} takes what verifies, answers the challenge, and refuses what is forged, altered or old`, async () => {
      expect(isHere).toBe(true);
      const port = await lowPort();
      const [command, args] = await run(port);
      const child = spawn(command, args, {
        env: { ...process.env, WEBHOOK_SECRET: RECEIVER_SECRET, PORT: String(port) },
        stdio: ["ignore", "pipe", "pipe"],
      });
      children.push(child);
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => {
          said += chunk.toString();
        });
      const post = async (
        body: string,
        how: { secret?: string; shift?: number; alter?: (text: string) => string; id?: string } = {},
      ) => {
        const { secret = RECEIVER_SECRET, shift = 0, alter = (text: string) => text, id = "evt_1" } = how;
        const timestamp = Math.floor(Date.now() / 1_000) + shift;
        const headers = signWebhook([new Secret("whsec_AAAA"), new Secret(secret)], { id, timestamp, body });
        const reply = await fetch(`http://127.0.0.1:${port}/hook`, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
          body: alter(body),
        });
        return { status: reply.status, text: await reply.text() };
      };
      const challenge = JSON.stringify({
        type: "portal.challenge",
        timestamp: "2026-11-25T10:00:00Z",
        data: { challenge: "0123abcd" },
      });
      await until(async () => post(challenge).catch(() => null), 60_000).catch((error) => {
        throw new Error(`${error}\n${said}`);
      });
      expect(JSON.parse((await post(challenge)).text)).toEqual({ challenge: "0123abcd" });
      const event = JSON.stringify({
        type: "corp.authorized",
        timestamp: "2026-11-25T10:00:00Z",
        data: { suite: "crm", corp_id: "ww1", corp_name: "晨星科技" },
      });
      expect((await post(event)).status).toBe(204);
      expect((await post(event)).status).toBe(204);
      for (const forged of [
        post(event, { secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDH3cNXuSpvQs=" }),
        post(event, { alter: (text) => text.replace("ww1", "ww2") }),
        post(event, { shift: -400 }),
        post(event, { shift: 400 }),
      ])
        expect((await forged).status).toBe(401);
      await until(async () => said.includes("corp.authorized"));
    }, 90_000);
});
