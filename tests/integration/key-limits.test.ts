import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { changeKeyLimits } from "@/lib/features/keys/manage-keys";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { nextApi } from "@/lib/runtime/api/next-api";
import { type Portal, sharePortal } from "@/lib/runtime/deps";
import { addKey, openApi } from "@/tests/support/api-world";
import { addSignedInStaff } from "@/tests/support/console-deps";
import { createProxyWorld, type ProxyWorld } from "@/tests/support/proxy-world";
import { TIMED } from "@/tests/support/timed";

// Promise F8: one program cannot use up what others need, and staff say how much each may have.

let world: ProxyWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let owner: StaffPrincipal;
let operator: StaffPrincipal;
let TOKEN_PATH: string;
let CALL_PATH: string;

beforeAll(async () => {
  world = await createProxyWorld();
  portal = await openApi(world.deps, undefined, world.proxyTo(world.simulator.url).parts);
  sharePortal(portal.host as unknown as Portal);
  owner = (await addSignedInStaff(world.deps, "owner")).principal;
  operator = (await addSignedInStaff(world.deps, "operator")).principal;
  TOKEN_PATH = `/suites/crm/corps/${world.corpId}/access-token`;
  CALL_PATH = `/suites/crm/corps/${world.corpId}/proxy/cgi-bin/department/list`;
});
afterEach(() => portal.api.keys.forget());
afterAll(async () => {
  await portal?.close();
  await world?.close();
});

/** Status and what the headers say of the limit. */
async function spend(path: string, key: string) {
  const { status, headers } = await portal.ask("GET", path, { key });
  return [status, headers.get("ratelimit-limit"), headers.get("ratelimit-remaining")];
}

describe("F8: the limits of one key", () => {
  test("F8: calls past the key's own figure get 429, on both mounts together; another key goes on", async () => {
    const { key } = await addKey(world.deps, { callsPerMinute: 3 });
    const other = await addKey(world.deps);
    expect(await spend(CALL_PATH, key)).toEqual([200, "3", "2"]);
    const throughNext = () =>
      nextApi(
        new Request(`${portal.url}/api/v1${CALL_PATH}`, { headers: { authorization: `Bearer ${key}` } }),
      );
    const second = await throughNext();
    await second.arrayBuffer();
    expect([second.status, second.headers.get("ratelimit-remaining")]).toEqual([200, "1"]);
    expect(await spend(CALL_PATH, key)).toEqual([200, "3", "0"]);
    await world.control("DELETE", "calls");
    const told = await portal.ask("GET", CALL_PATH, { key });
    expect(told).toMatchObject({ status: 429, body: { code: "api.rate_limited" } });
    expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(told.headers.get("ratelimit-policy")).toBe('"key";q=3;w=60');
    expect((await throughNext()).status).toBe(429);
    expect(await world.calls("department/list")).toBe(0);
    expect((await spend(CALL_PATH, other.key))[0]).toBe(200);
    // Tokens from memory are counted apart.
    expect(await spend(TOKEN_PATH, key)).toEqual([200, "600000", "599999"]);
  });

  test("F8: reads of cached tokens have a figure of their own, on the fast way too", async () => {
    const { key } = await addKey(world.deps, { cachedPerMinute: 4 });
    const told: unknown[] = [];
    for (let i = 0; i < 5; i += 1) told.push(await spend(TOKEN_PATH, key));
    expect(told).toEqual([
      [200, "4", "3"],
      [200, "4", "2"],
      [200, "4", "1"],
      [200, "4", "0"],
      [429, "4", "0"],
    ]);
  });

  test("F8: a change holds at once in this process, keeps the count of the minute, and is audited", async () => {
    const { key, id } = await addKey(world.deps, { name: "thirsty" });
    for (let i = 0; i < 3; i += 1) await spend(CALL_PATH, key);
    const change = async (callsPerMinute: number | null) => {
      const done = await changeKeyLimits(world.deps, owner, {
        keyId: id,
        callsPerMinute,
        cachedPerMinute: null,
      });
      portal.api.keys.forget();
      return done;
    };
    expect(await change(5)).toEqual({ ok: true, value: null });
    expect(await spend(CALL_PATH, key)).toEqual([200, "5", "1"]);
    await change(2);
    expect(await spend(CALL_PATH, key)).toEqual([429, "2", "0"]);
    await change(null);
    expect((await spend(CALL_PATH, key))[0]).toBe(200);
    const entries = await world.deps.store.audit.listAudit({ limit: 50 });
    expect(entries.filter((one) => one.action === "api_key.changed")).toMatchObject([
      { subject: "thirsty", details: { callsPerMinute: "usual", cachedPerMinute: "usual" } },
      { subject: "thirsty", details: { callsPerMinute: 2 } },
      { subject: "thirsty", details: { callsPerMinute: 5 }, actorName: "The owner" },
    ]);
  });

  test(
    "F8: a change made in another process holds here within 5 s, however busy the key is",
    TIMED,
    async () => {
      const { key, id } = await addKey(world.deps);
      expect((await spend(TOKEN_PATH, key))[1]).toBe("600000");
      await world.deps.store.apiKeys.setLimits(id, { callsPerMinute: null, cachedPerMinute: 77 });
      const began = performance.now();
      await expect.poll(async () => (await spend(TOKEN_PATH, key))[1], { timeout: 8_000 }).toBe("77");
      expect(performance.now() - began).toBeLessThan(5_000);
    },
  );

  test("owners only; keys of the file, revoked and unknown ones are not changed", async () => {
    const given = { name: "given", key: "wpk_given-by-the-file", suites: ["crm"], scopes: ["proxy:call"] };
    await world.deps.store.apiKeys.saveGivenKey({ ...given, limits: { callsPerMinute: 2 } });
    const all = await world.deps.store.apiKeys.listKeys();
    const fileKey = all.find((one) => one.name === "given");
    expect(fileKey).toMatchObject({ callsPerMinute: 2, cachedPerMinute: null });
    expect(await spend(CALL_PATH, given.key)).toEqual([200, "2", "1"]);
    // The file that says it no longer takes it back; the same file again changes nothing.
    expect(await world.deps.store.apiKeys.saveGivenKey(given)).toBe(true);
    expect(await world.deps.store.apiKeys.saveGivenKey(given)).toBe(false);

    const mine = await addKey(world.deps);
    const wanted = { callsPerMinute: 1, cachedPerMinute: 1 };
    expect(await changeKeyLimits(world.deps, operator, { keyId: mine.id, ...wanted })).toMatchObject({
      code: "staff.forbidden",
    });
    await world.deps.store.apiKeys.revokeKey(mine.id);
    for (const keyId of [mine.id, fileKey?.id ?? "", "01900000-0000-7000-8000-000000000000"])
      expect(await changeKeyLimits(world.deps, owner, { keyId, ...wanted })).toMatchObject({
        code: "not_found",
      });
  });
});
