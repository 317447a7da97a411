import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { completeInstall } from "@/lib/features/install/complete-install";
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import { bundle } from "@/lib/runtime/bundle.mjs";
import { BROWSER, createInstallWorld, type InstallWorld, until } from "@/tests/support/install-world";

type Line = { kind: string; isOk?: boolean; different?: number; isLeaseLost?: boolean };
type Caller = { child: ChildProcess; lines: Line[]; go(): void; has(kind: string): Line | undefined };

const CORP_TOKEN = "service/get_corp_token";
let world: InstallWorld;
let program: string;
let authorizationId: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  world = await createInstallWorld();
  await world.giveTicket();
  const given = await world.consent();
  const outcome = await completeInstall(world.deps, {
    suite: world.suite,
    browserToken: BROWSER,
    state: given.state,
    authCode: given.authCode,
  });
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  authorizationId = outcome.authorizationId;
  program = await bundle("tests/support/token-caller.ts");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => world?.close());

function start(callers: number): Caller {
  const child = spawn(
    process.execPath,
    [program, world.databaseUrl, world.simulator.url, authorizationId, String(callers)],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  children.push(child);
  const lines: Line[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
    lines.push(JSON.parse(line) as Line);
  });
  return {
    child,
    lines,
    go: () => void child.stdin?.write("go\n"),
    has: (kind) => lines.find((line) => line.kind === kind),
  };
}

/** Fresh start: no tokens, no counts. Four processes, connected and waiting for the word. */
async function gather(callers: number, latencyMs: number | null): Promise<Caller[]> {
  await world.sql.query("DELETE FROM tokens");
  await world.control("DELETE", "faults");
  await world.control("DELETE", "calls");
  if (latencyMs !== null)
    await world.control("POST", "faults", {
      kind: "latency",
      ms: latencyMs,
      scope: { endpoint: CORP_TOKEN },
      remaining: 1,
    });
  const all = Array.from({ length: 4 }, () => start(callers));
  await until(async () => all.every((one) => one.has("ready")), 30_000);
  return all;
}

const holderOf = (all: Caller[]) => until(async () => all.find((one) => one.has("asking")));
async function version(): Promise<number> {
  const { rows } = await world.sql.query("SELECT version FROM tokens WHERE kind = 'corp'");
  return rows[0]?.version ?? 0;
}

describe("R13: one refresh, however many callers and processes", () => {
  test("4 processes with 500 callers each make one call", async () => {
    const all = await gather(500, 300);
    for (const one of all) one.go();
    await until(async () => all.every((one) => one.has("done")), 30_000);
    for (const one of all) expect(one.has("done")).toMatchObject({ isOk: true, different: 1 });
    expect(await world.calls(CORP_TOKEN)).toBe(1);
    expect(await world.calls("service/get_suite_token")).toBeLessThanOrEqual(1);
    expect(await version()).toBe(1);
  }, 60_000);

  test("a holder killed in the middle costs at most one more call, and nobody goes without", async () => {
    const all = await gather(50, 5_000);
    for (const one of all) one.go();
    const holder = await holderOf(all);
    holder.child.kill("SIGKILL");
    const others = all.filter((one) => one !== holder);
    await until(async () => others.every((one) => one.has("done")), 30_000);
    for (const one of others) expect(one.has("done")).toMatchObject({ isOk: true, different: 1 });
    // One, if it was killed before its call had left.
    expect(await world.calls(CORP_TOKEN)).toBeLessThanOrEqual(2);
  }, 60_000);

  test("a holder frozen and woken again writes nothing over the newer token", async () => {
    const all = await gather(20, 1_000);
    for (const one of all) one.go();
    const holder = await holderOf(all);
    holder.child.kill("SIGSTOP");
    const others = all.filter((one) => one !== holder);
    await until(async () => others.every((one) => one.has("done")), 30_000);
    const before = await version();
    holder.child.kill("SIGCONT");
    const late = await until(async () => holder.has("done"), 30_000);
    expect(late).toMatchObject({ isOk: true, isLeaseLost: true });
    expect(await version()).toBe(before);
    // One, if it was frozen before its call had left.
    expect(await world.calls(CORP_TOKEN)).toBeLessThanOrEqual(2);
  }, 60_000);

  test("a holder whose call died while it slept hands out what another process has brought", async () => {
    await world.sql.query("DELETE FROM tokens");
    const [sleeper, other] = [world.another(), world.another()];
    let brought: string | null = null;
    sleeper.deps.wecom.fetchCorpToken = async () => {
      await world.sql.query(
        "UPDATE tokens SET lease_until = now() - interval '1 second' WHERE kind = 'corp'",
      );
      const result = await getCorpToken(other.deps, authorizationId);
      brought = result.ok ? result.value.token.reveal() : null;
      return {
        ok: false,
        error: { kind: "unreachable", api: "service/get_corp_token", wasSent: false },
      };
    };
    const handed = await getCorpToken(sleeper.deps, authorizationId);
    expect(brought).not.toBeNull();
    expect(handed.ok ? handed.value.token.reveal() : handed.code).toBe(brought);
    expect(sleeper.logged.join()).toContain("token_lease_lost");
  });
});
