import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Secret } from "@/lib/core/secret";
import { completeInstall } from "@/lib/features/install/complete-install";
import { describeInstall } from "@/lib/features/install/describe-install";
import { startInstall } from "@/lib/features/install/start-install";
import { BROWSER, CORP, createInstallWorld, type InstallWorld, until } from "@/tests/support/install-world";

let world: InstallWorld;
beforeAll(async () => {
  world = await createInstallWorld();
  await world.giveTicket();
});
afterAll(() => world?.close());
beforeEach(async () => {
  await world.control("DELETE", "calls");
  await world.control("DELETE", "faults");
});

const finish = (
  given: { state: string; authCode: string },
  browserToken: string | null = BROWSER,
  deps = world.deps,
) =>
  completeInstall(deps, { suite: world.suite, browserToken, state: given.state, authCode: given.authCode });

describe("install from the provider's site", () => {
  test("the click makes a code and leads to WeCom's install page, which accepts it", async () => {
    const { url } = await world.consent();
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(new URL(url).searchParams.get("redirect_uri")).toBe("https://portal.example/install/crm/return");
    expect(new URL(url).searchParams.get("state")).toMatch(/^[0-9a-f]{64}$/);
  });

  test("the return stores enterprise, agents, privileges, admin and a usable token, and names the enterprise", async () => {
    const given = await world.consent();
    const outcome = await finish(given);
    expect(outcome).toMatchObject({ kind: "done", corpName: "一号企业", reference: given.reference });
    const corpId = outcome.kind === "done" ? outcome.corpId : "";
    const found = await world.deps.store.authorizations.findAuthorization(world.suite.id, corpId);
    expect(found).toMatchObject({ status: "active", source: "redirect", hasPermanentCode: true });
    expect(found?.agents[0]?.privilege?.level).toBeTypeOf("number");
    expect(found?.authorizedBy?.userId).toBeTruthy();
    expect(await world.calls("service/get_corp_token")).toBe(0);
    const shown = await describeInstall(world.deps, {
      suite: world.suite,
      reference: given.reference,
      browserToken: BROWSER,
    });
    expect(shown).toEqual(outcome);
    const other = { suite: world.suite, reference: given.reference, browserToken: "another" };
    expect(await describeInstall(world.deps, other)).toBeNull();
  });

  test("D1: a forged, foreign or expired state exchanges nothing", async () => {
    const given = await world.consent();
    expect(await finish({ ...given, state: "f".repeat(64) })).toMatchObject({
      code: "install.state_expired",
    });
    expect(await finish({ ...given, state: "not-hex" })).toMatchObject({ code: "install.state_expired" });
    expect(await finish(given, "another browser")).toMatchObject({ code: "install.other_browser" });
    expect(await finish(given, null)).toMatchObject({ code: "install.other_browser" });
    world.skew(21 * 60_000);
    expect(await finish(given)).toMatchObject({ code: "install.state_expired" });
    world.skew(0);
    expect(await world.calls("service/get_permanent_code")).toBe(0);
    // None of this used the state up.
    expect(await finish(given)).toMatchObject({ kind: "done" });
  });

  test("D1: a used state takes no second code", async () => {
    const given = await world.consent();
    const second = await world.consent("another browser");
    expect(await finish(given)).toMatchObject({ kind: "done" });
    expect(await finish({ state: given.state, authCode: second.authCode })).toMatchObject({
      kind: "failed",
      code: "install.state_expired",
    });
    expect(await world.calls("service/get_permanent_code")).toBe(1);
  });

  test("D11: a double click or the back button gets the same result, without the cookie nothing", async () => {
    const given = await world.consent();
    const [first, second] = await Promise.all([finish(given), finish(given)]);
    expect(first).toMatchObject({ kind: "done" });
    expect(second).toEqual(first);
    expect(await finish(given)).toEqual(first);
    expect(await finish(given, null)).toMatchObject({ kind: "failed", code: "install.other_browser" });
    expect(await world.calls("service/get_permanent_code")).toBe(1);
  });

  test("D6: a login code at the install return ends in a plain refusal with the errcode", async () => {
    const { state } = await world.consent();
    const { url } = await world.control("POST", `corps/${CORP}/business-setting`, {
      suiteId: world.suite.suiteId,
    });
    const authCode = new URL(String(url)).searchParams.get("auth_code") ?? "";
    expect(await finish({ state, authCode })).toMatchObject({
      kind: "failed",
      code: "install.code_refused",
      errcode: 40078,
    });
  });

  test("a missing code is told from a missing state", async () => {
    const { state } = await world.consent();
    const input = { suite: world.suite, browserToken: BROWSER };
    expect(await completeInstall(world.deps, { ...input, state, authCode: null })).toMatchObject({
      code: "install.cancelled",
    });
    expect(await completeInstall(world.deps, { ...input, state: null, authCode: null })).toMatchObject({
      code: "install.state_expired",
    });
  });

  test("C1: redirect, create_auth and retries in two processes exchange a code once and all see success", async () => {
    const other = world.another();
    const { rows } = await world.sql.query("SELECT generation FROM authorizations");
    const given = await world.consent();
    const begin = (deps: typeof world.deps) =>
      deps.store.authExchanges.beginExchange({
        suiteRowId: world.suite.id,
        code: new Secret(given.authCode),
        source: "create_auth",
        platformTime: deps.clock.now(),
        expiresAt: new Date(Date.now() + 600_000),
        installStateId: null,
        reference: Math.random().toString(36).slice(2),
        workDelaySeconds: 0,
      });
    const worker = world.work();
    await begin(other.deps);
    const outcomes = await Promise.all([
      finish(given),
      finish(given, BROWSER, other.deps),
      begin(world.deps).then(() => finish(given)),
      begin(other.deps).then(() => finish(given, BROWSER, other.deps)),
    ]);
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect(outcomes[0]).toMatchObject({ kind: "done" });
    expect(await world.calls("service/get_permanent_code")).toBe(1);
    await worker.stop();
    const after = await world.sql.query("SELECT generation FROM authorizations");
    expect(after.rows).toHaveLength(1);
    expect(after.rows[0].generation).toBe(rows[0].generation + 1);
  });

  test("C2: an answer lost after WeCom consumed the code ends as unknown outcome, with an alert, never silently", async () => {
    await world.control("POST", "faults", {
      kind: "lost_answer",
      scope: { endpoint: "service/get_permanent_code" },
      remaining: 1,
    });
    const given = await world.consent();
    const worker = world.work();
    const outcome = await until(async () => {
      const now = await finish(given);
      return now.kind === "pending" ? null : now;
    }, 25_000);
    expect(outcome).toMatchObject({ kind: "failed", code: "install.outcome_unknown", errcode: 40078 });
    expect(await world.calls("service/get_permanent_code")).toBe(2);
    expect(world.logged.some((line) => line.includes("install_outcome_unknown"))).toBe(true);
    expect((await world.deps.store.authExchanges.listFailedExchanges())[0]).toMatchObject({
      state: "unknown_outcome",
      reference: given.reference,
    });
    await worker.stop();
  });

  test("a busy WeCom is asked again while the code lives", async () => {
    await world.control("POST", "faults", {
      kind: "busy",
      scope: { endpoint: "service/get_permanent_code" },
      remaining: 2,
    });
    const given = await world.consent();
    const worker = world.work();
    expect(await finish(given)).toMatchObject({ kind: "done" });
    await worker.stop();
  });

  test("a suite without ticket, secret or id says so and keeps nothing", async () => {
    const half = { ...world.suite, suiteSecret: null };
    expect(await startInstall(world.deps, { suite: half, browserToken: BROWSER })).toEqual({
      ok: false,
      code: "suite.not_ready",
    });
  });

  test("H5: neither codes nor tokens reach the log", async () => {
    const given = await world.consent();
    await finish(given);
    const text = world.logged.join("\n");
    expect(text).not.toContain(given.authCode);
    for (const token of Object.keys(world.simulator.state.tokens)) expect(text).not.toContain(token);
  });
});
