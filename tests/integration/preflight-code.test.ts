import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tryPreAuthCode } from "@/lib/features/setup/preflight";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { addSignedInStaff } from "@/tests/support/console-deps";
import { createInstallWorld, type InstallWorld, SUITE_ID } from "@/tests/support/install-world";

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
