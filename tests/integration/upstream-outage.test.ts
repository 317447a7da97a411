import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import { completeInstall } from "@/lib/features/install/complete-install";
import { handleCallback } from "@/lib/runtime/callback-handler";
import {
  BROWSER,
  createInstallWorld,
  type InstallWorld,
  KEY,
  SUITE_ID,
  until,
} from "@/tests/support/install-world";
import { TIMED } from "@/tests/support/timed";
import { keyOf, post } from "./callback-kit";

let world: InstallWorld;
let corpId: string;

beforeAll(async () => {
  world = await createInstallWorld();
  await world.giveTicket();
  const { state, authCode } = await world.consent();
  const outcome = await completeInstall(world.deps, {
    suite: world.suite,
    browserToken: BROWSER,
    state,
    authCode,
  });
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  ({ corpId } = outcome);
});
afterAll(() => world?.close());

const key = { ...keyOf("SuiteTok9", "x"), aesKey: decodeAesKey(KEY) ?? Buffer.alloc(32) };
const startedAt = Math.floor(Date.now() / 1_000);

/** A signed event straight to the handler; answers how long it took. */
async function send(n: number): Promise<number> {
  const fields = { SuiteId: SUITE_ID, InfoType: "change_auth", TimeStamp: startedAt - n, AuthCorpId: corpId };
  const { query, body } = post("/wecom/crm/command", key, SUITE_ID, fields, { random: randomBytes(16) });
  const began = performance.now();
  const answer = await handleCallback(
    {
      method: "POST",
      suiteKey: "crm",
      channel: "command",
      rawQuery: query,
      body: Buffer.from(body ?? ""),
      remoteAddress: null,
    },
    world.deps,
  );
  expect(answer.body).toBe("success");
  return performance.now() - began;
}

async function sendMany(from: number, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = from; n < from + count; n += 1) times.push(await send(n));
  return times.sort((a, b) => a - b);
}

describe("R21: WeCom's API is a black hole", () => {
  test("R21: callbacks are answered as fast as before, nothing is lost, and the backlog drains afterwards", {
    ...TIMED,
    timeout: 90_000,
  }, async () => {
    const before = await sendMany(0, 60);
    await world.control("POST", "faults", { kind: "blackhole", scope: {} });
    await world.sql.query("DELETE FROM tokens");
    world.work();
    // The worker is at work and stuck: that is what callbacks must not notice.
    await until(
      async () => (await world.sql.query("SELECT 1 FROM work_items WHERE state = 'running'")).rowCount,
    );
    const during = await sendMany(60, 200);
    const { rows } = await world.sql.query(
      "SELECT count(*)::int AS n FROM inbound_events WHERE type = 'change_auth'",
    );
    expect(rows[0].n).toBe(260);
    const p99 = during[197] ?? 0;
    expect(p99).toBeLessThan(Math.max(250, (before[58] ?? 0) * 5));
    expect(during.at(-1)).toBeLessThan(800);

    await world.control("DELETE", "faults");
    await world.control("DELETE", "calls");
    await until(async () => {
      // Back-off is minutes in real use; here only whether the work succeeds once WeCom is back.
      await world.sql.query("UPDATE work_items SET run_at = now() WHERE state = 'ready'");
      await world.sql.query("UPDATE tokens SET retry_after = NULL");
      const left = await world.sql.query("SELECT count(*)::int AS n FROM work_items");
      return left.rows[0].n === 0;
    }, 45_000);
    // One enterprise, one reading: 260 equal wishes have become few calls.
    expect(await world.calls("service/get_auth_info")).toBeLessThanOrEqual(12);
    expect(await world.calls("service/get_suite_token")).toBeLessThanOrEqual(2);
  });
});
