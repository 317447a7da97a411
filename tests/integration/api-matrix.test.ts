import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { API_SCOPES, expandScopes } from "@/lib/core/api-scopes";
import { makeApiKey } from "@/lib/core/crypto/api-key";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { addKey, openApi, type Told } from "@/tests/support/api-world";
import { createProxyWorld } from "@/tests/support/proxy-world";

/**
 * What a granted key gets for the example of each route, ids of things that are not there included. A route without a
 * row fails the test; so does a row without a route.
 */
const GRANTED: Record<string, number[]> = {
  listCorps: [200],
  getCorp: [200],
  getAccessToken: [200],
  reportInvalidAccessToken: [200],
  getSuiteAccessToken: [200],
  getProviderAccessToken: [200],
  getJsapiTicket: [200],
  signJsapi: [200],
  identifyMember: [400],
  createInstallLink: [201],
  listInstallLinks: [200],
  getInstallLink: [404],
  revokeInstallLink: [404],
  callWecom: [200],
  listEvents: [200],
  streamEvents: [200],
  listEventSchemas: [200],
  // Nothing receives events in this world: 409 whatever the id.
  replayEvent: [404, 409],
  listEndpoints: [200],
  // The example's host is not there, or not allowed: the address is judged after key and grants.
  createEndpoint: [201, 400, 409, 422],
  getEndpoint: [404],
  changeEndpoint: [404],
  deleteEndpoint: [404],
  rotateEndpointSecret: [404],
  verifyEndpoint: [404],
  testEndpoint: [404],
  listDeliveries: [404],
  getDelivery: [404],
  replayDelivery: [404],
  replayDeliveries: [404],
};

let world: Awaited<ReturnType<typeof createProxyWorld>>;
let portal: Awaited<ReturnType<typeof openApi>>;
let corpId: string;

beforeAll(async () => {
  world = await createProxyWorld();
  corpId = world.corpId;
});
// A portal for each route: so many wrong keys from one address would lock it out.
beforeEach(async () => {
  portal = await openApi(world.deps, undefined, world.proxyTo(world.simulator.url).parts);
});
afterEach(() => portal.close());
afterAll(() => world.close());

type Route = (typeof API_ROUTES)[number];

function ask(route: Route, key: string | null, given: Record<string, string> = {}): Promise<Told> {
  const path = route.path.replace(/\{([^}+]+)\+?\}/g, (_all, name: string) => {
    const known: Record<string, string> = { suite: "crm", corpId, path: "cgi-bin/user/get", ...given };
    return known[name] ?? randomUUID();
  });
  const method = route.method === "ANY" ? "GET" : route.method;
  // A stream does not end by itself.
  if (route.operationId === "streamEvents") return first(path, key);
  return portal.ask(method, path, { key, ...(route.body ? { body: route.bodyExample ?? {} } : {}) });
}

/** The head of an answer that goes on for ever. */
async function first(path: string, key: string | null): Promise<Told> {
  const stop = new AbortController();
  const reply = await fetch(`${portal.url}/api/v1${path}`, {
    headers: { accept: "text/event-stream", ...(key ? { authorization: `Bearer ${key}` } : {}) },
    signal: stop.signal,
  });
  const isProblem = reply.status >= 400;
  const text = isProblem ? await reply.text() : "";
  stop.abort();
  return { status: reply.status, headers: reply.headers, text, body: isProblem ? JSON.parse(text) : null };
}

/** Of two answers that must tell nothing apart. */
function told({ status, body }: Told) {
  const { request_id: _id, ...rest } = body;
  return { status, ...rest };
}

const wants = (route: Route, name: string) => route.path.includes(`{${name}`);

describe("R18, F4: every route by every kind of key", () => {
  test("the matrix has a row for each route and none besides", () => {
    expect(Object.keys(GRANTED).sort()).toEqual(API_ROUTES.map((one) => one.operationId).sort());
  });

  test.each(API_ROUTES.map((route) => [route.operationId, route] as const))("%s", async (id, route) => {
    const unknown = makeApiKey(randomBytes).key;
    const revoked = await addKey(world.deps);
    await world.deps.store.apiKeys.revokeKey(revoked.id);
    const [nobody, ...others] = [
      await ask(route, null),
      await ask(route, unknown),
      await ask(route, revoked.key),
    ];
    expect(nobody).toMatchObject({ status: 401, body: { code: "api.key_refused" } });
    for (const other of others) expect(told(other)).toEqual(told(nobody));

    // Each of these is 404 with the same words, whether the thing is there or not.
    const all = await addKey(world.deps, { scopes: ["*"], suites: ["*"] });
    const hidden = {
      status: 404,
      body: { code: "api.not_found", required_scope: route.scope },
    };
    const without = API_SCOPES.filter((one) => !expandScopes([one]).has(route.scope));
    const scopeless = await addKey(world.deps, {
      scopes: without.length > 0 ? without : ["none"],
      suites: ["*"],
    });
    expect(await ask(route, scopeless.key)).toMatchObject(hidden);
    if (wants(route, "suite")) {
      const elsewhere = await addKey(world.deps, { scopes: ["*"], suites: ["oa"] });
      const [there, missing] = [
        await ask(route, elsewhere.key),
        await ask(route, all.key, { suite: "no-such-suite" }),
      ];
      expect(there).toMatchObject(hidden);
      expect(told(missing)).toEqual(told(there));
    }
    if (wants(route, "corpId")) {
      const held = await addKey(world.deps, { scopes: ["*"], corps: ["wwsomebodyelse0001"] });
      const [there, missing] = [
        await ask(route, held.key),
        await ask(route, all.key, { corpId: "wwnobody000000001" }),
      ];
      expect(there).toMatchObject(hidden);
      expect(told(missing)).toEqual(told(there));
    }
    const granted = await ask(route, all.key);
    expect(GRANTED[id]).toContain(granted.status);
    if (granted.status === 404) expect(granted).toMatchObject({ body: { code: "api.not_found" } });
    expect(granted.headers.get("cache-control")).toContain("no-store");
    expect(granted.headers.get("ratelimit")).not.toBeNull();
  });
});
