import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { install, type Kit, PROVIDER, PROVIDER_SECRET, SECRET, SUITE, startKit, tag } from "./simulator-kit";

// What real SDKs send, from protocol.md section 12. Each of these must work unchanged.
let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(() => kit.close());

const send = async (path: string, init: RequestInit = {}) =>
  (await (await fetch(`${kit.simulator.url}${path}`, init)).json()) as Record<string, unknown>;

describe("clients as they are", () => {
  test("JSON under text/plain, and under no Content-Type at all", async () => {
    await kit.suiteToken();
    const suite_ticket = kit.simulator.state.suites[SUITE]?.tickets.at(-1)?.value;
    const body = JSON.stringify({ suite_id: SUITE, suite_secret: SECRET, suite_ticket });
    const headers = { "Content-Type": "text/plain; charset=UTF-8" };
    expect(await send("/cgi-bin/service/get_suite_token", { method: "POST", body, headers })).toMatchObject({
      errcode: 0,
    });
    const untyped = { method: "POST", body: new TextEncoder().encode(body) };
    expect(await send("/cgi-bin/service/get_suite_token", untyped)).toMatchObject({ errcode: 0 });
  });

  test("doubled slashes and extra query parameters", async () => {
    const sat = await kit.suiteToken();
    const pat = await kit.providerToken();
    const path = `//cgi-bin//service/get_pre_auth_code?suite_access_token=${sat}&provider_access_token=${pat}`;
    expect(await send(path)).toMatchObject({ errcode: 0, pre_auth_code: expect.any(String) });
  });

  test("get_login_info under access_token, provider_access_token, or both with a wrong one beside it", async () => {
    const pat = await kit.providerToken();
    const wechatpy = await kit.api(`gettoken?corpid=${PROVIDER}&corpsecret=${PROVIDER_SECRET}`);
    const queries = [
      `access_token=${pat}`,
      `provider_access_token=${pat}`,
      `access_token=${wechatpy.access_token}&provider_access_token=${pat}`,
    ];
    for (const query of queries) {
      const { value } = await kit.control("POST", "codes", {
        kind: "login",
        corpid: kit.corpid,
        adminId: "admin-1",
      });
      expect(await kit.api(`service/get_login_info?${query}`, { auth_code: value })).toMatchObject({
        errcode: 0,
        usertype: 1,
      });
    }
    await kit.control("POST", "settings", { switches: { strictLoginQuery: true } });
    expect(
      await kit.api(`service/get_login_info?provider_access_token=${pat}`, { auth_code: "x" }),
    ).toMatchObject({ errcode: 41001 });
  });

  test("getuserinfo3rd with and without auth/, in its two spellings", async () => {
    const { sat } = await install(kit);
    const code = async () =>
      (
        await kit.control("POST", "codes", {
          kind: "oauth",
          suiteId: "crm",
          corpid: kit.corpid,
          userid: "lisi",
        })
      ).value;
    expect(
      await kit.api(`service/auth/getuserinfo3rd?code=${await code()}&suite_access_token=${sat}`),
    ).toHaveProperty("userid");
    expect(
      await kit.api(`service/getuserinfo3rd?suite_access_token=${sat}&code=${await code()}`),
    ).toMatchObject({ CorpId: kit.openCorpid, UserId: expect.any(String) });
    expect(await kit.api(`service/getuserinfo3rd?access_token=${sat}&code=${await code()}`)).toHaveProperty(
      "UserId",
    );
  });

  test("user/get with a suite token beside the corp token; both tickets carry `ticket`", async () => {
    const { sat, accessToken } = await install(kit);
    const member = kit.simulator.state.corps[kit.corpid]?.members[0]?.openUserid;
    expect(
      await kit.api(`user/get?userid=${member}&access_token=${accessToken}&suite_access_token=${sat}`),
    ).toMatchObject({ errcode: 0 });
    const corp = await kit.api(`get_jsapi_ticket?access_token=${accessToken}`);
    const agent = await kit.api(`ticket/get?access_token=${accessToken}&type=agent_config`);
    expect([typeof corp.ticket, typeof agent.ticket, corp.ticket === agent.ticket]).toEqual([
      "string",
      "string",
      false,
    ]);
    expect(
      await kit.api(`get_jsapi_ticket?access_token=${accessToken}&suite_access_token=${sat}`),
    ).toMatchObject({ errcode: 40014 });
  });

  test("callback addresses: a corp token only", async () => {
    const { sat, accessToken } = await install(kit);
    expect(await kit.api(`getcallbackip?access_token=${accessToken}`)).toMatchObject({
      ip_list: expect.any(Array),
    });
    expect(await kit.api(`getcallbackip?access_token=${sat}`)).toMatchObject({ errcode: 40014 });
  });
});

describe("the small directory", () => {
  test("members, departments, the app, messages with their four lists", async () => {
    const { accessToken, agentid } = await install(kit);
    const q = `access_token=${accessToken}`;
    expect(await kit.api(`user/simplelist?${q}&department_id=1&fetch_child=1`)).toMatchObject({
      userlist: { length: 3 },
    });
    expect(await kit.api(`user/list?${q}&department_id=1`)).toMatchObject({ userlist: { length: 1 } });
    expect(await kit.api(`department/list?${q}`)).toMatchObject({
      department: [{ id: 1, name: "1" }, { id: 2 }],
    });
    expect(await kit.api(`agent/get?${q}&agentid=${agentid}`)).toMatchObject({ agentid, close: 0 });
    expect(await kit.api(`agent/get?${q}&agentid=1`)).toMatchObject({ errcode: 301002 });
    const [first] = kit.simulator.state.corps[kit.corpid]?.members ?? [];
    const message = {
      touser: `${first?.openUserid}|woNobody`,
      msgtype: "text",
      agentid,
      text: { content: "你好" },
    };
    expect(await kit.api(`message/send?${q}`, message)).toMatchObject({
      errcode: 0,
      invaliduser: "woNobody",
      msgid: expect.any(String),
    });
    expect(await kit.api(`message/send?${q}`, { ...message, touser: "woNobody" })).toMatchObject({
      errcode: 81013,
    });
    expect(await kit.api(`message/send?${q}`, { ...message, touser: "" })).toMatchObject({ errcode: 82001 });
    const phone = await (
      await fetch(`${kit.simulator.url}/phone/${kit.corpid}/${first?.userid}/${SUITE}`)
    ).text();
    expect(phone).toContain("你好");
  });

  test("the visible range bounds what a token sees", async () => {
    const { accessToken } = await install(kit);
    await kit.control("POST", `corps/${kit.corpid}/change-auth`, {
      suiteId: "crm",
      range: { allowUser: ["lisi"] },
    });
    const members = kit.simulator.state.corps[kit.corpid]?.members ?? [];
    const get = async (index: number) =>
      (await kit.api(`user/get?access_token=${accessToken}&userid=${members[index]?.openUserid}`)).errcode;
    expect([await get(0), await get(1)]).toEqual([60011, 0]);
    await kit.control("POST", `corps/${kit.corpid}/change-auth`, { suiteId: "crm", disabled: true });
    expect(await get(1)).toBe(50003);
  });

  test("licences: order, pay, activate once", async () => {
    await install(kit);
    const q = `provider_access_token=${await kit.providerToken()}`;
    const order = {
      corpid: kit.openCorpid,
      buyer_userid: "boss",
      account_count: { base_count: 2 },
      account_duration: { months: 1 },
    };
    const { order_id } = await kit.api(`license/create_new_order?${q}`, order);
    expect(await kit.api(`license/get_order?${q}`, { order_id })).toMatchObject({
      order: { order_status: 0, account_count: { base_count: 2 } },
    });
    const paid = await kit.control("POST", `licence-orders/${order_id}/pay`);
    expect(kit.receiver.received.at(-1)?.message).toContain("ServiceCorpId");
    const [active_code] = paid.activeCodes as string[];
    const userid = kit.simulator.state.corps[kit.corpid]?.members[0]?.openUserid;
    const activate = () =>
      kit.api(`license/active_account?${q}`, { corpid: kit.openCorpid, active_code, userid });
    expect([(await activate()).errcode, (await activate()).errcode]).toEqual([0, 701003]);
    expect(await kit.api(`license/list_actived_account?${q}`, { corpid: kit.openCorpid })).toMatchObject({
      account_list: [{ userid }],
    });
  });

  test("address book changes reach the apps that can see them, and only those", async () => {
    await install(kit);
    const member = { userid: "zhaoliu", departments: [2] };
    const made = await kit.control("POST", `corps/${kit.corpid}/contacts`, {
      changeType: "create_user",
      member,
    });
    expect(made.deliveries).toHaveLength(1);
    const sent = kit.receiver.received.at(-1)?.message ?? "";
    expect([tag(sent, "InfoType"), tag(sent, "ChangeType"), tag(sent, "Department")]).toEqual([
      "change_contact",
      "create_user",
      "2",
    ]);
    await kit.control("POST", `corps/${kit.corpid}/change-auth`, {
      suiteId: "crm",
      range: { allowUser: ["lisi"] },
    });
    const unseen = await kit.control("POST", `corps/${kit.corpid}/contacts`, {
      changeType: "delete_user",
      userid: "zhaoliu",
    });
    expect(unseen.deliveries).toHaveLength(0);
  });

  test("app orders: pushed, then fetched", async () => {
    const { sat } = await install(kit);
    const { order } = (await kit.control("POST", "orders", { suiteId: "crm", corpid: kit.corpid })) as {
      order: { orderid: string };
    };
    expect(tag(kit.receiver.received.at(-1)?.message ?? "", "InfoType")).toBe("pay_for_app_success");
    const reply = await kit.api(`service/get_order?suite_access_token=${sat}`, { orderid: order.orderid });
    expect(reply).toMatchObject({ order_status: 1, paid_corpid: kit.openCorpid, suiteid: SUITE });
  });
});
