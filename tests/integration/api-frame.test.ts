import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isWellFormedApiKey, makeApiKey } from "@/lib/core/crypto/api-key";
import { completeInstall } from "@/lib/features/install/complete-install";
import { nextApi } from "@/lib/runtime/api/next-api";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { type Portal, sharePortal } from "@/lib/runtime/deps";
import { addKey, openApi } from "@/tests/support/api-world";
import { BROWSER, createInstallWorld, type InstallWorld } from "@/tests/support/install-world";

let world: InstallWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let key: string;
let corpId: string;
let TOKEN_PATH: string;

beforeAll(async () => {
  world = await createInstallWorld();
  await world.giveTicket();
  const { state, authCode } = await world.consent();
  const outcome = await completeInstall(world.deps, {
    suite: world.suite,
    browserToken: BROWSER,
    state,
    authCode,
  });
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  corpId = outcome.corpId;
  TOKEN_PATH = `/suites/crm/corps/${corpId}/access-token`;
  portal = await openApi(world.deps);
  ({ key } = await addKey(world.deps));
});

afterAll(async () => {
  await portal.close();
  await world.close();
});

/** What may differ between two answers that must tell nothing apart. */
function withoutId(told: { status: number; body: Record<string, unknown>; headers: Headers }) {
  const { request_id: id, ...body } = told.body;
  expect(id).toMatch(/^[2-9A-Z]{8}$/);
  return { status: told.status, body, type: told.headers.get("content-type") };
}

describe("who may ask", () => {
  test("F10: no key, a wrong, a malformed, a revoked and an expired one get one and the same 401", async () => {
    const revoked = await addKey(world.deps);
    await world.deps.store.apiKeys.revokeKey(revoked.id);
    const expired = await addKey(world.deps, { expiresAt: new Date(Date.now() - 1_000) });
    const answers = await Promise.all(
      [null, makeApiKey(randomBytes).key, "wpk_x", `${key}x`, revoked.key, expired.key].map((one) =>
        portal.ask("GET", TOKEN_PATH, { key: one }),
      ),
    );
    const [first, ...others] = answers.map(withoutId);
    expect(first).toMatchObject({ status: 401, body: { code: "api.key_refused" } });
    for (const other of others) expect(other).toEqual(first);
    expect(answers[0]?.headers.get("www-authenticate")).toBe('Bearer realm="api"');
  });

  test("F10: a key in the query opens nothing", async () => {
    const told = await portal.ask("GET", `${TOKEN_PATH}?access_token=${key}&key=${key}`);
    expect(told.status).toBe(401);
  });

  test("F10: without a key nobody learns which addresses exist", async () => {
    const [known, unknown] = [await portal.ask("GET", "/corps"), await portal.ask("GET", "/no-such-thing")];
    expect(withoutId(unknown)).toEqual(withoutId(known));
  });

  test("F4: an enterprise that is not there, one that is not granted and a missing scope get one and the same 404", async () => {
    const held = await addKey(world.deps, { corps: ["wwother0000000001"] });
    const scopeless = await addKey(world.deps, { scopes: ["events:read"] });
    const elsewhere = await addKey(world.deps, { suites: ["other"] });
    const answers = await Promise.all([
      portal.ask("GET", "/suites/crm/corps/wwnobody000000001/access-token", { key }),
      portal.ask("GET", "/suites/nothing/corps/wwnobody000000001/access-token", { key }),
      portal.ask("GET", TOKEN_PATH, { key: held.key }),
      portal.ask("GET", TOKEN_PATH, { key: scopeless.key }),
      portal.ask("GET", TOKEN_PATH, { key: elsewhere.key }),
    ]);
    const [first, ...others] = answers.map(withoutId);
    expect(first).toMatchObject({
      status: 404,
      body: { code: "api.not_found", required_scope: "tokens:read" },
    });
    for (const other of others) expect(other).toEqual(first);
  });

  test("a key of the bootstrap file works as it is written there, whatever it looks like", async () => {
    const given = "wpk_given-by-the-file";
    await world.deps.store.apiKeys.saveGivenKey({
      name: "crm-backend",
      key: given,
      suites: ["crm"],
      scopes: ["tokens:read", "proxy:call", "events:read"],
    });
    expect((await portal.ask("GET", TOKEN_PATH, { key: given })).status).toBe(200);
    expect((await portal.ask("GET", "/corps", { key: given })).status).toBe(200);
  });

  test("R17: a key that we make carries a checksum that a scanner can verify", () => {
    expect(isWellFormedApiKey(key)).toBe(true);
    const last = key.at(-1) === "a" ? "b" : "a";
    expect(isWellFormedApiKey(key.slice(0, -1) + last)).toBe(false);
  });
});

describe("the two mounts", () => {
  test("the Next route answers every kind of request as the door does", async () => {
    sharePortal(portal.host as unknown as Portal);
    const requests: [string, string, string | null, object?][] = [
      ["GET", TOKEN_PATH, key],
      ["GET", TOKEN_PATH, null],
      ["GET", "/corps?limit=1", key],
      ["GET", "/corps?limit=0", key],
      ["GET", "/nothing", key],
      ["DELETE", "/corps", key],
      ["POST", `${TOKEN_PATH}/invalid`, key, { access_token: "not-the-current-one" }],
      ["POST", `${TOKEN_PATH}/invalid`, key, {}],
      ["GET", "/openapi.json", null],
    ];
    for (const [method, path, one, body] of requests) {
      const told = await portal.ask(method, path, { key: one, body });
      const reply = await nextApi(
        new Request(`${portal.url}/api/v1${path}`, {
          method,
          headers: {
            ...(one ? { authorization: `Bearer ${one}` } : {}),
            ...(body ? { "content-type": "application/json" } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        }),
      );
      const known = { status: told.status, body: { ...told.body, request_id: "", expires_in: 0 } };
      const next = await reply.json();
      expect({ status: reply.status, body: { ...next, request_id: "", expires_in: 0 } }).toEqual(known);
      for (const name of [
        "content-type",
        "cache-control",
        "x-content-type-options",
        "allow",
        "www-authenticate",
      ])
        expect([name, reply.headers.get(name)]).toEqual([name, told.headers.get(name)]);
    }
  });
});

describe("what an answer carries", () => {
  test("R14: a token comes with its life and is never stored on the way", async () => {
    const told = await portal.ask("GET", TOKEN_PATH, { key });
    expect(told.status).toBe(200);
    expect(told.body.expires_in).toBeGreaterThanOrEqual(300);
    expect(new Date(told.body.expires_at).getTime()).toBeGreaterThan(Date.now() + 299_000);
    expect(told.headers.get("cache-control")).toBe("no-store");
    expect(told.headers.get("x-content-type-options")).toBe("nosniff");
    expect(told.headers.get("x-request-id")).toMatch(/^[2-9A-Z]{8}$/);
  });

  test("F8: every answer says how much of the quota is left; past it comes 429 with Retry-After", async () => {
    const small = await openApi(world.deps, { cachedPerKey: 3, callsPerKey: 100, callsPerCorp: 100 });
    const { key: own } = await addKey(world.deps);
    try {
      const left: (string | null)[] = [];
      for (let i = 0; i < 3; i += 1)
        left.push((await small.ask("GET", TOKEN_PATH, { key: own })).headers.get("ratelimit-remaining"));
      expect(left).toEqual(["2", "1", "0"]);
      const told = await small.ask("GET", TOKEN_PATH, { key: own });
      expect(told).toMatchObject({ status: 429, body: { code: "api.rate_limited" } });
      expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(told.headers.get("ratelimit")).toMatch(/^"key-cached";r=0;t=\d+$/);
      // One program's thirst is not another's.
      expect((await small.ask("GET", TOKEN_PATH, { key })).status).toBe(200);
    } finally {
      await small.close();
    }
  });

  test("a wrong query is refused by name, without its value", async () => {
    const told = await portal.ask("GET", "/corps?limit=201&colour=blue", { key });
    expect(told).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(told.body.problems.map((one: { name: string }) => one.name).sort()).toEqual(["colour", "limit"]);
    expect(told.text).not.toContain("blue");
  });

  test("empty query values count as absent, and lists page to their end", async () => {
    const told = await portal.ask("GET", "/corps?suite=&status=&q=", { key });
    expect(told.body.data.map((one: { corp_id: string }) => one.corp_id)).toEqual([corpId]);
    expect(told.body.next_cursor).toBeNull();
  });

  test("a known address with another method answers 405 and says what works", async () => {
    const told = await portal.ask("DELETE", "/corps", { key });
    expect(told).toMatchObject({ status: 405, body: { code: "api.method" } });
    expect(told.headers.get("allow")).toBe("GET");
  });

  test("anybody may read the description, which names every route of the registry", async () => {
    const told = await portal.ask("GET", "/openapi.json");
    expect(told.status).toBe(200);
    expect(told.body.openapi).toBe("3.1.0");
    const operations = Object.values(told.body.paths).flatMap((item) =>
      Object.values(item as Record<string, { operationId: string }>).map((one) => one.operationId),
    );
    for (const { operationId, method } of API_ROUTES)
      if (method !== "ANY") expect(operations).toContain(operationId);
  });
});
