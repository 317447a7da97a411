import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { completeInstall } from "@/lib/features/install/complete-install";
import { continueSignIn, describeSignIn } from "@/lib/features/sign-in/continue-sign-in";
import { findAdmin } from "@/lib/features/sign-in/find-admin";
import { beginAdminSignIn } from "@/lib/runtime/admin-sign-in";
import { createVisitGuard } from "@/lib/runtime/visit-limits";
import {
  BROWSER,
  CORP,
  createInstallWorld,
  type InstallWorld,
  SUITE_ID,
} from "@/tests/support/install-world";

const COOKIE = "__Host-portal_browser";

let world: InstallWorld;
beforeAll(async () => {
  world = await createInstallWorld();
  await world.giveTicket();
  const given = await world.consent();
  const outcome = await completeInstall(world.deps, { suite: world.suite, browserToken: BROWSER, ...given });
  expect(outcome.kind).toBe("done");
});
afterAll(() => world?.close());
beforeEach(async () => {
  world.skew(0);
  await world.control("DELETE", "calls");
  await world.control("DELETE", "faults");
});

/** The address that 「业务设置」 opens for a person of the enterprise. */
async function settingsUrl(person: { adminId?: string; userid?: string } = {}): Promise<string> {
  const { url } = await world.control("POST", `corps/${CORP}/business-setting`, {
    suiteId: SUITE_ID,
    ...person,
  });
  return String(url);
}

type Visit = { location: string; browserToken: string | null; answer: Response };

/** A browser opens the address; `browserToken` is the cookie it already has. */
async function visit(
  url: string,
  browserToken?: string,
  headers: Record<string, string> = {},
): Promise<Visit> {
  const cookie: Record<string, string> = browserToken ? { cookie: `${COOKIE}=${browserToken}` } : {};
  const request = new Request(url, { headers: { ...cookie, ...headers } });
  const answer = await beginAdminSignIn(request, "crm", { deps: world.deps, visits: createVisitGuard() });
  const set = answer.headers.get("set-cookie") ?? "";
  return {
    location: answer.headers.get("location") ?? "",
    browserToken: new RegExp(`${COOKIE}=([^;]+)`).exec(set)?.[1] ?? null,
    answer,
  };
}

const pageTokenOf = (location: string) => location.replace("/sign-in/", "");
const codeOf = (location: string) => new URL(location, "http://x").searchParams.get("code");

/** From 「业务设置」 to a session. */
async function signIn(person: { adminId?: string; userid?: string } = {}): Promise<string> {
  const { location, browserToken } = await visit(await settingsUrl(person));
  const done = await continueSignIn(world.deps, {
    pageToken: pageTokenOf(location),
    browserToken,
    sessionToken: null,
  });
  if (!done.ok) throw new Error(done.code);
  return done.value.token;
}

describe("from 业务设置 to a session", () => {
  test("D5: the code is redeemed at once and leaves address, referrer, cache and log", async () => {
    const url = await settingsUrl();
    const code = new URL(url).searchParams.get("auth_code") ?? "";
    const { answer, location, browserToken } = await visit(url);
    expect(answer.status).toBe(303);
    expect(location).toMatch(/^\/sign-in\/[A-Za-z0-9_-]{24}$/);
    expect(location).not.toContain(code);
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(answer.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Lax; Secure$/);
    expect(browserToken).toBeTruthy();
    expect(world.logged.join("\n")).not.toContain(code);
    expect(await world.calls("service/get_login_info")).toBe(1);
  });

  test("D4: nothing is signed in before the button is pressed, and the page names enterprise and person", async () => {
    const before = await world.sql.query("SELECT count(*)::int AS n FROM admin_sessions");
    const { location, browserToken } = await visit(await settingsUrl());
    const offer = await describeSignIn(world.deps, {
      pageToken: pageTokenOf(location),
      browserToken,
      sessionToken: null,
    });
    expect(offer).toMatchObject({ corpName: "一号企业", suiteName: "CRM", userType: 1, current: null });
    expect((await world.sql.query("SELECT count(*)::int AS n FROM admin_sessions")).rows).toEqual(
      before.rows,
    );
  });

  test("D4: another browser can neither see the page nor press its button", async () => {
    const { location } = await visit(await settingsUrl());
    for (const browserToken of [null, "z".repeat(43)]) {
      const input = { pageToken: pageTokenOf(location), browserToken, sessionToken: null };
      expect(await describeSignIn(world.deps, input)).toBeNull();
      expect(await continueSignIn(world.deps, input)).toEqual({ ok: false, code: "sign_in.expired" });
    }
  });

  test("D4: a live session is named, and ends only when the button is pressed", async () => {
    const first = await signIn();
    const { location, browserToken } = await visit(await settingsUrl({ adminId: "admin-2" }));
    const input = { pageToken: pageTokenOf(location), browserToken, sessionToken: first };
    const offer = await describeSignIn(world.deps, input);
    expect(offer?.current).toMatchObject({ corpName: "一号企业", isSameCorp: true });
    expect(await findAdmin(world.deps, first)).not.toBeNull();
    const done = await continueSignIn(world.deps, input);
    expect(done.ok).toBe(true);
    expect(await findAdmin(world.deps, first)).toBeNull();
  });

  test("D8: every sign-in has a session of its own, and the database keeps only hashes", async () => {
    const tokens = [await signIn(), await signIn()];
    expect(new Set(tokens).size).toBe(2);
    const { rows } = await world.sql.query("SELECT row_to_json(s)::text AS row FROM admin_sessions s");
    for (const token of tokens) expect(rows.some(({ row }) => row.includes(token))).toBe(false);
  });

  test("the page of a sign-in is good for ten minutes and one session", async () => {
    const { location, browserToken } = await visit(await settingsUrl());
    const input = { pageToken: pageTokenOf(location), browserToken, sessionToken: null };
    expect((await continueSignIn(world.deps, input)).ok).toBe(true);
    world.skew(31_000);
    expect(await continueSignIn(world.deps, input)).toEqual({ ok: false, code: "sign_in.expired" });
    world.skew(0);
    const late = await visit(await settingsUrl());
    world.skew(601_000);
    expect(
      await describeSignIn(world.deps, {
        pageToken: pageTokenOf(late.location),
        browserToken: late.browserToken,
        sessionToken: null,
      }),
    ).toBeNull();
  });
});

describe("D11: the same code again", () => {
  test("in the same browser comes to the same sign-in, and WeCom is not asked again", async () => {
    const url = await settingsUrl();
    const first = await visit(url);
    const second = await visit(url, first.browserToken ?? undefined);
    expect(second.location).toMatch(/^\/sign-in\/[A-Za-z0-9_-]{24}$/);
    expect(await world.calls("service/get_login_info")).toBe(1);
  });

  test("in another browser is refused", async () => {
    const url = await settingsUrl();
    await visit(url);
    expect(codeOf((await visit(url)).location)).toBe("sign_in.code_refused");
  });

  test("a double click in one browser ends well on both sides", async () => {
    const url = await settingsUrl();
    const browserToken = "d".repeat(43);
    const both = await Promise.all([visit(url, browserToken), visit(url, browserToken)]);
    const pages = both.filter((one) => !one.location.includes("failed"));
    expect(pages.length).toBeGreaterThanOrEqual(1);
    const again = await visit(url, browserToken);
    expect(again.location).not.toContain("failed");
  });

  test("a prefetch, a preview and a frame redeem nothing", async () => {
    const url = await settingsUrl();
    expect((await visit(url, undefined, { "sec-purpose": "prefetch" })).answer.status).toBe(204);
    expect(codeOf((await visit(url, undefined, { "sec-fetch-dest": "iframe" })).location)).toBe(
      "request.invalid",
    );
    expect(await world.calls("service/get_login_info")).toBe(0);
    expect((await visit(url)).location).toMatch(/^\/sign-in\/[A-Za-z0-9_-]{24}$/);
  });
});

describe("who gets in", () => {
  test.each(["admin-1", "admin-2", "admin-3", "admin-4"])("D7: %s of the enterprise may", async (adminId) => {
    expect((await visit(await settingsUrl({ adminId }))).location).not.toContain("failed");
  });

  test("D7: an ordinary member may not", async () => {
    const { location } = await visit(await settingsUrl({ userid: "wangwu" }));
    expect(codeOf(location)).toBe("sign_in.not_admin");
  });

  test("D6: an install code is no login code", async () => {
    const { authCode } = await world.control("POST", `corps/${CORP}/install`, {
      suiteId: SUITE_ID,
      origin: "website",
      state: "a1",
    });
    const url = new URL(await settingsUrl());
    url.searchParams.set("auth_code", String(authCode));
    expect(codeOf((await visit(url.href)).location)).toBe("sign_in.code_refused");
  });

  test.each(["", "?auth_code=", "?auth_code=a&auth_code=b", `?auth_code=${"x".repeat(600)}`])(
    "A11: %.30s asks WeCom nothing",
    async (query) => {
      const { location } = await visit(`https://portal.example/wecom/crm/settings${query}`);
      expect(codeOf(location)).toBe("sign_in.code_refused");
      expect(await world.calls("service/get_login_info")).toBe(0);
    },
  );

  test("D7: a member whom WeCom calls a mere member enters if the app's admin list lets them manage", async () => {
    const { location } = await visit(await settingsUrl({ userid: "lisi" }));
    expect(location).not.toContain("failed");
    expect(await world.calls("service/get_admin_list")).toBeGreaterThan(0);
  });

  test("D7: without an answer about the admin list nobody gets in", async () => {
    const url = await settingsUrl({ userid: "lisi" });
    await world.control("POST", "faults", { kind: "busy", scope: { endpoint: "service/get_admin_list" } });
    expect(codeOf((await visit(url)).location)).toBe("sign_in.not_admin");
  });

  test("a busy WeCom is reported as busy, not as a bad code", async () => {
    const url = await settingsUrl();
    await world.control("POST", "faults", { kind: "busy", scope: { endpoint: "service/get_login_info" } });
    expect(codeOf((await visit(url)).location)).toBe("wecom.unreachable");
  });

  test("an enterprise whose authorisation we never received is told to install first", async () => {
    const { corpid } = await world.control("POST", "corps", { name: "二号企业" });
    await world.control("POST", `corps/${corpid}/install`, {
      suiteId: SUITE_ID,
      origin: "website",
      state: "a1",
    });
    const { url } = await world.control("POST", `corps/${corpid}/business-setting`, { suiteId: SUITE_ID });
    expect(codeOf((await visit(String(url))).location)).toBe("sign_in.corp_unknown");
  });
});

describe("D10: a session ends", () => {
  test("after thirty minutes without a request, and after twelve hours in any case", async () => {
    const token = await signIn();
    world.skew(29 * 60_000);
    expect(await findAdmin(world.deps, token)).not.toBeNull();
    world.skew(58 * 60_000);
    expect(await findAdmin(world.deps, token)).not.toBeNull();
    world.skew(89 * 60_000);
    expect(await findAdmin(world.deps, token)).toBeNull();

    const busy = await signInAt(0);
    for (let minutes = 20; minutes < 720; minutes += 20) {
      world.skew(minutes * 60_000);
      expect(await findAdmin(world.deps, busy)).not.toBeNull();
    }
    world.skew(721 * 60_000);
    expect(await findAdmin(world.deps, busy)).toBeNull();
  });

  test("with the authorisation of its app, at the next request", async () => {
    const token = await signIn();
    await world.sql.query("UPDATE authorizations SET status = 'cancelled'");
    expect(await findAdmin(world.deps, token)).toBeNull();
    expect(codeOf((await visit(await settingsUrl())).location)).toBe("corp.authorization_gone");
    await world.sql.query("UPDATE authorizations SET status = 'active'");
  });

  test("when all sessions of the enterprise are ended, and a forged token opens nothing", async () => {
    const token = await signIn();
    const session = await findAdmin(world.deps, token);
    if (!session) throw new Error("no session");
    await world.deps.store.adminSessions.endAdminSessionsOf(session.suiteRowId, session.corpRowId);
    expect(await findAdmin(world.deps, token)).toBeNull();
    for (const forged of ["", "x", `${token}x`, token.toLowerCase()])
      expect(await findAdmin(world.deps, forged)).toBeNull();
  });
});

async function signInAt(skew: number): Promise<string> {
  world.skew(skew);
  return signIn();
}

test("an enterprise reads itself and no other", async () => {
  const session = await findAdmin(world.deps, await signInAt(0));
  if (!session) throw new Error("no session");
  const corp = await world.deps.store.ownCorp.findOwnCorp(session.corpRowId);
  expect(corp?.name).toBe("一号企业");
  expect(corp?.authorizations).toHaveLength(1);
  expect(corp?.authorizations[0]?.agents[0]?.privilege).toBeTruthy();
  expect(JSON.stringify(corp)).not.toMatch(/sealed|permanent/i);
});
