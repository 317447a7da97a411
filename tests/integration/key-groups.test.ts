import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiKey, type newKeyInput } from "@/lib/features/keys/manage-keys";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { nextApi } from "@/lib/runtime/api/next-api";
import { type Portal, sharePortal } from "@/lib/runtime/deps";
import { addKey, openApi } from "@/tests/support/api-world";
import { addSignedInStaff } from "@/tests/support/console-deps";
import { createProxyWorld, type ProxyWorld } from "@/tests/support/proxy-world";

let world: ProxyWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let proxy: ReturnType<ProxyWorld["proxyTo"]>;
let owner: StaffPrincipal;
let BASE: string;

beforeAll(async () => {
  world = await createProxyWorld();
  BASE = `/suites/crm/corps/${world.corpId}/proxy`;
  proxy = world.proxyTo(world.simulator.url);
  portal = await openApi(world.deps, undefined, proxy.parts);
  sharePortal(portal.host as unknown as Portal);
  owner = (await addSignedInStaff(world.deps, "owner")).principal;
});
afterAll(async () => {
  await portal?.close();
  await world?.close();
});

const MOUNTS = ["the door", "the Next route"] as const;

/** One call on one of the two mounts. */
async function call(mount: (typeof MOUNTS)[number], path: string, key: string) {
  if (mount === "the door") return portal.ask("GET", BASE + path, { key });
  const reply = await nextApi(
    new Request(`${portal.url}/api/v1${BASE}${path}`, { headers: { authorization: `Bearer ${key}` } }),
  );
  return { status: reply.status, headers: reply.headers, body: JSON.parse(await reply.text()) };
}

describe("F2: a key that is granted some groups of calls", () => {
  test.each(MOUNTS)(
    "F2: on %s it makes the calls of its groups; others are refused before anything is sent",
    async (mount) => {
      const { key } = await addKey(world.deps, { scopes: ["proxy:call:department", "proxy:call:platform"] });
      expect((await call(mount, "/cgi-bin/department/list", key)).body).toMatchObject({ errcode: 0 });
      expect((await call(mount, "/cgi-bin/get_api_domain_ip", key)).status).toBe(200);
      await world.control("DELETE", "calls");
      for (const [path, group] of [
        ["user/get?userid=x", "user"],
        ["externalcontact/groupchat/list", "externalcontact"],
        ["linkedcorp/department/list", "linkedcorp"],
      ]) {
        const told = await call(mount, `/cgi-bin/${path}`, key);
        expect(told).toMatchObject({
          status: 403,
          body: { code: "proxy.call_not_granted", required_scope: `proxy:call:${group}` },
        });
        // Both languages name the scope and what to do.
        expect(told.body.title).toMatch(new RegExp(`lacks the scope proxy:call:${group}\\. Ask an owner`));
        expect(told.body.detail).toMatch(new RegExp(`缺少权限 proxy:call:${group}。请让所有者`));
        expect(told.headers.get("ratelimit-remaining")).toMatch(/^\d+$/);
      }
      // What is malformed or in no group at all is told first: a grant would not help.
      expect((await call("the door", "/cgi-bin/user//get", key)).body.code).toBe("proxy.path_malformed");
      expect((await call(mount, "/cgi-bin/gettoken", key)).body.code).toBe("proxy.call_not_allowed");
      const { total } = await world.control("GET", "calls");
      expect(total ?? 0).toBe(0);
    },
  );

  test("F2: the refusal is recorded like the others, under the key's name", async () => {
    const { key } = await addKey(world.deps, { name: "only-kf", scopes: ["proxy:call:kf"] });
    await call("the door", "/cgi-bin/message/send", key);
    await proxy.recorder.flush();
    const { calls } = await world.deps.store.proxyCalls.listCalls({ keyName: "only-kf" }, 10, null);
    expect(calls).toMatchObject([{ path: "message/send", code: "proxy.call_not_granted", errcode: null }]);
  });

  test("F2, F4: groups change nothing about suites and enterprises, and grant nothing but calls", async () => {
    const held = await addKey(world.deps, {
      scopes: ["proxy:call:department"],
      corps: ["wwother0000000001"],
    });
    const mine = await addKey(world.deps, { scopes: ["proxy:call:department"] });
    expect((await call("the door", "/cgi-bin/department/list", held.key)).body.code).toBe("api.not_found");
    const token = await portal.ask("GET", `/suites/crm/corps/${world.corpId}/access-token`, {
      key: mine.key,
    });
    expect(token).toMatchObject({ status: 404, body: { required_scope: "tokens:read" } });
  });

  test("F2: beside tokens:read a group holds nobody back, as the documentation says", async () => {
    const { key } = await addKey(world.deps, { scopes: ["proxy:call:kf", "tokens:read"] });
    expect((await call("the door", "/cgi-bin/department/list", key)).status).toBe(403);
    const token = await portal.ask("GET", `/suites/crm/corps/${world.corpId}/access-token`, { key });
    const direct = await fetch(
      `${world.simulator.url}/cgi-bin/department/list?access_token=${token.body.access_token}`,
    );
    expect(await direct.json()).toMatchObject({ errcode: 0 });
  });

  test("F2: no key is made with a scope or group that there is not", async () => {
    const make = (name: string, scopes: string[]) => {
      const input: ReturnType<typeof newKeyInput.parse> = {
        name,
        scopes,
        suites: ["crm"],
        corps: [],
        days: 30,
        callsPerMinute: null,
        cachedPerMinute: null,
      };
      return createApiKey(world.deps, owner, input);
    };
    for (const wrong of ["proxy:call:mesage", "proxy:call:", "no-such", "*"])
      expect(await make("wrong", ["events:read", wrong])).toEqual({ ok: false, code: "key.scope_unknown" });
    const made = await make("right", ["proxy:call:department"]);
    if (!made.ok) throw new Error(made.code);
    expect((await call("the door", "/cgi-bin/department/list", made.value.key)).status).toBe(200);
    expect((await call("the door", "/cgi-bin/user/get", made.value.key)).status).toBe(403);
    const names = (await world.deps.store.apiKeys.listKeys()).map((one) => one.name);
    expect(names).not.toContain("wrong");
  });
});
