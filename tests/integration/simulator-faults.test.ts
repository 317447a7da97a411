import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { install, type Kit, SUITE, startKit } from "./simulator-kit";

let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(() => kit.close());

const fault = (kind: string, more: object = {}) =>
  kit.control("POST", "faults", { kind, remaining: 1, ...more });
const PATH = "/cgi-bin/service/get_suite_token";
const call = (signal?: AbortSignal) =>
  fetch(`${kit.simulator.url}${PATH}`, {
    method: "POST",
    body: "{}",
    redirect: "manual",
    ...(signal === undefined ? {} : { signal }),
  });

describe("API faults", () => {
  test.each([
    ["busy", -1],
    ["throttle", 45009],
    ["ip_not_allowed", 60020],
  ])("%s answers %i once, then all is well again", async (kind, errcode) => {
    await fault(kind);
    expect(await (await call()).json()).toMatchObject({ errcode });
    expect(await (await call()).json()).toMatchObject({ errcode: 41021 });
  });

  test("n times, and only at the endpoint and suite in scope", async () => {
    const { sat, accessToken } = await install(kit);
    await fault("busy", { remaining: 2, scope: { endpoint: "agent/list", suiteId: SUITE } });
    await fault("busy", { remaining: null, scope: { suiteId: "wwother" } });
    const codes = [];
    for (let i = 0; i < 3; i += 1)
      codes.push((await kit.api(`agent/list?access_token=${accessToken}`)).errcode);
    expect(codes).toEqual([-1, -1, 0]);
    expect(await kit.api(`service/get_pre_auth_code?suite_access_token=${sat}`)).toMatchObject({
      errcode: 0,
    });
  });

  test("latency", async () => {
    await fault("latency", { ms: 120 });
    const startedAt = performance.now();
    await call();
    expect(performance.now() - startedAt).toBeGreaterThan(110);
  });

  test("http_error, html_page, redirect, wrong content type, malformed JSON", async () => {
    await fault("http_error", { status: 502 });
    expect((await call()).status).toBe(502);
    await fault("html_page");
    const page = await call();
    expect([page.status, page.headers.get("content-type"), (await page.text()).includes("<html>")]).toEqual([
      200,
      "text/html; charset=UTF-8",
      true,
    ]);
    await fault("redirect");
    const moved = await call();
    expect([moved.status, moved.headers.has("location")]).toEqual([302, true]);
    await fault("wrong_content_type");
    expect((await call()).headers.get("content-type")).toBe("text/plain");
    await fault("malformed_json");
    await expect((await call()).json()).rejects.toThrow(SyntaxError);
  });

  test("reset and black hole: no answer at all", async () => {
    await fault("reset");
    await expect(call()).rejects.toThrow("fetch failed");
    await fault("blackhole");
    await expect(call(AbortSignal.timeout(150))).rejects.toThrow();
    expect((await call()).status).toBe(200);
  });

  test("lost answer: the code is consumed, the reply never comes", async () => {
    const sat = await kit.suiteToken();
    const { authCode } = await kit.control("POST", `corps/${kit.corpid}/install`, { suiteId: "crm" });
    await fault("lost_answer", { scope: { endpoint: "service/get_permanent_code" } });
    const exchange = () =>
      kit.api(`service/get_permanent_code?suite_access_token=${sat}`, { auth_code: authCode });
    await expect(exchange()).rejects.toThrow("fetch failed");
    expect(await exchange()).toMatchObject({ errcode: 40078 });
  });

  test("early withdrawal kills the token of the call", async () => {
    const { accessToken } = await install(kit);
    await fault("withdraw_token", { scope: { corpid: kit.corpid } });
    expect(await kit.api(`agent/list?access_token=${accessToken}`)).toMatchObject({ errcode: 40014 });
    expect(await kit.api(`agent/list?access_token=${accessToken}`)).toMatchObject({ errcode: 40014 });
  });

  test("endless, huge and dripping bodies", async () => {
    await fault("endless_body");
    const endless = await call();
    let bytes = 0;
    for await (const chunk of endless.body ?? []) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > 1_000_000) break;
    }
    expect(bytes).toBeGreaterThan(1_000_000);
    await fault("huge_body");
    expect((await (await call()).text()).length).toBeGreaterThan(20_000_000);
    await fault("slow_drip", { ms: 200 });
    const startedAt = performance.now();
    expect(await (await call()).json()).toMatchObject({ errcode: 41021 });
    expect(performance.now() - startedAt).toBeGreaterThan(150);
  });

  test("faults can be listed and removed; an unknown kind or scope is refused", async () => {
    const { id } = await kit.control("POST", "faults", { kind: "busy" });
    expect(await kit.control("GET", "faults")).toMatchObject({
      faults: [{ id, kind: "busy", remaining: null }],
    });
    expect(await kit.control("DELETE", `faults/${id}`)).toEqual({ removed: 1 });
    expect(await kit.control("POST", "faults", { kind: "earthquake" })).toMatchObject({
      error: "bad_request",
    });
    expect(await kit.control("POST", "faults", { kind: "busy", scope: { endpiont: "x" } })).toMatchObject({
      error: "bad_request",
    });
  });
});
