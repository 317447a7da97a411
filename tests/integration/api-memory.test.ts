import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addKey, openApi } from "@/tests/support/api-world";
import { until } from "@/tests/support/install-world";
import { createProxyWorld } from "@/tests/support/proxy-world";
import { TIMED } from "@/tests/support/timed";

let world: Awaited<ReturnType<typeof createProxyWorld>>;
let portal: Awaited<ReturnType<typeof openApi>>;
let path: string;

beforeAll(async () => {
  world = await createProxyWorld();
  path = `/suites/crm/corps/${world.corpId}/access-token`;
});
beforeEach(async () => {
  portal = await openApi(world.deps);
  return () => portal.close();
});
afterAll(() => world.close());

describe("what a process remembers, and for how long", () => {
  test("a hundred reads of a token cost the database a handful of questions, not hundreds", async () => {
    const { key } = await addKey(world.deps);
    const { authorizations, tokens, apiKeys } = world.deps.store;
    const asked: string[] = [];
    const watch = <T extends object>(store: T, name: keyof T & string) => {
      const real = store[name] as (...given: unknown[]) => unknown;
      (store as Record<string, unknown>)[name] = (...given: unknown[]) => {
        asked.push(name);
        return real(...given);
      };
      return () => {
        (store as Record<string, unknown>)[name] = real;
      };
    };
    const undo = [
      watch(authorizations, "findAuthorization"),
      watch(authorizations, "getAuthorization"),
      watch(tokens, "findToken"),
      watch(apiKeys, "listLiveSecrets"),
    ];
    try {
      for (let i = 0; i < 100; i += 1) expect((await portal.ask("GET", path, { key })).status).toBe(200);
    } finally {
      for (const one of undo) one();
    }
    expect(asked.length).toBeLessThan(30);
  });

  test(
    "F10, F12: a key revoked in another process stops here within 5 s, however busy it is",
    TIMED,
    async () => {
      const { key, id } = await addKey(world.deps);
      expect((await portal.ask("GET", path, { key })).status).toBe(200);
      await world.deps.store.apiKeys.revokeKey(id);
      const began = performance.now();
      await until(async () => (await portal.ask("GET", path, { key })).status === 401, 8_000);
      expect(performance.now() - began).toBeLessThan(5_000);
    },
  );

  test("with the database away, nothing older than four seconds is handed out", async () => {
    const { key } = await addKey(world.deps);
    expect((await portal.ask("GET", path, { key })).status).toBe(200);
    const { apiKeys } = world.deps.store;
    const real = apiKeys.listLiveSecrets;
    apiKeys.listLiveSecrets = async () => {
      throw new Error("the database is away");
    };
    try {
      expect((await portal.ask("GET", path, { key })).status).toBe(200);
      const told = await until(async () => {
        const one = await portal.ask("GET", path, { key });
        return one.status === 200 ? null : one;
      }, 8_000);
      expect(told).toMatchObject({ status: 503, body: { code: "api.busy" } });
      expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(told.text).not.toContain("database is away");
    } finally {
      apiKeys.listLiveSecrets = real;
    }
    expect((await portal.ask("GET", path, { key })).status).toBe(200);
  });

  test("F10: an address that guesses keys is locked out; a program that worked there before goes on", async () => {
    const { key } = await addKey(world.deps);
    const late = await addKey(world.deps);
    const ask = (one: string, from: string) =>
      portal.ask("GET", "/corps", { key: one, headers: { "x-forwarded-for": from } });
    expect((await ask(key, "203.0.113.7")).status).toBe(200);
    const guesses = await Promise.all(
      Array.from({ length: 60 }, (_, n) => ask(`wpk_guess-number-${n}`, "203.0.113.7")),
    );
    expect(guesses.filter((told) => told.status === 401)).toHaveLength(50);
    expect(guesses.filter((told) => told.status === 429)).toHaveLength(10);
    const locked = await ask(late.key, "203.0.113.7");
    expect(locked).toMatchObject({ status: 429, body: { code: "api.locked_out" } });
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask(key, "203.0.113.7")).status).toBe(200);
    expect((await ask(late.key, "203.0.113.8")).status).toBe(200);
  });
});
