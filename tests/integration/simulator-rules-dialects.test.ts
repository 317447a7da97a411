import { afterEach, describe, expect, test } from "vitest";
import { install, type Kit, type KitOptions, PROVIDER, startKit, submitForm, tag } from "./simulator-kit";

let kit: Kit;
afterEach(() => kit.close());

async function start(suite: KitOptions["suite"]): Promise<void> {
  kit = await startKit({ suite: { ...suite } });
}
const raw = (path: string) => fetch(`${kit.simulator.url}${path}`, { redirect: "manual" });

describe("rule 14: legacy dialect", () => {
  const LEGACY = { suiteId: "tjlegacy0000suite", dialect: "legacy", appIds: [1, 2] } as const;

  test("rule 14: POST get_pre_auth_code, loginpage, expires_in=1200, suite_id in bodies", async () => {
    await start({ ...LEGACY, appIds: [1, 2] });
    const sat = await kit.suiteToken();
    const { pre_auth_code } = await kit.api(`service/get_pre_auth_code?suite_access_token=${sat}`, {
      suite_id: LEGACY.suiteId,
      appid: [1],
    });
    const query = new URLSearchParams({
      suite_id: LEGACY.suiteId,
      pre_auth_code: String(pre_auth_code),
      redirect_uri: `${kit.receiver.url}/back`,
      state: "s",
    });
    const page = await (await raw(`/cgi-bin/loginpage?${query}`)).text();
    const done = await submitForm(page, kit.simulator.url, "sim-consent-form");
    const back = new URL(done.headers.get("location") ?? "").searchParams;
    expect(back.get("expires_in")).toBe("1200");
    const path = `service/get_permanent_code?suite_access_token=${sat}`;
    const auth_code = back.get("auth_code");
    expect(await kit.api(path, { auth_code })).toMatchObject({ errcode: 41021 });
    expect(await kit.api(path, { auth_code, suite_id: "wwother" })).toMatchObject({ errcode: 48003 });
    const reply = await kit.api(path, { auth_code, suite_id: LEGACY.suiteId });
    expect(reply).toMatchObject({
      errcode: 0,
      auth_info: { agent: [{ appid: 1 }, { appid: 2 }] },
      auth_user_info: { email: expect.any(String) },
    });
  });

  test("rule 14: the business-setting URL is proven before saving", async () => {
    await start({ ...LEGACY, appIds: [1] });
    const result = await kit.control("POST", `suites/${LEGACY.suiteId}/save-urls`, {});
    expect(result).toMatchObject({ saved: true, proofs: { settings: { ok: true } } });
    const proof = kit.receiver.received.find((one) => one.path === "/settings");
    expect([proof?.receiveId, proof?.query.get("c")]).toEqual([PROVIDER, PROVIDER]);
  });

  test("rule 14: login page with corp_id, login_ticket, contact_sync", async () => {
    await start({ ...LEGACY, appIds: [1] });
    const query = new URLSearchParams({
      corp_id: PROVIDER,
      redirect_uri: `${kit.receiver.url}/back`,
      state: "s",
      usertype: "all",
    });
    const done = await submitForm(
      await (await raw(`/cgi-bin/loginpage?${query}`)).text(),
      kit.simulator.url,
      "sim-login-form",
    );
    const back = new URL(done.headers.get("location") ?? "").searchParams;
    expect(back.get("expires_in")).toBe("600");
    const pat = await kit.providerToken();
    const info = await kit.api(`service/get_login_info?provider_access_token=${pat}`, {
      auth_code: back.get("auth_code"),
    });
    const ticket = (info.redirect_login_info as { login_ticket: string }).login_ticket;
    const url = await kit.api(`service/get_login_url?provider_access_token=${pat}`, {
      login_ticket: ticket,
      target: "contact",
    });
    expect(url).toMatchObject({ errcode: 0, login_url: expect.any(String) });
    await kit.control("POST", "events", {
      suiteId: LEGACY.suiteId,
      corpid: kit.corpid,
      type: "contact_sync",
      fields: { Seq: 3 },
    });
    expect(tag(kit.receiver.received.at(-1)?.message ?? "", "Seq")).toBe("3");
  });

  test("rule 14: invented suite ids start with tj", async () => {
    await start({});
    expect((await kit.control("POST", "suites", { dialect: "legacy" })).suiteId).toMatch(/^tj/);
  });
});

describe("rule 15: customised apps", () => {
  const TEMPLATE = { suiteId: "dktemplate0000001", kind: "template", key: "tpl" } as const;

  test("rule 15: QR, create_auth, a reply without token, gettoken with the permanent code", async () => {
    await start(TEMPLATE);
    const pat = await kit.providerToken();
    const link = await kit.api(`service/get_customized_auth_url?provider_access_token=${pat}`, {
      templateid_list: [TEMPLATE.suiteId],
      state: "q1",
    });
    expect(link).toMatchObject({ errcode: 0, expires_in: 864_000 });
    const page = await (await fetch(String(link.qrcode_url))).text();
    await submitForm(page, kit.simulator.url, "sim-consent-form");
    await kit.control("POST", "settle");
    const event = kit.receiver.received.find((one) => tag(one.message, "InfoType") === "create_auth");
    expect(event?.receiveId).toBe(TEMPLATE.suiteId);
    const sat = await kit.suiteToken();
    const reply = await kit.api(`service/get_permanent_code?suite_access_token=${sat}`, {
      auth_code: tag(event?.message ?? "", "AuthCode"),
    });
    expect(reply).toMatchObject({ errcode: 0, state: "q1" });
    expect(reply).not.toHaveProperty("access_token");
    const body = { auth_corpid: kit.openCorpid, permanent_code: reply.permanent_code };
    expect(await kit.api(`service/get_corp_token?suite_access_token=${sat}`, body)).toMatchObject({
      errcode: 40084,
    });
    const token = await kit.api(`gettoken?corpid=${kit.openCorpid}&corpsecret=${reply.permanent_code}`);
    expect(await kit.api(`agent/list?access_token=${token.access_token}`)).toMatchObject({ errcode: 0 });
    expect(await kit.api(`service/get_pre_auth_code?suite_access_token=${sat}`)).toMatchObject({
      errcode: 48002,
    });
  });

  test("rule 15: who opened the app is asked with the corp's own token, once per code", async () => {
    await start(TEMPLATE);
    const { permanentCode } = await install(kit, TEMPLATE.suiteId);
    const token = await kit.api(`gettoken?corpid=${kit.openCorpid}&corpsecret=${permanentCode}`);
    const code = async (scope: string) => {
      const about = { kind: "oauth", suiteId: "tpl", corpid: kit.corpid, userid: "lisi", scope };
      return (await kit.control("POST", "codes", about)).value;
    };
    const ask = (path: string, value: unknown) =>
      kit.api(`${path}?access_token=${token.access_token}&code=${value}`);
    const base = await code("snsapi_base");
    const lisi = kit.simulator.state.corps[kit.corpid]?.members[1]?.openUserid;
    expect(await ask("auth/getuserinfo", base)).toEqual({ errcode: 0, errmsg: "ok", userid: lisi });
    expect(await ask("auth/getuserinfo", base)).toMatchObject({ errcode: 40029 });
    const known = await ask("user/getuserinfo", await code("snsapi_privateinfo"));
    expect(known).toMatchObject({ UserId: lisi, user_ticket: expect.any(String) });
    const detail = await kit.api(`auth/getuserdetail?access_token=${token.access_token}`, {
      user_ticket: known.user_ticket,
    });
    expect(detail).toMatchObject({ errcode: 0, userid: lisi, gender: "0" });
  });

  test("rule 15: reset_permanent_code replaces the code", async () => {
    await start(TEMPLATE);
    const { permanentCode, sat } = await install(kit, TEMPLATE.suiteId);
    await kit.control("POST", `corps/${kit.corpid}/reset-permanent-code`, { suiteId: "tpl" });
    const event = kit.receiver.received.at(-1)?.message ?? "";
    expect([tag(event, "InfoType"), tag(event, "SuiteId")]).toEqual([
      "reset_permanent_code",
      TEMPLATE.suiteId,
    ]);
    const old = await kit.api(`gettoken?corpid=${kit.openCorpid}&corpsecret=${permanentCode}`);
    expect(old).toMatchObject({ errcode: 40001 });
    const reply = await kit.api(`service/get_permanent_code?suite_access_token=${sat}`, {
      auth_code: tag(event, "AuthCode"),
    });
    expect(
      await kit.api(`gettoken?corpid=${kit.openCorpid}&corpsecret=${reply.permanent_code}`),
    ).toMatchObject({ errcode: 0 });
  });
});
