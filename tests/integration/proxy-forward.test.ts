import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bytesOf, createProxyWorld, type ProxyWorld } from "@/tests/support/proxy-world";
import { TIMED } from "@/tests/support/timed";

let world: ProxyWorld;
beforeAll(async () => {
  world = await createProxyWorld();
});
afterEach(async () => {
  await world.noFaults();
  await world.sql.query("UPDATE tokens SET forced_at = NULL, retry_after = NULL");
});
afterAll(() => world?.close());

const proxy = () => world.proxyTo(world.simulator.url);
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const DEPARTMENTS = "/cgi-bin/department/list";

async function okay(answer: Awaited<ReturnType<ReturnType<typeof proxy>["call"]>>) {
  if (!answer.ok) throw new Error(answer.code);
  const bytes = await bytesOf(answer);
  return { headers: answer.headers, bytes, json: JSON.parse(bytes.toString()) as Record<string, unknown> };
}

function multipart(bytes: Buffer, name = "report.pdf") {
  const boundary = "----portal-test-boundary";
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([head, bytes, tail]),
  };
}

describe("a business call", () => {
  test("WeCom's own JSON comes back unchanged, ours is in the headers", async () => {
    const { call } = proxy();
    const good = await okay(await call(DEPARTMENTS));
    expect(good.json).toMatchObject({ errcode: 0, errmsg: "ok" });
    expect(good.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-portal-errcode": "0",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    });
    const refused = await okay(await call("/cgi-bin/user/get", { rawQuery: "userid=nobody" }));
    expect(refused.json).toMatchObject({ errcode: 60111 });
    expect(refused.json.errmsg).toMatch(/hint: \[\d{25}\], from ip: 127\.0\.0\.1/);
    expect(refused.headers).toMatchObject({
      "x-portal-errcode": "60111",
      "x-portal-errcode-kind": "permanent",
      "x-portal-advice": "Unknown userid. Use the encrypted userid.",
    });
  });

  test("F3: path, query, content type and body go out as they came, our token last and once", async () => {
    const seen: { url: string; headers: Record<string, unknown>; body: string }[] = [];
    const { url } = await world.upstream((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        seen.push({
          url: request.url ?? "",
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        });
        response.end('{"errcode":0,"errmsg":"ok"}');
      });
    });
    const { call } = world.proxyTo(`${url}/pretend/`);
    const body = Buffer.from('{ "touser" : "张三" ,\n "n": 12345678901234567890 }');
    await call("/cgi-bin/message/send", {
      body,
      contentType: "application/json",
      rawQuery: "debugx=%E5%BC%A0&x",
    });
    await call("/cgi-bin/user/get");
    const token = encodeURIComponent(await world.token());
    expect(seen[0]?.url).toBe(`/pretend/cgi-bin/message/send?debugx=%E5%BC%A0&x&access_token=${token}`);
    expect(seen[0]?.body).toBe(body.toString());
    expect(seen[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(body.length),
    });
    expect(seen[1]?.url).toBe(`/pretend/cgi-bin/user/get?access_token=${token}`);
    expect(seen[1]?.headers["content-type"]).toBeUndefined();
    for (const query of ["access_token=x", "a=1&DEBUG=1", "suite%5faccess_token=x"])
      expect(await call("/cgi-bin/user/get", { rawQuery: query })).toMatchObject({
        code: "proxy.query_refused",
      });
    expect(seen).toHaveLength(2);
  });

  test("F1, F2: refused paths and methods never reach WeCom", async () => {
    let requests = 0;
    const { url } = await world.upstream((_request, response) => {
      requests += 1;
      response.end("{}");
    });
    const { call } = world.proxyTo(url);
    for (const path of [
      "/cgi-bin/user/../service/get_provider_token",
      "/cgi-bin/user/%2e%2e/gettoken",
      "//evil.example/x",
    ])
      expect(await call(path)).toMatchObject({ ok: false, code: "proxy.path_malformed" });
    for (const path of [
      "/cgi-bin/service/get_corp_token",
      "/cgi-bin/gettoken",
      "/cgi-bin/license/list_order",
      "/cgi-bin/ticket/get",
    ])
      expect(await call(path, { body: json({}) })).toMatchObject({
        ok: false,
        code: "proxy.call_not_allowed",
      });
    for (const method of ["PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"])
      expect(await call("/cgi-bin/user/get", { method })).toMatchObject({ ok: false, code: "proxy.method" });
    expect(requests).toBe(0);
  });

  test("F6: response headers by allow-list; nothing of WeCom's about cookies, caching or scripts comes through", async () => {
    const { url } = await world.upstream((request, response) => {
      const isFile = request.url?.includes("/media/get");
      response.writeHead(200, {
        "content-type": isFile ? "text/html" : "application/json; charset=gbk",
        "content-disposition": isFile ? 'attachment; filename="a.html"' : "inline",
        "set-cookie": "session=stolen",
        "cache-control": "public, max-age=99999",
        "access-control-allow-origin": "*",
        location: "https://evil.example/",
        "error-msg": "from ip: 1.2.3.4",
        connection: "close",
        "x-anything": "1",
      });
      response.end(isFile ? "<script>alert(1)</script>" : '{"errcode":0}');
    });
    const { call } = world.proxyTo(url);
    const answer = await call(DEPARTMENTS);
    const file = await call("/cgi-bin/media/get", { rawQuery: "media_id=x" });
    if (!answer.ok || !file.ok) throw new Error("refused");
    expect(Object.keys(answer.headers).sort()).toEqual([
      "cache-control",
      "content-length",
      "content-type",
      "x-content-type-options",
      "x-portal-errcode",
    ]);
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(file.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": 'attachment; filename="a.html"',
      "cache-control": "private, no-store",
    });
    expect(file.headers["set-cookie"]).toBeUndefined();
  });
});

describe("trouble at WeCom", () => {
  test("F7: a redirect is an error and is not followed", async () => {
    let followed = 0;
    const { url } = await world.upstream((request, response) => {
      if (request.url?.startsWith("/cgi-bin/")) response.writeHead(302, { location: "/elsewhere" }).end();
      else {
        followed += 1;
        response.end("{}");
      }
    });
    expect(await world.proxyTo(url).call(DEPARTMENTS)).toMatchObject({
      ok: false,
      code: "proxy.answer_malformed",
    });
    expect(followed).toBe(0);
    await world.fault("redirect", "department/list", { remaining: 1 });
    expect(await proxy().call(DEPARTMENTS)).toMatchObject({ ok: false, code: "proxy.answer_malformed" });
  });

  test.each([
    ["html_page", "proxy.answer_malformed", {}],
    ["malformed_json", "proxy.answer_malformed", {}],
    ["http_error", "proxy.answer_malformed", { status: 503 }],
    ["reset", "wecom.unreachable", {}],
    ["lost_answer", "wecom.unreachable", {}],
  ])("F13: %s becomes %s, not an answer of WeCom's", async (kind, code, more) => {
    const { call } = proxy();
    await world.fault(kind, "department/list", more);
    expect(await call(DEPARTMENTS)).toMatchObject({ ok: false, code });
    await world.noFaults();
    expect((await okay(await call(DEPARTMENTS))).json.errcode).toBe(0);
  });

  test("a black hole ends at the time limit, a slow answer is waited for", TIMED, async () => {
    await world.token();
    const { call } = world.proxyTo(world.simulator.url, 400);
    await world.fault("latency", "department/list", { ms: 200, remaining: 1 });
    expect((await okay(await call(DEPARTMENTS))).json.errcode).toBe(0);
    await world.fault("blackhole", "department/list");
    const began = performance.now();
    expect(await call(DEPARTMENTS)).toMatchObject({ ok: false, code: "wecom.unreachable" });
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  test("JSON with a wrong content type, and answers that drip, are answers all the same", async () => {
    const { call } = proxy();
    await world.fault("wrong_content_type", "department/list", { remaining: 1 });
    expect((await okay(await call(DEPARTMENTS))).json.errcode).toBe(0);
    await world.fault("slow_drip", "department/list", { ms: 300, remaining: 1 });
    expect((await okay(await call(DEPARTMENTS))).json.errcode).toBe(0);
    await world.fault("busy", "department/list", { remaining: 1 });
    const busy = await okay(await call(DEPARTMENTS));
    expect([busy.json.errcode, busy.headers["retry-after"]]).toEqual([-1, "2"]);
  });

  test("60020: the answer names the address that WeCom saw, and the portal remembers it", async () => {
    const { call } = proxy();
    await world.fault("ip_not_allowed", "department/list", { remaining: 1 });
    const answer = await okay(await call(DEPARTMENTS));
    expect(answer.headers).toMatchObject({
      "x-portal-errcode": "60020",
      "x-portal-egress-address": "127.0.0.1",
    });
    await expect
      .poll(() => world.deps.store.egress.findEgress())
      .toMatchObject({ seen: { address: "127.0.0.1" } });
  });

  test("F8: after 45009 nothing of this call goes out for the time of the ban; other calls do", async () => {
    const { call } = proxy();
    await world.fault("throttle", "department/list", { remaining: 1 });
    const limited = await okay(await call(DEPARTMENTS));
    expect([limited.json.errcode, limited.headers["retry-after"]]).toEqual([45009, "60"]);
    await world.control("DELETE", "calls");
    expect(await call(DEPARTMENTS)).toMatchObject({ ok: false, code: "proxy.call_limited", errcode: 45009 });
    expect(await world.calls("department/list")).toBe(0);
    expect((await okay(await call("/cgi-bin/department/simplelist"))).json.errcode).toBe(0);
  });

  test("F12: an enterprise that has withdrawn is a clear refusal without a call", async () => {
    await world.sql.query("UPDATE authorizations SET status = 'cancelled'");
    try {
      await world.control("DELETE", "calls");
      expect(await proxy().call(DEPARTMENTS)).toMatchObject({ ok: false, code: "corp.authorization_gone" });
      expect(await world.calls("department/list")).toBe(0);
    } finally {
      await world.sql.query("UPDATE authorizations SET status = 'active'");
    }
  });
});

describe("a token that WeCom refuses", () => {
  const TOKEN_CALL = "service/get_corp_token";

  test("R14, F9: is fetched again and the call repeated, once, with the same body", async () => {
    const { call } = proxy();
    await world.token();
    await world.control("DELETE", "calls");
    await world.fault("withdraw_token", "message/send", { remaining: 1 });
    const agentid = (await world.authorization())?.agents[0]?.agentId;
    const body = json({ touser: "@all", msgtype: "text", agentid, text: { content: "你好" } });
    const answer = await okay(await call("/cgi-bin/message/send", { body }));
    expect(answer.json.errcode).toBe(0);
    expect(answer.headers["x-portal-retried"]).toBe("1");
    expect([await world.calls("message/send"), await world.calls(TOKEN_CALL)]).toEqual([2, 1]);
  });

  test.each([40001, 40014, 42001])("R14: %i is such a refusal", async (errcode) => {
    let requests = 0;
    await world.withdrawCorpTokens();
    const { url } = await world.upstream((_request, response) => {
      requests += 1;
      response.end(JSON.stringify({ errcode: requests === 1 ? errcode : 0, errmsg: "" }));
    });
    expect((await okay(await world.proxyTo(url).call(DEPARTMENTS))).json.errcode).toBe(0);
    expect(requests).toBe(2);
  });

  test("F9: a platform that refuses every token is asked for one more, not for one a call", async () => {
    const { call } = proxy();
    await world.token();
    await world.control("DELETE", "calls");
    await world.fault("withdraw_token", "department/list");
    const codes = new Set<unknown>();
    for (let n = 0; n < 15; n += 1) codes.add((await okay(await call(DEPARTMENTS))).json.errcode);
    await Promise.all(
      Array.from({ length: 15 }, async () => codes.add((await okay(await call(DEPARTMENTS))).json.errcode)),
    );
    expect([...codes]).toEqual([40014]);
    expect(await world.calls(TOKEN_CALL)).toBeLessThanOrEqual(1);
    expect(await world.calls("department/list")).toBeLessThanOrEqual(32);
  });

  test("F13: a long upload is not sent twice; the next call has the new token", async () => {
    const { call } = proxy();
    await world.token();
    await world.control("DELETE", "calls");
    await world.fault("withdraw_token", "media/upload", { remaining: 1 });
    const { body, contentType } = multipart(randomBytes(2 * 1024 * 1024));
    const first = await okay(
      await call("/cgi-bin/media/upload", { body, contentType, rawQuery: "type=file" }),
    );
    expect(first.json.errcode).toBe(40014);
    const second = await okay(
      await call("/cgi-bin/media/upload", { body, contentType, rawQuery: "type=file" }),
    );
    expect(second.json.errcode).toBe(0);
    expect([await world.calls("media/upload"), await world.calls(TOKEN_CALL)]).toEqual([2, 1]);
  });
});

describe("F13: files", () => {
  test("F13: several megabytes up and down, byte for byte", async () => {
    const { call } = proxy();
    const file = randomBytes(6 * 1024 * 1024);
    const { body, contentType } = multipart(file, "年报.pdf");
    const stream = Readable.from(
      (function* () {
        for (let at = 0; at < body.length; at += 50_000) yield body.subarray(at, at + 50_000);
      })(),
      { objectMode: false },
    );
    const sent = await okay(
      await call("/cgi-bin/media/upload", { body: stream, contentType, rawQuery: "type=file" }),
    );
    expect(sent.json).toMatchObject({ errcode: 0, type: "file" });
    const got = await call("/cgi-bin/media/get", { rawQuery: `media_id=${sent.json.media_id}` });
    if (!got.ok) throw new Error(got.code);
    expect(got.headers).toMatchObject({ "content-type": "application/octet-stream" });
    expect(got.headers["content-disposition"]).toMatch(/^attachment; filename\*=UTF-8''/);
    expect((await bytesOf(got)).equals(file)).toBe(true);
  });

  test("F13: media/get answers WeCom's JSON when there is no such file", async () => {
    const answer = await okay(await proxy().call("/cgi-bin/media/get", { rawQuery: "media_id=none" }));
    expect([answer.json.errcode, answer.headers["content-type"]]).toEqual([
      40007,
      "application/json; charset=utf-8",
    ]);
  });

  test("B4, F13: a body over the cap is refused, by its length at once, else at the cap", async () => {
    let received = 0;
    const { url } = await world.upstream((request) => {
      request.on("data", (chunk: Buffer) => {
        received += chunk.length;
      });
      request.on("error", () => {});
    });
    const { call } = world.proxyTo(url);
    const big = { contentType: "multipart/form-data; boundary=x", rawQuery: "type=file" };
    const told = await call("/cgi-bin/media/upload", {
      ...big,
      body: Readable.from([]),
      contentLength: 2 ** 40,
    });
    expect(told).toMatchObject({ ok: false, code: "proxy.body_too_large" });
    expect(received).toBe(0);
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024);
      })(),
      { objectMode: false },
    );
    const drip = await call("/cgi-bin/media/upload", { ...big, body: endless });
    expect(drip).toMatchObject({ ok: false, code: "proxy.body_too_large" });
    expect(received).toBeLessThanOrEqual(33 * 1024 * 1024);
    expect(
      await call("/cgi-bin/media/upload", { ...big, body: Readable.from([]), contentEncoding: "gzip" }),
    ).toMatchObject({
      code: "proxy.body_packed",
    });
  });

  test("B5, F13: an endless answer is cut at the cap, and a packed one is not unpacked", async () => {
    let poured = 0;
    const { url } = await world.upstream((request, response) => {
      if (request.url?.includes("media/get")) {
        response.writeHead(200, { "content-type": "application/octet-stream" });
        const chunk = Buffer.alloc(256 * 1024);
        const pour = () => {
          while (!response.destroyed) {
            poured += chunk.length;
            if (!response.write(chunk)) return void response.once("drain", pour);
          }
        };
        pour();
      } else response.writeHead(200, { "content-encoding": "gzip" }).end("{}");
    });
    const { call } = world.proxyTo(url);
    expect(await call(DEPARTMENTS)).toMatchObject({ ok: false, code: "proxy.answer_malformed" });
    const answer = await call("/cgi-bin/media/get", { rawQuery: "media_id=x" });
    if (!answer.ok || answer.body instanceof Uint8Array) throw new Error("no stream");
    let got = 0;
    const read = async () => {
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) got += chunk.length;
    };
    await expect(read()).rejects.toThrow("over the limit");
    expect(got).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect(poured).toBeLessThanOrEqual(72 * 1024 * 1024);
  });

  test("F13: a caller that reads slowly slows WeCom down instead of filling memory", async () => {
    const total = 48 * 1024 * 1024;
    let poured = 0;
    const { url } = await world.upstream((_request, response) => {
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": total });
      const chunk = Buffer.alloc(256 * 1024);
      const pour = () => {
        while (poured < total) {
          poured += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", pour);
        }
        response.end();
      };
      pour();
    });
    const answer = await world.proxyTo(url).call("/cgi-bin/media/get", { rawQuery: "media_id=x" });
    if (!answer.ok || answer.body instanceof Uint8Array) throw new Error("no stream");
    expect(answer.headers["content-length"]).toBe(String(total));
    const source = answer.body[Symbol.asyncIterator]();
    await source.next();
    // Nobody reads on: what is under way settles in the buffers of sockets, a few megabytes of 48.
    let before = -1;
    await expect
      .poll(
        () => {
          const isSettled = poured === before;
          before = poured;
          return isSettled;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(poured).toBeLessThan(16 * 1024 * 1024);
    let got = 0;
    for (let next = await source.next(); !next.done; next = await source.next()) got += next.value.length;
    expect(poured).toBe(total);
    expect(got).toBeGreaterThan(total - 1024 * 1024);
  });

  test("F13: a caller that goes away ends the call to WeCom", async () => {
    let isClosed = false;
    let hasArrived = false;
    const { url } = await world.upstream((_request, response) => {
      hasArrived = true;
      response.on("close", () => {
        isClosed = true;
      });
    });
    const leaving = new AbortController();
    const { call, deps } = world.proxyTo(url);
    const pending = call(DEPARTMENTS, { signal: leaving.signal });
    await expect.poll(() => hasArrived).toBe(true);
    expect(deps.proxy.underWay.count).toBe(1);
    leaving.abort();
    expect(await pending).toMatchObject({ ok: false, code: "wecom.unreachable" });
    await expect.poll(() => isClosed).toBe(true);
    expect(deps.proxy.underWay.count).toBe(0);
  });
});

describe("F8: one program cannot take every place", () => {
  test("F8: a hundred calls of one key fill its places; another key still gets through, and ends free them", async () => {
    const { url } = await world.upstream(() => {});
    const leaving = new AbortController();
    setMaxListeners(0, leaving.signal);
    const { call, deps } = world.proxyTo(url);
    // Bodies that never come: the places are taken before a body is read.
    const stalled = () => new Readable({ objectMode: false, read() {} });
    const greedy = Array.from({ length: 100 }, () => {
      const body = stalled();
      leaving.signal.addEventListener("abort", () => body.destroy());
      return call("/cgi-bin/message/send", { keyId: "greedy", body, signal: leaving.signal });
    });
    await expect.poll(() => deps.proxy.underWay.count).toBe(100);
    expect(await call(DEPARTMENTS, { keyId: "greedy" })).toMatchObject({
      ok: false,
      code: "proxy.busy",
      retryAfterSeconds: 1,
    });
    const other = call(DEPARTMENTS, { keyId: "modest", signal: leaving.signal });
    await expect.poll(() => deps.proxy.underWay.count).toBe(101);
    leaving.abort();
    expect(await other).toMatchObject({ code: "wecom.unreachable" });
    await Promise.all(greedy);
    expect(deps.proxy.underWay.count).toBe(0);
    const again = call(DEPARTMENTS, { keyId: "greedy", signal: AbortSignal.abort() });
    expect(await again).toMatchObject({ code: "wecom.unreachable" });
  });
});

describe("what is kept", () => {
  test("F5: a record of who, which enterprise, which call, how it ended; no token, body or query anywhere", async () => {
    const { call, recorder } = proxy();
    await world.sql.query("DELETE FROM proxy_calls");
    const token = await world.token();
    await okay(await call("/cgi-bin/user/get", { rawQuery: "userid=canary-query" }));
    await okay(await call("/cgi-bin/message/send", { body: json({ text: "canary-body" }) }));
    await world.fault("reset", "department/list", { remaining: 1 });
    await call(DEPARTMENTS);
    await call("/cgi-bin/user/get", { rawQuery: "access_token=canary-token" });
    await recorder.flush();
    // The newest four: another test's recorder may write its own older ones late.
    const calls = (await world.deps.store.proxyCalls.listCalls({}, 10, null)).calls.slice(0, 4);
    expect(calls.map((one) => [one.path, one.method, one.errcode, one.code])).toEqual([
      ["user/get", "GET", null, "proxy.query_refused"],
      ["department/list", "GET", null, "wecom.unreachable"],
      ["message/send", "POST", expect.any(Number), null],
      ["user/get", "GET", 60111, null],
    ]);
    expect(calls[2]).toMatchObject({
      keyName: "crm-backend",
      suiteKey: "crm",
      corpId: world.corpId,
      isRetried: false,
    });
    expect(calls[2]?.bytesIn).toBe(json({ text: "canary-body" }).length);
    expect(calls[2]?.bytesOut).toBeGreaterThan(20);
    const everything = [
      ...world.logged,
      JSON.stringify((await world.sql.query("SELECT * FROM proxy_calls")).rows),
      await world.metrics.registry.metrics(),
    ].join("\n");
    for (const canary of [token, "canary-query", "canary-body", "canary-token"])
      expect(everything).not.toContain(canary);
  });

  test("H8: the metrics tell groups and kinds of answers, and no ids", async () => {
    const text = await world.metrics.registry.metrics();
    expect(text).toMatch(/wecom_portal_upstream_requests_total\{group="department",errcode_class="ok"\} \d+/);
    expect(text).toMatch(/wecom_portal_upstream_requests_total\{group="media",errcode_class="refresh"\} \d+/);
    expect(text).toMatch(/wecom_portal_upstream_duration_seconds_count\{group="message"\} \d+/);
    expect(text).not.toContain(world.corpId);
    expect(text).not.toContain("crm-backend");
  });

  test("H15: a database that is away costs records, not memory or answers; old ones are pruned", async () => {
    const { deps, call, recorder } = proxy();
    const save = deps.store.proxyCalls.saveCalls;
    deps.store.proxyCalls.saveCalls = () => Promise.reject(new Error("away"));
    try {
      expect((await okay(await call(DEPARTMENTS))).json.errcode).toBe(0);
      await recorder.flush();
    } finally {
      deps.store.proxyCalls.saveCalls = save;
    }
    await recorder.flush();
    const before = await deps.store.proxyCalls.listCalls({}, 200, null);
    expect(before.calls.length).toBeGreaterThan(0);
    expect(await deps.store.proxyCalls.pruneCalls(new Date(Date.now() + 60_000))).toBe(before.calls.length);
  });
});
