import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { shownBody } from "@/lib/runtime/api/tried-answer";
import { type TryInput, triableMethods, tryApi } from "@/lib/runtime/api/try-api";
import { EFFECTS, ONLY_READING } from "@/lib/runtime/api/try-effects";
import { openApi } from "@/tests/support/api-world";
import { addSignedInStaff } from "@/tests/support/console-deps";
import { createProxyWorld, type ProxyWorld } from "@/tests/support/proxy-world";

let world: ProxyWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let viewer: StaffPrincipal;
let operator: StaffPrincipal;
let owner: StaffPrincipal;
let base: { suite: string; corpId: string };

beforeAll(async () => {
  world = await createProxyWorld();
  portal = await openApi(world.deps, undefined, world.proxyTo(world.simulator.url).parts);
  ({ principal: viewer } = await addSignedInStaff(world.deps, "viewer"));
  ({ principal: operator } = await addSignedInStaff(world.deps, "operator"));
  ({ principal: owner } = await addSignedInStaff(world.deps, "owner"));
  base = { suite: "crm", corpId: world.corpId };
});
afterAll(async () => {
  await portal?.close();
  await world?.close();
});

const NOTHING = { params: {}, query: "", method: null, body: null, idempotencyKey: null };

function attempt(principal: StaffPrincipal, operationId: string, more: Partial<TryInput> = {}) {
  return tryApi(portal.host, principal, { ...NOTHING, operationId, ...more });
}

async function tried(operationId: string, more: Partial<TryInput> = {}) {
  const result = await attempt(operationId === "callWecom" ? owner : operator, operationId, more);
  if (!result.ok) throw new Error(result.code);
  const { body, ...rest } = result.value;
  const text = body.kind === "json" ? body.text : "";
  return { ...rest, kind: body.kind, text, body: text === "" ? null : JSON.parse(text) };
}

const audit = async () =>
  (await world.sql.query("SELECT actor_kind, actor_id, action, subject, details FROM audit_log ORDER BY seq"))
    .rows;

const MAKE_LINK = {
  params: { suite: "crm" },
  body: JSON.stringify({ customer: "青禾科技" }),
};

describe("trying a call in the console", () => {
  test("E9: a viewer can try nothing, reading or changing; nothing happens and nothing is written", async () => {
    const before = await audit();
    for (const { operationId } of API_ROUTES)
      expect(await attempt(viewer, operationId, { params: base, body: "{}" })).toEqual({
        ok: false,
        code: "staff.forbidden",
      });
    expect(await audit()).toEqual(before);
  });

  test("E9: an operator can't call WeCom from here: that opens enterprises' data, as keys do, which only owners make", async () => {
    const input = { params: { ...base, path: "cgi-bin/user/get" } };
    expect(await attempt(operator, "callWecom", input)).toEqual({ ok: false, code: "staff.forbidden" });
    expect(await attempt(owner, "callWecom", input)).toMatchObject({ ok: true });
  });

  test("every call that changes something says so before, and only a stream can't be tried", () => {
    const changing = API_ROUTES.filter((one) => one.method !== "GET").map((one) => one.operationId);
    expect([...EFFECTS, ...ONLY_READING].sort()).toEqual(changing.sort());
    expect(
      API_ROUTES.filter((one) => triableMethods(one).length === 0).map((one) => one.operationId),
    ).toEqual(["streamEvents"]);
  });

  test("a change is made in the name of the member of staff, and both the try and the change are in the audit log", async () => {
    const made = await tried("createInstallLink", MAKE_LINK);
    expect(made).toMatchObject({ status: 201, body: { customer: "青禾科技", created_by: operator.name } });
    const entries = (await audit()).slice(-2);
    expect(entries).toMatchObject([
      { actor_kind: "staff", actor_id: operator.id, action: "install_link.made" },
      {
        actor_kind: "staff",
        actor_id: operator.id,
        action: "api.tried",
        subject: "crm",
        details: { operation: "createInstallLink", method: "POST", status: 201, suite: "crm" },
      },
    ]);
    // Written down before it was made: a portal that dies in between has left a trace.
    const [begun] = (await audit()).slice(-3);
    expect(begun).toMatchObject({ action: "api.try_begun", details: { operation: "createInstallLink" } });
    expect(begun.details.request).toBe(entries[1].details.request);
  });

  test("R22: the same once more runs once and says so; with other content the key is refused, with another it runs", async () => {
    const count = async () =>
      Number((await world.sql.query("SELECT count(*) FROM install_links")).rows[0].count);
    const before = await count();
    const once = { ...MAKE_LINK, idempotencyKey: "try-1" };
    const [first, second] = [await tried("createInstallLink", once), await tried("createInstallLink", once)];
    expect(second.body.id).toBe(first.body.id);
    expect(first.headers).not.toContainEqual(["idempotent-replayed", "true"]);
    expect(second.headers).toContainEqual(["idempotent-replayed", "true"]);
    expect(await count()).toBe(before + 1);
    const other = { ...once, body: JSON.stringify({ customer: "白石科技" }) };
    expect(await tried("createInstallLink", other)).toMatchObject({
      status: 422,
      body: { code: "api.idempotency_mismatch" },
    });
    await tried("createInstallLink", { ...other, idempotencyKey: "try-2" });
    expect(await count()).toBe(before + 2);
  });

  test("F5: no token, ticket, secret or address of a link reaches the page or the audit log", async () => {
    const token = await world.token();
    const shown: string[] = [];
    const read = await tried("getAccessToken", { params: base });
    expect(read).toMatchObject({
      status: 200,
      body: { access_token: `${token.slice(0, 4)}…（${token.length}）` },
    });
    const report = { params: base, body: JSON.stringify({ access_token: token }) };
    const endpoint = JSON.stringify({
      name: "try",
      suite: "crm",
      url: "http://127.0.0.1:9/hook",
      events: ["*"],
    });
    shown.push(read.text, (await tried("reportInvalidAccessToken", report)).text);
    shown.push((await tried("getJsapiTicket", { params: base })).text);
    for (const text of shown) expect(text).toMatch(/"(access_token|ticket)": ".{4}…（\d+）"/);
    const made = await tried("createEndpoint", { body: endpoint });
    expect(made).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^whse…/) } });
    const link = await tried("createInstallLink", MAKE_LINK);
    expect(link.body.url).toMatch(/^http…/);
    // A token that somebody pastes into the wrong field.
    await tried("getCorp", { params: { suite: "crm", corpId: token } });
    await tried("getCorp", { params: { suite: token, corpId: "x" } });
    await tried("listCorps", { query: `q=${token}` });
    await tried("changeEndpoint", { params: { endpointId: token }, body: '{"no":"such field"}' });
    await tried("callWecom", { params: { ...base, path: `cgi-bin/${token}` } });
    await tried("callWecom", {
      params: { ...base, path: "cgi-bin/user/get" },
      query: `access_token=${token}`,
    });
    shown.push(made.text, link.text, JSON.stringify(await audit()));
    const canaries = Object.keys(world.simulator.state.tokens);
    expect(canaries).toContain(token);
    for (const canary of canaries) for (const text of shown) expect(text).not.toContain(canary);
    for (const text of shown) expect(text).not.toMatch(/whsec_[A-Za-z0-9+/]{8}|\/invite\/[\w-]{8}/);
  });

  test("the proxy is called by GET or POST with the path as it is written in WeCom's documents", async () => {
    const path = "cgi-bin/department/list";
    const got = await tried("callWecom", { params: { ...base, path }, method: "GET" });
    expect(got).toMatchObject({ status: 200, kind: "json", body: { errcode: 0 } });
    expect(got.headers).toContainEqual(["x-portal-errcode", "0"]);
    const sent = await tried("callWecom", {
      params: { ...base, path: "cgi-bin/message/send" },
      method: "POST",
      body: JSON.stringify({ touser: "nobody", msgtype: "text", agentid: 1, text: { content: "x" } }),
    });
    expect(sent.status).toBe(200);
    expect((await audit()).at(-1)).toMatchObject({
      subject: world.corpId,
      details: { operation: "callWecom", method: "POST", status: 200, call: "message/send" },
    });
    const { body } = await tried("callWecom", {
      params: { ...base, path: "/cgi-bin/user/get?userid=nobody" },
    });
    expect(body.errcode).not.toBe(40001);
    expect(await tried("callWecom", { params: { ...base, path: "../access-token" } })).toMatchObject({
      body: { code: "proxy.path_malformed" },
    });
    const refused = await tried("callWecom", {
      params: { ...base, path: "cgi-bin/service/get_provider_token" },
    });
    expect(refused.body.code).toBe("proxy.call_not_allowed");
  });

  test("a slash before WeCom's path changes neither the call nor what the audit log says of it", async () => {
    await tried("callWecom", { params: { ...base, path: "//cgi-bin/user/get?userid=nobody" } });
    const entries = (await audit()).slice(-2);
    expect(entries.map((one) => [one.action, one.details.call])).toEqual([
      ["api.try_begun", "user/get"],
      ["api.tried", "user/get"],
    ]);
  });

  test("what an audit log that fails leaves behind: a reading is not shown, what was done is told", async () => {
    const { record } = world.deps.store.audit;
    let left = 0;
    world.deps.store.audit.record = async (entry) => {
      if (left-- <= 0) throw new Error("the database is away");
      return record(entry);
    };
    try {
      await expect(attempt(operator, "listCorps")).rejects.toThrow("away");
      await expect(attempt(operator, "createInstallLink", MAKE_LINK)).rejects.toThrow("away");
      // The beginning and the link itself are written down, the outcome no more.
      left = 2;
      expect(await tried("createInstallLink", MAKE_LINK)).toMatchObject({ status: 201 });
    } finally {
      world.deps.store.audit.record = record;
    }
  });

  test("F5: what WeCom answers is masked too, however deep it lies", async () => {
    const secrets =
      "user_ticket session_key permanent_code pre_auth_code open_token authcode living_code cookie_value join_qrcode download_url";

    const answer = {
      errcode: 0,
      list: [Object.fromEntries(secrets.split(" ").map((name) => [name, `canary-of-${name}`]))],
    };
    const { url } = await world.upstream((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    const other = await openApi(world.deps, undefined, world.proxyTo(url).parts);
    const params = { ...base, path: "cgi-bin/user/get" };
    const result = await tryApi(other.host, owner, { ...NOTHING, operationId: "callWecom", params });
    await other.close();
    const text = result.ok && result.value.body.kind === "json" ? result.value.body.text : "";
    expect(text).toContain("session_key");
    expect(text).not.toContain("canary-of");
  });

  test("a file is not shown, only what it is", async () => {
    const { url } = await world.upstream((_request, response) => {
      response.writeHead(200, { "content-type": "image/png", "content-length": 4 }).end("\x89PNG", "latin1");
    });
    const other = await openApi(world.deps, undefined, world.proxyTo(url).parts);
    const input = { ...NOTHING, operationId: "callWecom", params: { ...base, path: "cgi-bin/media/get" } };
    const result = await tryApi(other.host, owner, { ...input, query: "media_id=1" });
    await other.close();
    expect(result).toMatchObject({ ok: true, value: { status: 200, body: { kind: "file" } } });
    expect(result.ok && result.value.headers).toContainEqual(["content-type", "image/png"]);
  });

  test("K12: a long file is not shown either, gives its place back, and its call is recorded", async () => {
    const { url } = await world.upstream((_request, response) => {
      response.writeHead(200, { "content-type": "image/png" }).end(Buffer.alloc(2_000_000, 7));
    });
    const { parts, recorder } = world.proxyTo(url);
    const other = await openApi(world.deps, undefined, parts);
    const input = { ...NOTHING, operationId: "callWecom", params: { ...base, path: "cgi-bin/media/get" } };
    const kept = async () =>
      Number((await world.sql.query("SELECT count(*) FROM proxy_calls")).rows[0].count);
    const before = await kept();
    for (let round = 0; round < 3; round += 1)
      expect(await tryApi(other.host, owner, input)).toMatchObject({
        ok: true,
        value: { status: 200, body: { kind: "file" } },
      });
    expect(parts.underWay.count).toBe(0);
    await other.close();
    await recorder.flush();
    expect(await kept()).toBe(before + 3);
  });

  test("what an event tells of a person is masked: the inbox shows it for a reason that is written down", async () => {
    const shown = await shownBody({
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        items: [
          { type: "change_contact", fields: { UserID: "zhangsan", Name: "canary", Mobile: ["canary"] } },
        ],
        code: "kept",
      }),
    });
    const text = shown.kind === "json" ? shown.text : "";
    expect(text).toContain("zhangsan");
    expect(text).toContain("kept");
    expect(text).not.toContain("canary");
  });

  test("what is wrong with a body is answered as a program gets it, and the try is audited all the same", async () => {
    const wrong = await tried("createInstallLink", { params: { suite: "crm" }, body: '{"costumer":"x"}' });
    expect(wrong).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(JSON.stringify(wrong.body.problems)).toContain("costumer");
    expect((await audit()).at(-1)).toMatchObject({ action: "api.tried", details: { status: 400 } });
  });
});
