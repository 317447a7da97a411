import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeInstallLink, openInstallLink } from "@/lib/features/install/install-links";
import { startInvitedInstall } from "@/lib/features/install/start-invited-install";
import { addKey, openApi, type Told } from "@/tests/support/api-world";
import { BROWSER, CORP, createInstallWorld, type InstallWorld, until } from "@/tests/support/install-world";

let world: InstallWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let key: string;
const LINKS = "/suites/crm/install-links";

beforeAll(async () => {
  world = await createInstallWorld({ suite: { kind: "template" } });
  await world.giveTicket();
  world.work();
  portal = await openApi(world.deps);
  ({ key } = await addKey(world.deps));
  await world.control("POST", `corps/${CORP}/install`, { suiteId: world.suite.suiteId });
  await corpOf();
});
afterAll(async () => {
  await portal.close();
  await world.close();
});

/** The enterprise, as the API names it, as soon as its authorisation is stored. */
const corpOf = async (): Promise<string> =>
  (await until(async () => (await portal.ask("GET", "/corps", { key })).body.data[0])).corp_id;

test("a customised app's token comes through gettoken, with its permanent code, and works at WeCom", async () => {
  await world.sql.query("DELETE FROM tokens WHERE kind = 'corp'");
  const before = await world.calls("gettoken");
  const told = await portal.ask("GET", `/suites/crm/corps/${await corpOf()}/access-token`, { key });
  expect(told).toMatchObject({ status: 200, body: { expires_in: expect.any(Number) } });
  expect((await world.calls("gettoken")) - before).toBe(1);
  expect(await world.calls("service/get_corp_token")).toBe(0);
  const reply = await fetch(
    `${world.simulator.url}/cgi-bin/agent/list?access_token=${told.body.access_token}`,
  );
  expect((await reply.json()).errcode).toBe(0);
});

describe("who opened a customised app", () => {
  const codeOf = async (about: object = {}): Promise<string> => {
    const corp = await world.control("GET", `corps/${CORP}`);
    const [member] = corp.members as { userid: string }[];
    const suiteId = world.suite.suiteId;
    const wanted = { kind: "oauth", suiteId, corpid: CORP, userid: member?.userid, ...about };
    return String((await world.control("POST", "codes", wanted)).value);
  };
  const ask = async (code: string, corpId?: string): Promise<Told> =>
    portal.ask("POST", "/suites/crm/member-identity", {
      key,
      body: { code, ...(corpId === undefined ? {} : { corp_id: corpId }) },
    });

  test("is told by auth/getuserinfo with the enterprise's own token, once per code", async () => {
    const [corpId, code] = [await corpOf(), await codeOf()];
    expect(await ask(code, corpId)).toMatchObject({
      status: 200,
      body: { corp_id: corpId, user_id: expect.any(String), open_id: null, user_ticket: null },
    });
    expect(await ask(code, corpId)).toMatchObject({
      status: 400,
      body: { code: "member.code_refused", errcode: 40029 },
    });
    expect(await world.calls("service/auth/getuserinfo3rd")).toBe(0);
  });

  test("comes with the ticket for private facts when the member agreed to show them", async () => {
    const told = await ask(await codeOf({ scope: "snsapi_privateinfo" }), await corpOf());
    expect(told.body).toMatchObject({
      user_ticket: expect.any(String),
      user_ticket_expires_in: expect.any(Number),
    });
  });

  test("R14: is told although WeCom withdrew the enterprise's token: one new token, and the code is not lost", async () => {
    const corpId = await corpOf();
    await portal.ask("GET", `/suites/crm/corps/${corpId}/access-token`, { key });
    // What WeCom does when it withdraws tokens early; the guard of one re-fetch a minute is of another test.
    for (const token of Object.values(world.simulator.state.tokens))
      if (token.family === "corp") token.killedAt = token.issuedAt;
    world.skew(61_000);
    expect((await ask(await codeOf(), corpId)).status).toBe(200);
    world.skew(0);
  });

  test("needs the enterprise to be named; one that is unknown or not granted is the same 404", async () => {
    expect(await ask("x")).toMatchObject({ status: 400, body: { code: "member.corp_needed" } });
    const unknown = await ask(await codeOf(), "wwnobody000000001");
    const held = await addKey(world.deps, { corps: ["wwsomebodyelse001"] });
    const hidden = await portal.ask("POST", "/suites/crm/member-identity", {
      key: held.key,
      body: { code: await codeOf(), corp_id: await corpOf() },
    });
    expect([unknown.status, hidden.status]).toEqual([404, 404]);
    expect(hidden.body.code).toBe(unknown.body.code);
  });
});

describe("install links of a customised-app template", () => {
  const make = (): Promise<Told> => portal.ask("POST", LINKS, { key, body: { customer: "晨星科技" } });
  const look = async (told: Told) => (await portal.ask("GET", `${LINKS}/${told.body.id}`, { key })).body;
  const tokenOf = (told: Told): string => new URL(told.body.url).pathname.split("/").at(-1) ?? "";
  const click = async (told: Told): Promise<URL> => {
    const input = { suite: world.suite, token: tokenOf(told), browserToken: BROWSER };
    const started = await startInvitedInstall(world.deps, input);
    if (!started.ok) throw new Error(started.code);
    return new URL(started.value.url);
  };
  /** The admin agrees on WeCom's page, which pushes create_auth and sends nobody back. */
  const agree = (page: URL) =>
    world.control("POST", `corps/${CORP}/install`, {
      suiteId: world.suite.suiteId,
      origin: "vendor",
      state: page.searchParams.get("state"),
    });

  test("lead to the page that get_customized_auth_url answers, and learn from create_auth who authorised", async () => {
    const made = await make();
    expect(made).toMatchObject({ status: 201, body: { status: "made" } });
    await openInstallLink(world.deps, world.suite, tokenOf(made));
    expect((await look(made)).status).toBe("opened");
    const page = await click(made);
    expect(page.origin).toBe(new URL(world.simulator.url).origin);
    expect(page.searchParams.get("suite_id")).toBe(world.suite.suiteId);
    expect((await look(made)).status).toBe("started");
    await agree(page);
    const done = await until(async () => {
      const one = await look(made);
      return one.status === "authorized" ? one : null;
    });
    expect(done.authorized_by).toMatchObject({ corp_id: await corpOf(), name: "一号企业" });
    const again = { suite: world.suite, token: tokenOf(made), browserToken: BROWSER };
    expect(await startInvitedInstall(world.deps, again)).toEqual({ ok: false, code: "link.closed" });
    expect(await world.calls("service/get_pre_auth_code")).toBe(0);
  });

  test("D1: progress only by the state of the click: not by a foreign one, not by one of another invitation", async () => {
    const [mine, other] = [await make(), await make()];
    const page = await click(mine);
    await click(other);
    for (const state of ["0".repeat(32), "", "q1"]) {
      const forged = new URL(page);
      forged.searchParams.set("state", state);
      await agree(forged);
    }
    await world.settled();
    expect([(await look(mine)).status, (await look(other)).status]).toEqual(["started", "started"]);
    await agree(page);
    await until(async () => (await look(mine)).status === "authorized");
    expect((await look(other)).status).toBe("started");
    const { rows } = await world.sql.query("SELECT s::text AS line FROM install_states s");
    const state = page.searchParams.get("state") ?? "";
    expect(rows.some((row) => row.line.includes(state))).toBe(false);
  });

  test("learn it as well when only the answer to the code names the state, and the event does not", async () => {
    const made = await make();
    const state = (await click(made)).searchParams.get("state");
    const suiteId = world.suite.suiteId;
    const given = { suiteId, origin: "website", state };
    const { authCode } = await world.control("POST", `corps/${CORP}/install`, given);
    const event = { channel: "command", type: "create_auth", suiteId, fields: { AuthCode: authCode } };
    await world.control("POST", "events", event);
    await until(async () => (await look(made)).status === "authorized");
  });

  test("say why when WeCom knows no such template, and work again when it does", async () => {
    const made = await make();
    const row = world.simulator.state.suites[world.suite.suiteId ?? ""];
    if (!row) throw new Error("the simulator lost its template");
    row.kind = "app";
    const input = { suite: world.suite, token: tokenOf(made), browserToken: BROWSER };
    expect(await startInvitedInstall(world.deps, input)).toEqual({ ok: false, code: "wecom.refused" });
    expect(await look(made)).toMatchObject({ status: "failed", failure: { code: "wecom.refused" } });
    row.kind = "template";
    await agree(await click(made));
    await until(async () => (await look(made)).status === "authorized");
  });

  test("are not made for a login authorisation, which has no page to send anybody to", async () => {
    const maker = { kind: "api_key", id: "00000000-0000-4000-8000-000000000000", name: "tests" } as const;
    const input = { customer: "x", inviter: null, expectedCorpId: null, days: 7 };
    expect(
      await makeInstallLink(world.deps, maker, { ...input, suite: { ...world.suite, kind: "login" } }),
    ).toEqual({ ok: false, code: "link.not_for_this_app" });
  });
});
