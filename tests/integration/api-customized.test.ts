import { afterAll, beforeAll, expect, test } from "vitest";
import { addKey, openApi } from "@/tests/support/api-world";
import { CORP, createInstallWorld, type InstallWorld, until } from "@/tests/support/install-world";

let world: InstallWorld;
let portal: Awaited<ReturnType<typeof openApi>>;

beforeAll(async () => {
  world = await createInstallWorld({ suite: { kind: "template" } });
  await world.giveTicket();
  world.work();
  portal = await openApi(world.deps);
});
afterAll(async () => {
  await portal.close();
  await world.close();
});

test("a customised app's token comes through gettoken, with its permanent code, and works at WeCom", async () => {
  const { key } = await addKey(world.deps);
  await world.control("POST", `corps/${CORP}/install`, { suiteId: world.suite.suiteId });
  const found = await until(async () => (await portal.ask("GET", "/corps", { key })).body.data[0]);
  await world.sql.query("DELETE FROM tokens WHERE kind = 'corp'");
  const told = await portal.ask("GET", `/suites/crm/corps/${found.corp_id}/access-token`, { key });
  expect(told).toMatchObject({ status: 200, body: { expires_in: expect.any(Number) } });
  expect(await world.calls("gettoken")).toBe(1);
  expect(await world.calls("service/get_corp_token")).toBe(0);
  const reply = await fetch(
    `${world.simulator.url}/cgi-bin/agent/list?access_token=${told.body.access_token}`,
  );
  expect((await reply.json()).errcode).toBe(0);
  // Templates are authorised by their QR code: nobody can be invited to an install page.
  const invited = await portal.ask("POST", "/suites/crm/install-links", {
    key,
    body: { customer: "某企业" },
  });
  expect(invited).toMatchObject({ status: 409, body: { code: "link.not_for_this_app" } });
  // Its members' codes are exchanged with the corp's token, so the corp must be named.
  const member = await portal.ask("POST", "/suites/crm/member-identity", { key, body: { code: "x" } });
  expect(member).toMatchObject({ status: 400, body: { code: "member.corp_needed" } });
});
