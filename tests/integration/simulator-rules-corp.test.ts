import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { install, type Kit, PROVIDER, SECRET, SUITE, startKit, submitForm, tag } from "./simulator-kit";

let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(() => kit.close());

const raw = (path: string, init: RequestInit = {}) =>
  fetch(`${kit.simulator.url}${path}`, { redirect: "manual", ...init });

describe("rule 8: replies", () => {
  test("rule 8: errcode is left out of get_corp_token and get_provider_token only", async () => {
    const { sat, permanentCode, accessToken, reply } = await install(kit);
    expect(reply).toMatchObject({ errcode: 0, errmsg: "ok" });
    const token = await kit.api(`service/get_corp_token?suite_access_token=${sat}`, {
      auth_corpid: kit.openCorpid,
      permanent_code: permanentCode,
    });
    expect(Object.keys(token).sort()).toEqual(["access_token", "expires_in"]);
    expect(token.access_token).toBe(accessToken);
    const provider = await kit.api("service/get_provider_token", {
      corpid: PROVIDER,
      provider_secret: "provider-secret-for-tests",
    });
    expect(Object.keys(provider).sort()).toEqual(["expires_in", "provider_access_token"]);
  });

  test("rule 8: errors carry text, hint, address and link, and two headers", async () => {
    const response = await raw("/cgi-bin/service/get_permanent_code?suite_access_token=x", {
      method: "POST",
      body: "{}",
    });
    const { errcode, errmsg } = (await response.json()) as { errcode: number; errmsg: string };
    expect([response.status, errcode]).toEqual([200, 40082]);
    expect(errmsg).toMatch(
      /^invalid suite_acccess_token or provider_access_token, hint: \[\d{25}\], from ip: [\d.:]+, more info at \S+e=40082$/,
    );
    expect(response.headers.get("error-code")).toBe("40082");
    expect(response.headers.get("error-msg")).toBe(errmsg);
    expect(response.headers.get("content-type")).toBe("application/json; charset=UTF-8");
  });

  test("rule 8: a body that is not JSON adds its warning", async () => {
    const response = await raw("/cgi-bin/service/get_suite_token", { method: "POST", body: "suite_id=1" });
    expect(await response.json()).toMatchObject({
      errcode: 41021,
      errmsg: expect.stringContaining("Warning: wrong json format."),
    });
  });

  test("rule 8: v1 and v2 shapes; absent optional fields are really absent", async () => {
    const { sat, permanentCode, reply } = await install(kit);
    expect(reply).not.toHaveProperty("state");
    expect(reply).not.toHaveProperty("dealer_corp_info");
    expect(reply.auth_corp_info).not.toHaveProperty("corp_full_name");
    expect(reply.auth_corp_info).toHaveProperty("corp_wxqrcode");
    const body = { auth_corpid: kit.openCorpid, permanent_code: permanentCode };
    const v1 = await kit.api(`service/get_auth_info?suite_access_token=${sat}`, body);
    expect(Object.keys(v1).sort()).toEqual(["auth_corp_info", "auth_info", "errcode", "errmsg"]);
    const v2 = await kit.api(`service/v2/get_auth_info?suite_access_token=${sat}`, body);
    expect(v2.auth_corp_info).toHaveProperty("corp_ex_name");
    expect(v2.auth_corp_info).not.toHaveProperty("corp_wxqrcode");
    const { authCode } = await kit.control("POST", `corps/${kit.corpid}/install`, { suiteId: "crm" });
    const short = await kit.api(`service/v2/get_permanent_code?suite_access_token=${sat}`, {
      auth_code: authCode,
    });
    expect(Object.keys(short).sort()).toEqual([
      "auth_corp_info",
      "auth_user_info",
      "errcode",
      "errmsg",
      "permanent_code",
    ]);
    expect(short.auth_corp_info).toEqual({ corpid: kit.openCorpid, corp_name: "一号企业" });
  });

  test("rule 8: types as listed: gender and created_at are strings", async () => {
    const { accessToken } = await install(kit);
    const member = kit.simulator.state.corps[kit.corpid]?.members[0]?.openUserid;
    expect(await kit.api(`user/get?access_token=${accessToken}&userid=${member}`)).toMatchObject({
      gender: "0",
      name: member,
    });
    const form = new FormData();
    form.set("media", new File(["hello world"], "a.txt", { type: "text/plain" }));
    const uploaded = (await (
      await raw(`/cgi-bin/media/upload?access_token=${accessToken}&type=file`, { method: "POST", body: form })
    ).json()) as { media_id: string };
    expect(uploaded).toMatchObject({ created_at: expect.stringMatching(/^\d{10}$/) });
    const got = await raw(`/cgi-bin/media/get?access_token=${accessToken}&media_id=${uploaded.media_id}`);
    expect(await got.text()).toBe("hello world");
  });
});

describe("rule 9: cancellation", () => {
  test("rule 9: code and token die, cancel_auth comes, a reinstall has a new code and agentid", async () => {
    const before = await install(kit);
    await kit.control("POST", `corps/${kit.corpid}/cancel`, { suiteId: "crm" });
    const event = kit.receiver.received.at(-1)?.message ?? "";
    expect([tag(event, "InfoType"), tag(event, "AuthCorpId")]).toEqual(["cancel_auth", kit.openCorpid]);
    const body = { auth_corpid: kit.openCorpid, permanent_code: before.permanentCode };
    expect(await kit.api(`service/get_corp_token?suite_access_token=${before.sat}`, body)).toMatchObject({
      errcode: 40084,
    });
    expect(await kit.api(`service/get_auth_info?suite_access_token=${before.sat}`, body)).toMatchObject({
      errcode: 40084,
    });
    expect(await kit.api(`department/list?access_token=${before.accessToken}`)).toMatchObject({
      errcode: 40014,
    });
    const after = await install(kit);
    expect(after.permanentCode).not.toBe(before.permanentCode);
    expect(after.agentid).not.toBe(before.agentid);
    expect(after.reply.auth_corp_info).toMatchObject({ corpid: kit.openCorpid });
    expect(await kit.api(`service/get_corp_token?suite_access_token=${before.sat}`, body)).toMatchObject({
      errcode: 40084,
    });
  });

  test("rule 9: an install code that was not used before the cancellation is dead", async () => {
    const sat = await kit.suiteToken();
    const { authCode } = await kit.control("POST", `corps/${kit.corpid}/install`, { suiteId: "crm" });
    await kit.control("POST", `corps/${kit.corpid}/cancel`, { suiteId: "crm" });
    expect(
      await kit.api(`service/get_permanent_code?suite_access_token=${sat}`, { auth_code: authCode }),
    ).toMatchObject({ errcode: 40078 });
    // Nor does a reinstall bring it back to life.
    await kit.control("POST", `corps/${kit.corpid}/install`, { suiteId: "crm" });
    expect(
      await kit.api(`service/get_permanent_code?suite_access_token=${sat}`, { auth_code: authCode }),
    ).toMatchObject({ errcode: 40078 });
  });
});

describe("rule 10: identity mode", () => {
  test.each(["plain", "encrypted"] as const)(
    "rule 10: %s in reply, callbacks, OAuth and user APIs alike",
    async (identityMode) => {
      await kit.control("POST", "settings", { provider: { identityMode } });
      const member = kit.simulator.state.corps[kit.corpid]?.members[1];
      const corpid = identityMode === "plain" ? kit.corpid : kit.openCorpid;
      const userid = identityMode === "plain" ? "lisi" : member?.openUserid;
      expect(kit.openCorpid).toMatch(/^wp[A-Za-z0-9]{30}$/);
      expect(member?.openUserid).toMatch(/^wo[A-Za-z0-9]{30}$/);
      const { sat, accessToken, reply } = await install(kit);
      expect(reply.auth_corp_info).toMatchObject({ corpid });
      await kit.control("POST", "messages", {
        suiteId: "crm",
        corpid: kit.corpid,
        userid: "lisi",
        content: "hi",
      });
      const sent = kit.receiver.received.at(-1);
      expect([sent?.receiveId, tag(sent?.message ?? "", "FromUserName")]).toEqual([corpid, userid]);
      const code = (
        await kit.control("POST", "codes", {
          kind: "oauth",
          suiteId: "crm",
          corpid: kit.corpid,
          userid: "lisi",
        })
      ).value;
      expect(
        await kit.api(`service/auth/getuserinfo3rd?suite_access_token=${sat}&code=${code}`),
      ).toMatchObject({ corpid, userid, open_userid: member?.openUserid });
      expect(await kit.api(`user/get?access_token=${accessToken}&userid=${userid}`)).toMatchObject({
        userid,
      });
      const wrong = identityMode === "plain" ? member?.openUserid : "lisi";
      expect(await kit.api(`user/get?access_token=${accessToken}&userid=${wrong}`)).toMatchObject({
        errcode: 60111,
      });
    },
  );
});

describe("rule 11: login", () => {
  const login = async (person: object) => {
    const { value } = await kit.control("POST", "codes", { kind: "login", corpid: kit.corpid, ...person });
    return kit.api(`service/get_login_info?access_token=${await kit.providerToken()}`, { auth_code: value });
  };

  test("rule 11: the business-setting redirect keeps the query and fills $CORPID$", async () => {
    await install(kit);
    const response = await raw(`/admin/${kit.corpid}/apps/${SUITE}/business-setting?admin=admin-2`);
    expect(response.status).toBe(302);
    const target = new URL(response.headers.get("location") ?? "");
    expect(Object.fromEntries(target.searchParams)).toEqual({
      a: "1",
      c: kit.openCorpid,
      auth_code: expect.any(String),
    });
    const body = { auth_code: target.searchParams.get("auth_code") };
    const pat = await kit.providerToken();
    expect(await kit.api(`service/get_login_info?access_token=${pat}`, body)).toMatchObject({
      usertype: 2,
      corp_info: { corpid: kit.openCorpid },
      agent: [{ auth_type: 1 }],
    });
    expect(await kit.api(`service/get_login_info?access_token=${pat}`, body)).toMatchObject({
      errcode: 40078,
    });
  });

  test("rule 11: five user types; an admin outside the address book has no user_info", async () => {
    const types = [];
    for (const id of [1, 2, 3, 4]) types.push((await login({ adminId: `admin-${id}` })).usertype);
    const member = await login({ userid: "wangwu" });
    expect([...types, member.usertype]).toEqual([1, 2, 3, 4, 5]);
    expect(member).not.toHaveProperty("agent");
    expect(await login({ adminId: "admin-3" })).not.toHaveProperty("user_info");
    expect(await login({ adminId: "admin-1" })).toHaveProperty("user_info.open_userid");
  });

  test("rule 11: scan login, web login and OAuth pages send the browser back with their own kind of code", async () => {
    await kit.control("POST", "suites", {
      suiteId: "wwlogin",
      key: "login",
      kind: "login",
      completionDomain: "localhost",
    });
    const back = `${kit.receiver.url}/back`;
    const open = async (path: string, query: Record<string, string>) => {
      const page = await raw(`${path}?${new URLSearchParams({ redirect_uri: back, state: "z9", ...query })}`);
      expect(page.status).toBe(200);
      const done = await submitForm(await page.text(), kit.simulator.url, "sim-login-form");
      expect(done.status).toBe(302);
      return Object.fromEntries(new URL(done.headers.get("location") ?? "").searchParams);
    };
    expect(await open("/wwopen/sso/3rd_qrConnect", { appid: PROVIDER, usertype: "member" })).toEqual({
      auth_code: expect.any(String),
      state: "z9",
    });
    expect(await open("/wwlogin/sso/login", { login_type: "ServiceApp", appid: "wwlogin" })).toEqual({
      code: expect.any(String),
      state: "z9",
    });
    const { code } = await open("/connect/oauth2/authorize", {
      appid: SUITE,
      response_type: "code",
      scope: "snsapi_privateinfo",
    });
    const sat = await kit.suiteToken();
    const who = await kit.api(`service/auth/getuserinfo3rd?suite_access_token=${sat}&code=${code}`);
    expect(who).toMatchObject({ corpid: kit.openCorpid, user_ticket: expect.any(String) });
    expect(
      await kit.api(`service/auth/getuserdetail3rd?suite_access_token=${sat}`, {
        user_ticket: who.user_ticket,
      }),
    ).toMatchObject({ gender: "0" });
    const refused = await raw(
      `/connect/oauth2/authorize?appid=${SUITE}&response_type=code&scope=snsapi_base&redirect_uri=http%3A%2F%2Fevil.example`,
    );
    expect(await refused.text()).toContain('data-code="50001"');
  });
});

describe("rule 12: limits", () => {
  test("rule 12: per corp and API, until the window ends", async () => {
    const { accessToken } = await install(kit);
    await kit.control("POST", "settings", { limits: { corpApiPerMinute: 2 } });
    const list = async () => (await kit.api(`department/list?access_token=${accessToken}`)).errcode;
    expect([await list(), await list(), await list()]).toEqual([0, 0, 45009]);
    expect((await kit.api(`agent/list?access_token=${accessToken}`)).errcode).toBe(0);
    await kit.control("POST", "clock/advance", { seconds: 61 });
    expect(await list()).toBe(0);
  });

  test("rule 12: per address", async () => {
    await kit.control("POST", "settings", { limits: { ipPerMinute: 1 } });
    const codes = [await kit.api("gettoken"), await kit.api("gettoken")].map((one) => one.errcode);
    expect(codes).toEqual([41002, 45009]);
  });

  test("rule 12: 60020 names the caller; a wildcard lets it in", async () => {
    await kit.control("POST", "settings", { provider: { ipList: ["10.1.2.*"] } });
    const refused = await kit.api("service/get_suite_token", {});
    expect(refused).toMatchObject({
      errcode: 60020,
      errmsg: expect.stringMatching(/from ip: (127\.0\.0\.1|::1)/),
    });
    await kit.control("POST", "settings", { provider: { ipList: ["127.0.0.*", "::1"] } });
    expect(await kit.api("service/get_suite_token", {})).toMatchObject({ errcode: 41021 });
  });

  test("rule 12: wrong secrets block the address for an hour", async () => {
    await kit.control("POST", "settings", { limits: { wrongSecrets: 2 } });
    const wrong = async () =>
      (await kit.api("service/get_provider_token", { corpid: PROVIDER, provider_secret: SECRET })).errcode;
    expect([await wrong(), await wrong(), await wrong()]).toEqual([40001, 40001, 45009]);
    await kit.control("POST", "clock/advance", { seconds: 3601 });
    expect(await kit.providerToken()).not.toBe("undefined");
  });
});

describe("rule 16: injectable time", () => {
  test("rule 16: time moves only forward and only when told", async () => {
    const before = kit.simulator.world.clock.now();
    await kit.control("POST", "clock/advance", { seconds: 86_400 });
    expect(kit.simulator.world.clock.now() - before).toBeGreaterThanOrEqual(86_400_000);
    expect(await kit.control("POST", "clock/advance", { seconds: -1 })).toMatchObject({
      error: "bad_request",
    });
  });

  test("rule 16: a media_id dies after three days", async () => {
    const { sat, permanentCode, accessToken } = await install(kit);
    const form = new FormData();
    form.set("media", new File(["hello world"], "a.txt"));
    const { media_id } = (await (
      await raw(`/cgi-bin/media/upload?access_token=${accessToken}&type=file`, { method: "POST", body: form })
    ).json()) as { media_id: string };
    await kit.control("POST", "clock/advance", { seconds: 3 * 86_400 + 1 });
    const fresh = await kit.suiteToken();
    expect(fresh).not.toBe(sat);
    const renewed = await kit.api(`service/get_corp_token?suite_access_token=${fresh}`, {
      auth_corpid: kit.openCorpid,
      permanent_code: permanentCode,
    });
    expect(
      await kit.api(`media/get?access_token=${renewed.access_token}&media_id=${media_id}`),
    ).toMatchObject({ errcode: 40007 });
  });
});
