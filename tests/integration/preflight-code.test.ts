import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adviceFor } from "@/lib/core/wecom-errcodes";
import { showSuite } from "@/lib/features/console/suites";
import { changeSuite } from "@/lib/features/setup/change-suite";
import { showPreflight, tryPreAuthCode } from "@/lib/features/setup/preflight";
import { trySuiteToken } from "@/lib/features/setup/try-suite-token";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { addSignedInStaff } from "@/tests/support/console-deps";
import { createInstallWorld, type InstallWorld, SUITE_ID, SUITE_SECRET } from "@/tests/support/install-world";

let world: InstallWorld;
let operator: StaffPrincipal;
let viewer: StaffPrincipal;
beforeAll(async () => {
  world = await createInstallWorld();
  operator = (await addSignedInStaff(world.deps, "operator")).principal;
  viewer = (await addSignedInStaff(world.deps, "viewer")).principal;
});
afterAll(() => world?.close());

const codes = () => world.calls("service/get_pre_auth_code");

describe("the pre-flight's try for a pre_auth_code", () => {
  test("without a ticket it says so and asks WeCom for nothing", async () => {
    expect(await tryPreAuthCode(world.deps, operator, "crm")).toMatchObject({
      ok: false,
      code: "suite.ticket_missing",
    });
    expect(await codes()).toBe(0);
  });

  test("gets one code, authorises nothing and begins no install", async () => {
    await world.giveTicket();
    expect(await tryPreAuthCode(world.deps, operator, "crm")).toEqual({ ok: true, value: null });
    expect(await codes()).toBe(1);
    const { rows } = await world.sql.query(
      "SELECT (SELECT count(*) FROM install_states)::int AS states, (SELECT count(*) FROM authorizations)::int AS corps",
    );
    expect(rows).toEqual([{ states: 0, corps: 0 }]);
  });

  test("E9: not for viewers, and only for a suite that there is", async () => {
    expect(await tryPreAuthCode(world.deps, viewer, "crm")).toEqual({ ok: false, code: "staff.forbidden" });
    expect(await tryPreAuthCode(world.deps, operator, "nobody")).toEqual({
      ok: false,
      code: "suite.unknown",
    });
    expect(await codes()).toBe(1);
  });

  test("what WeCom refuses is told with its errcode", async () => {
    await world.control("POST", "faults", {
      kind: "ip_not_allowed",
      scope: { endpoint: "service/get_pre_auth_code", suiteId: SUITE_ID },
    });
    expect(await tryPreAuthCode(world.deps, operator, "crm")).toMatchObject({ ok: false, errcode: 60020 });
  });
});

describe("a wrong suite Secret", () => {
  const tokenCheck = async () => {
    const shown = await showPreflight(world.deps, viewer, "crm");
    return shown.ok ? shown.value.checks.find((one) => one.name === "token") : undefined;
  };

  test("is found by the first try for a token, and explained as the Secret: not as an address, not as a ticket", async () => {
    await world.control("DELETE", "faults");
    await world.giveTicket();
    await changeSuite(world.deps, operator, { suite: "crm", suiteSecret: "not-the-secret-of-this-suite" });
    await world.sql.query("DELETE FROM tokens");
    expect((await trySuiteToken(world.deps, operator, "crm")).ok).toBe(false);
    const check = await tokenCheck();
    expect(check).toMatchObject({ verdict: "bad", say: "token_bad" });
    const advice = adviceFor(check?.errcode ?? 0);
    expect(advice).toMatchObject({ fault: "provider", kind: "permanent" });
    expect(advice?.zh.meaning).toMatch(/secret/i);
    expect(advice?.zh.advice).toMatch(/核对.*Secret/);
    expect(advice?.en.cause).toMatch(/secret/i);
    const suite = await showSuite(world.deps, viewer, "crm");
    expect(suite.ok && suite.value.suite.facts.tokenErrcode).toBe(check?.errcode);
    const { rows } = await world.sql.query("SELECT value::text FROM settings");
    expect(JSON.stringify(rows)).not.toContain("not-the-secret-of-this-suite");
  });

  test("is good again, without a restart, as soon as the right one is saved and tried", async () => {
    await changeSuite(world.deps, operator, { suite: "crm", suiteSecret: SUITE_SECRET });
    expect(await trySuiteToken(world.deps, operator, "crm")).toEqual({ ok: true, value: null });
    expect(await tokenCheck()).toMatchObject({ verdict: "good", say: "token_good", errcode: null });
  });
});
