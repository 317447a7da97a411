import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { install, type Kit, PROVIDER, SECRET, SUITE, startKit, submitForm, tag } from "./simulator-kit";

let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(() => kit.close());

const advance = (seconds: number) => kit.control("POST", "clock/advance", { seconds });

describe("rule 1: keys and URL proof", () => {
  test("rule 1: a correct receiver is saved; the GET is sealed for the provider corpid", async () => {
    const result = await kit.control("POST", "suites/crm/save-urls", {
      commandUrl: `${kit.receiver.url}/command`,
    });
    expect(result).toMatchObject({
      saved: true,
      proofs: { command: { verdict: "ok", ok: true }, data: { ok: true } },
    });
    const proof = kit.receiver.received.find((one) => one.method === "GET");
    expect(proof?.receiveId).toBe(PROVIDER);
    expect(BigInt(proof?.message ?? "0")).toBeGreaterThan(2n ** 63n);
    const echostr = proof?.query.get("echostr") ?? "";
    expect([echostr.includes("+"), echostr.includes("/")]).toEqual([true, true]);
  });

  test.each([
    ["quotes", "quoted", (text: string) => JSON.stringify(text)],
    ["a newline", "trailing_bytes", (text: string) => `${text}\n`],
    ["a BOM", "trailing_bytes", (text: string) => `\uFEFF${text}`],
    ["a rounded number", "number_rounded", (text: string) => String(Number(text))],
    ["something else", "wrong_body", () => "success"],
  ])("rule 1: %s is refused and named, and nothing is saved", async (_name, verdict, change) => {
    kit.receiver.react = (received, response) => response.end(change(received.message));
    const result = await kit.control("POST", "suites/crm/save-urls", {
      commandUrl: `${kit.receiver.url}/other`,
    });
    expect(result).toMatchObject({ saved: false, proofs: { command: { verdict } } });
    expect(kit.simulator.state.suites[SUITE]?.commandUrl).toBe(`${kit.receiver.url}/command`);
  });

  test("rule 1: the ciphertext echoed, a redirect, a late answer", async () => {
    kit.receiver.react = (received, response) => response.end(received.query.get("echostr"));
    const save = async () => (await kit.control("POST", "suites/crm/save-urls", { dataUrl: "" })).proofs;
    expect(await save()).toMatchObject({ command: { verdict: "echoed_ciphertext" } });
    kit.receiver.react = (_received, response) => response.writeHead(302, { Location: "/x" }).end();
    expect(await save()).toMatchObject({ command: { verdict: "redirected" } });
    await kit.control("POST", "settings", { timing: { proofTimeoutMs: 50 } });
    kit.receiver.react = () => {};
    expect(await save()).toMatchObject({ command: { verdict: "timeout" } });
  });

  test("rule 1: the provider-level URL has a pair of its own", async () => {
    const result = await kit.control("POST", "provider/save-url", { url: `${kit.receiver.url}/provider` });
    expect(result).toMatchObject({ saved: true });
    expect(kit.receiver.received.at(-1)).toMatchObject({ path: "/provider", receiveId: PROVIDER });
  });
});

describe("rule 2: receive ids", () => {
  test("rule 2: suite id for instructions, the corp's id for data, provider corpid for provider events", async () => {
    await install(kit);
    await kit.control("POST", "messages", {
      suiteId: "crm",
      corpid: kit.corpid,
      userid: "zhangsan",
      content: "hi",
    });
    await kit.control("POST", "events", {
      channel: "provider",
      type: "license_pay_success",
      corpid: kit.corpid,
      fields: { OrderId: "O1" },
    });
    const last = (path: string) => kit.receiver.received.filter((one) => one.path === path).at(-1);
    expect(last("/command")?.receiveId).toBe(SUITE);
    expect(tag(last("/command")?.body ?? "", "ToUserName")).toBe(SUITE);
    expect(last("/data")?.receiveId).toBe(kit.openCorpid);
    expect(tag(last("/data")?.message ?? "", "ToUserName")).toBe(kit.openCorpid);
    expect(last("/provider")?.receiveId).toBe(PROVIDER);
    expect(tag(last("/provider")?.message ?? "", "ServiceCorpId")).toBe(PROVIDER);
  });

  test("rule 2: exceptions (a) and (b), and an individual's app", async () => {
    await install(kit);
    await kit.control("POST", "events", { suiteId: "crm", corpid: kit.corpid, type: "change_app_admin" });
    expect(kit.receiver.received.at(-1)).toMatchObject({ path: "/command", receiveId: kit.openCorpid });
    await kit.control("POST", "settings", {
      switches: { authEventsUseProviderId: true, adminChangeUsesCorpId: false },
    });
    await kit.control("POST", "events", { suiteId: "crm", corpid: kit.corpid, type: "change_app_admin" });
    expect(kit.receiver.received.at(-1)?.receiveId).toBe(SUITE);
    await kit.control("POST", `corps/${kit.corpid}/change-auth`, { suiteId: "crm" });
    expect(kit.receiver.received.at(-1)?.receiveId).toBe(PROVIDER);
    await kit.control("POST", "suites/crm/push-ticket");
    expect(kit.receiver.received.at(-1)?.receiveId).toBe(SUITE);
    await kit.control("PATCH", "suites/crm", { individualOwner: true });
    await kit.control("POST", "suites/crm/push-ticket");
    expect(kit.receiver.received.at(-1)?.receiveId).toBe("");
    await kit.control("POST", "suites/crm/save-urls", {});
    expect(kit.receiver.received.filter((one) => one.method === "GET").map((one) => one.receiveId)).toEqual([
      "",
      "",
    ]);
  });
});

describe("rule 3: tickets", () => {
  const withTicket = (suite_ticket: string | undefined) =>
    kit.api("service/get_suite_token", { suite_id: SUITE, suite_secret: SECRET, suite_ticket });

  test("rule 3: an older ticket lives on beside a newer one, each for 30 minutes", async () => {
    await kit.control("POST", "suites/crm/push-ticket");
    const first = tag(kit.receiver.received.at(-1)?.message ?? "", "SuiteTicket");
    await advance(20 * 60);
    await kit.control("POST", "suites/crm/push-ticket");
    const second = tag(kit.receiver.received.at(-1)?.message ?? "", "SuiteTicket");
    expect(second).not.toBe(first);
    expect(await withTicket(first)).toMatchObject({ errcode: 0 });
    await advance(11 * 60);
    expect(await withTicket(first)).toMatchObject({ errcode: 40085 });
    expect(await withTicket(second)).toMatchObject({ errcode: 0 });
  });

  test("rule 3: only tickets pushed to that suite count", async () => {
    await kit.control("POST", "suites", {
      suiteId: "wwother",
      key: "other",
      suiteSecret: "o",
      commandUrl: `${kit.receiver.url}/command`,
      token: "SuiteTok9",
      encodingAesKey: "PjK1gIhqjj6npCwwADiBUSVa4p6zeAMANqJPiNT3bGY",
    });
    await kit.control("POST", "suites/other/push-ticket");
    const foreign = kit.simulator.state.suites.wwother?.tickets.at(-1)?.value;
    expect(await withTicket(foreign)).toMatchObject({ errcode: 40085 });
  });

  test("rule 3: the clock pushes to every suite about every ten minutes", async () => {
    const suite = kit.simulator.state.suites[SUITE];
    await kit.control("POST", "settings", { timing: { ticketSeconds: 600, ticketJitterSeconds: 240 } });
    const waits: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      if (suite !== undefined) suite.nextTicketAt = kit.simulator.world.clock.now();
      await kit.control("POST", "clock/advance", { seconds: 0, wait: true });
      waits.push(((suite?.nextTicketAt ?? 0) - kit.simulator.world.clock.now()) / 1000);
    }
    expect(Math.min(...waits)).toBeGreaterThan(355);
    expect(Math.max(...waits)).toBeLessThan(841);
    expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(5);
    expect(
      kit.receiver.received.filter((one) => tag(one.message, "InfoType") === "suite_ticket"),
    ).toHaveLength(20);
  });
});

describe("rule 4: tokens", () => {
  test("rule 4: the same while valid, new after expiry, 42009 and 42001 when old", async () => {
    const { sat, accessToken, permanentCode } = await install(kit);
    expect(await kit.suiteToken()).toBe(sat);
    await advance(7201);
    expect(await kit.api(`service/get_pre_auth_code?suite_access_token=${sat}`)).toMatchObject({
      errcode: 42009,
    });
    expect(await kit.api(`department/list?access_token=${accessToken}`)).toMatchObject({ errcode: 42001 });
    const fresh = await kit.suiteToken();
    expect(fresh).not.toBe(sat);
    const body = { auth_corpid: kit.openCorpid, permanent_code: permanentCode };
    const renewed = await kit.api(`service/get_corp_token?suite_access_token=${fresh}`, body);
    expect(renewed.access_token).not.toBe(accessToken);
    expect(renewed.expires_in).toBe(7200);
  });

  test("rule 4: families do not mix: 40014 for corp calls, 40082 for suite and provider calls", async () => {
    const { sat, accessToken } = await install(kit);
    const pat = await kit.providerToken();
    expect(await kit.api(`department/list?access_token=${sat}`)).toMatchObject({ errcode: 40014 });
    expect(await kit.api(`department/list?access_token=${pat}`)).toMatchObject({ errcode: 40014 });
    expect(await kit.api(`service/get_pre_auth_code?suite_access_token=${accessToken}`)).toMatchObject({
      errcode: 40082,
    });
    expect(
      await kit.api(`service/get_register_code?provider_access_token=${sat}`, { template_id: "t" }),
    ).toMatchObject({ errcode: 40082 });
  });

  test("rule 4: killed now; the next fetch gives another; the issuing address is kept", async () => {
    const { sat, accessToken, permanentCode } = await install(kit);
    expect(await kit.control("POST", "tokens/kill", { family: "corp", corpid: kit.openCorpid })).toEqual({
      killed: 1,
    });
    expect(await kit.api(`department/list?access_token=${accessToken}`)).toMatchObject({ errcode: 40014 });
    const body = { auth_corpid: kit.openCorpid, permanent_code: permanentCode };
    const renewed = await kit.api(`service/get_corp_token?suite_access_token=${sat}`, body);
    expect(renewed.access_token).not.toBe(accessToken);
    expect(kit.simulator.state.tokens[String(renewed.access_token)]?.ip).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(await kit.control("GET", "calls?path=service/get_corp_token")).toMatchObject({ total: 1 });
  });
});

describe("rule 5: codes", () => {
  test("rule 5: the install code works once and for ten minutes; 40078 after", async () => {
    const sat = await kit.suiteToken();
    const take = async () =>
      (await kit.control("POST", `corps/${kit.corpid}/install`, { suiteId: "crm" })).authCode;
    const exchange = (auth_code: unknown) =>
      kit.api(`service/get_permanent_code?suite_access_token=${sat}`, { auth_code });
    const code = await take();
    expect(await exchange(code)).toMatchObject({ errcode: 0 });
    expect(await exchange(code)).toMatchObject({ errcode: 40078 });
    const late = await take();
    await advance(601);
    expect(await exchange(late)).toMatchObject({ errcode: 40078 });
  });

  test("rule 5: codes are typed: a login code installs nothing, an install code signs nobody in, and neither is used up", async () => {
    const sat = await kit.suiteToken();
    const pat = await kit.providerToken();
    const { authCode } = await kit.control("POST", `corps/${kit.corpid}/install`, { suiteId: "crm" });
    const login = await kit.control("POST", "codes", {
      kind: "login",
      corpid: kit.corpid,
      adminId: "admin-1",
    });
    const oauth = await kit.control("POST", "codes", {
      kind: "oauth",
      suiteId: "crm",
      corpid: kit.corpid,
      userid: "lisi",
    });
    expect(
      await kit.api(`service/get_permanent_code?suite_access_token=${sat}`, { auth_code: login.value }),
    ).toMatchObject({ errcode: 40078 });
    expect(
      await kit.api(`service/get_login_info?access_token=${pat}`, { auth_code: authCode }),
    ).toMatchObject({ errcode: 40078 });
    expect(
      await kit.api(`service/auth/getuserinfo3rd?suite_access_token=${sat}&code=${login.value}`),
    ).toMatchObject({ errcode: 40029 });
    expect(
      await kit.api(`service/get_login_info?access_token=${pat}`, { auth_code: login.value }),
    ).toMatchObject({ usertype: 1 });
    expect(
      await kit.api(`service/auth/getuserinfo3rd?suite_access_token=${sat}&code=${oauth.value}`),
    ).toMatchObject({ errcode: 0 });
    expect(
      await kit.api(`service/auth/getuserinfo3rd?suite_access_token=${sat}&code=${oauth.value}`),
    ).toMatchObject({ errcode: 40029 });
  });

  test.each([
    ["login", 301, "service/get_login_info?access_token=PAT", 40078],
    ["oauth", 301, "service/auth/getuserinfo3rd?suite_access_token=SAT&code=CODE", 40029],
  ])("rule 5: a %s code lives 300 s", async (kind, seconds, path, errcode) => {
    const code = (
      await kit.control("POST", "codes", { kind, suiteId: "crm", corpid: kit.corpid, userid: "lisi" })
    ).value;
    const filled = path
      .replace("PAT", await kit.providerToken())
      .replace("SAT", await kit.suiteToken())
      .replace("CODE", String(code));
    await advance(seconds);
    expect(await kit.api(filled, kind === "login" ? { auth_code: code } : undefined)).toMatchObject({
      errcode,
    });
  });

  test("rule 5: a pre_auth_code lives 1200 s: 42007", async () => {
    const sat = await kit.suiteToken();
    const { pre_auth_code, expires_in } = await kit.api(
      `service/get_pre_auth_code?suite_access_token=${sat}`,
    );
    expect(expires_in).toBe(1200);
    const set = () =>
      kit.api(`service/set_session_info?suite_access_token=${sat}`, {
        pre_auth_code,
        session_info: { auth_type: 0 },
      });
    expect(await set()).toMatchObject({ errcode: 0 });
    await advance(1201);
    expect(await set()).toMatchObject({ errcode: 42007 });
  });
});

describe("rule 6: the install page", () => {
  async function openPage(change: Record<string, string> = {}): Promise<Response> {
    const sat = await kit.suiteToken();
    const { pre_auth_code } = await kit.api(`service/get_pre_auth_code?suite_access_token=${sat}`);
    const query = new URLSearchParams({
      suite_id: SUITE,
      pre_auth_code: String(pre_auth_code),
      redirect_uri: `${kit.receiver.url}/return`,
      state: "s1",
      ...change,
    });
    return fetch(`${kit.simulator.url}/3rdapp/install?${query}`);
  }
  const created = () => kit.receiver.received.filter((one) => tag(one.message, "InfoType") === "create_auth");

  test("rule 6: consent, 302 with auth_code, expires_in=600 and state, and no create_auth", async () => {
    const page = await (await openPage()).text();
    const done = await submitForm(page, kit.simulator.url, "sim-consent-form");
    expect(done.status).toBe(302);
    const target = new URL(done.headers.get("location") ?? "");
    expect(Object.fromEntries(target.searchParams)).toEqual({
      auth_code: expect.any(String),
      expires_in: "600",
      state: "s1",
    });
    await kit.control("POST", "settle");
    expect(created()).toEqual([]);
    const sat = await kit.suiteToken();
    const code = target.searchParams.get("auth_code");
    expect(
      await kit.api(`service/get_permanent_code?suite_access_token=${sat}`, { auth_code: code }),
    ).toMatchObject({ errcode: 0, state: "s1" });
    // Consumed by one authorisation.
    expect((await submitForm(page, kit.simulator.url, "sim-consent-form")).status).toBe(400);
  });

  test("rule 6: the switch also pushes create_auth with the same code", async () => {
    await kit.control("POST", "settings", { switches: { alsoPushCreateAuth: true } });
    const done = await submitForm(await (await openPage()).text(), kit.simulator.url, "sim-consent-form");
    await kit.control("POST", "settle");
    const code = new URL(done.headers.get("location") ?? "").searchParams.get("auth_code");
    expect(created().map((one) => tag(one.message, "AuthCode"))).toEqual([code]);
  });

  test.each([
    ["suite_id", { suite_id: "wwnobody" }, "40083"],
    ["pre_auth_code", { pre_auth_code: "x" }, "40077"],
    ["host of redirect_uri", { redirect_uri: "http://evil.example/return" }, "50001"],
    ["parent domain of redirect_uri", { redirect_uri: "http://sub.localhost/return" }, "50001"],
    ["state", { state: "a-b_c" }, "84025"],
    ["length of state", { state: "a".repeat(129) }, "84025"],
  ])("rule 6: a bad %s is refused", async (_name, change, errcode) => {
    const response = await openPage(change);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(`data-code="${errcode}"`);
  });

  test("rule 6: flow B pushes create_auth and redirects nobody", async () => {
    const page = await (await fetch(`${kit.simulator.url}/3rdapp/market?suite_id=${SUITE}&state=q7`)).text();
    const done = await submitForm(page, kit.simulator.url, "sim-consent-form");
    expect(done.status).toBe(200);
    await kit.control("POST", "settle");
    expect(created().map((one) => tag(one.message, "State"))).toEqual(["q7"]);
    expect(created()[0]?.message).not.toContain("AuthCorpId");
  });

  test("rule 6: auth_type must fit the published state", async () => {
    await kit.control("PATCH", "suites/crm", { published: false });
    const done = await submitForm(await (await openPage()).text(), kit.simulator.url, "sim-consent-form");
    expect(await done.text()).toContain('data-code="48002"');
  });
});
