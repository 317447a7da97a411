import { randomBytes } from "node:crypto";
import http from "node:http";
import net from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { addKey, openApi } from "@/tests/support/api-world";
import { createProxyWorld, type ProxyWorld } from "@/tests/support/proxy-world";
import { TIMED } from "@/tests/support/timed";

let world: ProxyWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let proxy: ReturnType<ProxyWorld["proxyTo"]>;
let key: string;
let CORP: string;
let BASE: string;
let PREFIX: string;

beforeAll(async () => {
  world = await createProxyWorld();
  CORP = world.corpId;
  BASE = `/suites/crm/corps/${CORP}/proxy`;
  PREFIX = `/api/v1${BASE}`;
  proxy = world.proxyTo(world.simulator.url);
  portal = await openApi(world.deps, undefined, proxy.parts);
  ({ key } = await addKey(world.deps, { name: "crm-backend" }));
});
afterEach(() => world.noFaults());
afterAll(async () => {
  await portal?.close();
  await world?.close();
});

/** One request with a request target that no client library would let through; the whole answer as text. */
function raw(target: string, more = "", method = "GET"): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(portal.port, "127.0.0.1", () => {
      socket.write(
        `${method} ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n${more}\r\n`,
        "latin1",
      );
    });
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}

describe("F1: what stands in the request line is what is judged", () => {
  test.each([
    "/cgi-bin/user/../service/get_provider_token",
    "/cgi-bin/user/./get",
    "/cgi-bin/user/%2e%2e/service/get_provider_token",
    "/cgi-bin/user%2fget",
    "/cgi-bin/user/%252e%252e/gettoken",
    "/cgi-bin/user\\..\\service\\get_provider_token",
    "/cgi-bin//user/get",
    "//evil.example/cgi-bin/user/get",
    "/cgi-bin/user/get/",
    "/cgi-bin/user;x/get",
    "/cgi-bin/user/get;x=1",
    "/cgi-bin/user/g\u00e9t",
    "/",
    "/cgi-bin",
  ])("F1: %j is refused although a URL parser could make something of it", async (path) => {
    await world.control("DELETE", "calls");
    const answer = await raw(`${PREFIX}${path}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    // Bytes beyond ASCII do not even get past the HTTP parser.
    if (/^[ -~]*$/.test(path)) expect(answer).toContain('"code":"proxy.path_malformed"');
    const { total } = await world.control("GET", "calls");
    expect(total ?? 0).toBe(0);
  });

  test("F1: a path that leaves the proxy's own address finds nothing", async () => {
    for (const target of [
      `/api/v1/suites/crm/corps/../corps/${CORP}/proxy/cgi-bin/user/get`,
      `/api/v1/suites/crm/corps/${CORP}/./proxy/cgi-bin/user/get`,
      `/api/v1/suites/crm/corps/%77w/proxy/cgi-bin/user/get`,
      `/api/v1/suites//corps/${CORP}/proxy/cgi-bin/user/get`,
    ])
      expect(await raw(target)).toMatch(/^HTTP\/1\.1 404 /);
  });

  test("F3: reserved keys are refused at the door, in any case and encoding", async () => {
    for (const query of [
      "access_token=x",
      "Access_Token=x",
      "access%5ftoken=x",
      "a=1;access_token=x",
      "debug=1",
    ])
      expect(await raw(`${PREFIX}/cgi-bin/department/list?${query}`)).toContain(
        '"code":"proxy.query_refused"',
      );
    expect(await raw(`${PREFIX}/cgi-bin/department/list?id=1`)).toMatch(/"errcode":0/);
  });
});

describe("through the API", () => {
  test("the answer is WeCom's own, with our headers beside it", async () => {
    const told = await portal.ask("GET", `${BASE}/cgi-bin/user/get?userid=nobody`, { key });
    expect(told.status).toBe(200);
    expect(told.body.errcode).toBe(60111);
    expect(Object.fromEntries(told.headers)).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-portal-errcode": "60111",
      "x-portal-errcode-kind": "permanent",
      "x-content-type-options": "nosniff",
      "ratelimit-limit": "3000",
      "x-request-id": expect.stringMatching(/^[2-9A-Z]{8}$/),
    });
    expect(told.headers.get("cache-control")).toContain("no-store");
  });

  test("F2: calls that mint tokens or sell licences are denied, for the owner of every scope too", async () => {
    const all = await addKey(world.deps, { scopes: ["*"], suites: ["*"] });
    for (const path of [
      "service/get_corp_token",
      "gettoken",
      "license/create_new_order",
      "get_jsapi_ticket",
      "corpgroup/corp/gettoken",
    ]) {
      const told = await portal.ask("POST", `${BASE}/cgi-bin/${path}`, { key: all.key, body: {} });
      expect([told.status, told.body.code]).toEqual([403, "proxy.call_not_allowed"]);
    }
    expect((await portal.ask("DELETE", `${BASE}/cgi-bin/user/get`, { key })).body.code).toBe("proxy.method");
  });

  test("F4: not granted, not there, no scope: one and the same 404, and WeCom is not asked", async () => {
    const elsewhere = await addKey(world.deps, { suites: ["other"] });
    const held = await addKey(world.deps, { corps: ["wwother0000000001"] });
    const scopeless = await addKey(world.deps, { scopes: ["tokens:read"] });
    await world.control("DELETE", "calls");
    const path = "/cgi-bin/department/list";
    const answers = await Promise.all([
      portal.ask("GET", `/suites/crm/corps/wwnobody000000001/proxy${path}`, { key }),
      portal.ask("GET", `/suites/nothing/corps/${CORP}/proxy${path}`, { key }),
      ...[elsewhere, held, scopeless].map((one) => portal.ask("GET", `${BASE}${path}`, { key: one.key })),
    ]);
    const [first, ...others] = answers.map(({ status, body: { request_id: _, ...body } }) => ({
      status,
      body,
    }));
    expect(first).toMatchObject({ status: 404, body: { code: "api.not_found" } });
    for (const other of others) expect(other).toEqual(first);
    expect(await world.calls("department/list")).toBe(0);
    expect((await portal.ask("GET", `${BASE}${path}`)).status).toBe(401);
  });

  test("F12: a withdrawn authorisation is a clear 409 within 5 s", TIMED, async () => {
    const path = `${BASE}/cgi-bin/department/list`;
    expect((await portal.ask("GET", path, { key })).status).toBe(200);
    await world.sql.query("UPDATE authorizations SET status = 'cancelled'");
    try {
      const began = performance.now();
      await expect
        .poll(async () => (await portal.ask("GET", path, { key })).status, { timeout: 8_000, interval: 200 })
        .toBe(409);
      expect(performance.now() - began).toBeLessThan(5_000);
      expect((await portal.ask("GET", path, { key })).body.code).toBe("corp.authorization_gone");
    } finally {
      await world.sql.query("UPDATE authorizations SET status = 'active'");
    }
    await expect
      .poll(async () => (await portal.ask("GET", path, { key })).status, { timeout: 8_000, interval: 200 })
      .toBe(200);
  });

  test("F8: 45009 answers Retry-After, then 429 without a call, for this call of this enterprise", async () => {
    const path = `${BASE}/cgi-bin/agent/list`;
    await world.fault("throttle", "agent/list", { remaining: 1 });
    const first = await portal.ask("GET", path, { key });
    expect([first.status, first.body.errcode, first.headers.get("retry-after")]).toEqual([200, 45009, "60"]);
    const second = await portal.ask("GET", path, { key });
    expect([second.status, second.body.code, second.body.errcode]).toEqual([
      429,
      "proxy.call_limited",
      45009,
    ]);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(50);
  });

  test("R14: a token that WeCom withdrew heals within the call, and the next ones use the new one from memory", async () => {
    const path = `${BASE}/cgi-bin/department/list`;
    await world.sql.query("UPDATE tokens SET forced_at = NULL");
    expect((await portal.ask("GET", path, { key })).body.errcode).toBe(0);
    await world.withdrawCorpTokens();
    await world.control("DELETE", "calls");
    const healed = await portal.ask("GET", path, { key });
    expect([healed.body.errcode, healed.headers.get("x-portal-retried")]).toEqual([0, "1"]);
    const next = await portal.ask("GET", path, { key });
    expect([next.body.errcode, next.headers.get("x-portal-retried")]).toEqual([0, null]);
    expect(await world.calls("service/get_corp_token")).toBe(1);
  });

  test("F13: an upload and a download of 15 MB over HTTP, byte for byte", async () => {
    const file = randomBytes(15 * 1024 * 1024);
    const form = new FormData();
    form.set("media", new Blob([file]), "年度报表.xlsx");
    const headers = { authorization: `Bearer ${key}` };
    const upload = await fetch(`${portal.url}/api/v1${BASE}/cgi-bin/media/upload?type=file`, {
      method: "POST",
      headers,
      body: form,
    });
    const sent = (await upload.json()) as { errcode: number; media_id: string };
    expect(sent.errcode).toBe(0);
    const download = await fetch(`${portal.url}/api/v1${BASE}/cgi-bin/media/get?media_id=${sent.media_id}`, {
      headers,
    });
    expect(download.headers.get("content-disposition")).toContain("attachment");
    expect(Buffer.from(await download.arrayBuffer()).equals(file)).toBe(true);
  });

  test("B4: a body whose length is over the cap is refused before it comes; a packed one too", async () => {
    const tooLong = await raw(
      `${PREFIX}/cgi-bin/media/upload?type=file`,
      "Content-Length: 1073741824\r\n",
      "POST",
    );
    expect(tooLong).toMatch(/^HTTP\/1\.1 413 /);
    expect(tooLong).toMatch(/connection: close/i);
    const packed = await raw(
      `${PREFIX}/cgi-bin/message/send`,
      "Content-Length: 9\r\nContent-Encoding: gzip\r\n",
      "POST",
    );
    expect(packed).toMatch(/^HTTP\/1\.1 415 /);
  });

  test("F13: a program that goes away in the middle frees its place at once", async () => {
    await world.fault("blackhole", "department/simplelist");
    const request = http.get(`${portal.url}/api/v1${BASE}/cgi-bin/department/simplelist`, {
      headers: { authorization: `Bearer ${key}` },
      agent: false,
    });
    request.on("error", () => {});
    await expect.poll(() => proxy.parts.underWay.count).toBe(1);
    request.destroy();
    await expect.poll(() => proxy.parts.underWay.count).toBe(0);
  });

  test("R21: a black hole at WeCom holds up neither other calls nor cached tokens", TIMED, async () => {
    await world.fault("blackhole", "user/simplelist");
    const stuck = new AbortController();
    const waiting = Array.from({ length: 50 }, () =>
      fetch(`${portal.url}/api/v1${BASE}/cgi-bin/user/simplelist?department_id=1`, {
        headers: { authorization: `Bearer ${key}` },
        signal: stuck.signal,
      }).catch(() => null),
    );
    await expect.poll(() => proxy.parts.underWay.count, { timeout: 10_000 }).toBe(50);
    const began = performance.now();
    expect((await portal.ask("GET", `${BASE}/cgi-bin/department/list`, { key })).body.errcode).toBe(0);
    expect((await portal.ask("GET", `/suites/crm/corps/${CORP}/access-token`, { key })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(2_000);
    stuck.abort();
    await Promise.all(waiting);
    await expect.poll(() => proxy.parts.underWay.count, { timeout: 10_000 }).toBe(0);
  });

  test("F5: no token in any log line or record, whatever went wrong", async () => {
    for (const kind of ["reset", "html_page", "malformed_json", "redirect", "lost_answer"]) {
      await world.fault(kind, "department/list", { remaining: 1 });
      expect(
        (await portal.ask("GET", `${BASE}/cgi-bin/department/list?id=canary-query`, { key })).status,
      ).toBe(502);
    }
    await proxy.recorder.flush();
    await wait(0);
    const token = await world.token();
    const { rows } = await world.sql.query("SELECT * FROM proxy_calls");
    expect(rows.length).toBeGreaterThan(5);
    expect(rows[0]).toMatchObject({ suite_key: "crm", corp_id: CORP });
    const everything = [...world.logged, JSON.stringify(rows), await portal.metrics.registry.metrics()].join(
      "\n",
    );
    for (const canary of [token, token.slice(0, 24), key, "canary-query"])
      expect(everything).not.toContain(canary);
  });
});
