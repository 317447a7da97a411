import { NextRequest } from "next/server";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { POST as signOut } from "@/app/corp/sign-out/route";
import { GET as acceptInvitation } from "@/app/install/[suite]/invite/[token]/go/route";
import { GET as finishInstall } from "@/app/install/[suite]/return/route";
import { GET as beginInstall } from "@/app/install/[suite]/route";
import { GET as switchLook } from "@/app/lang/route";
import { POST as pressContinue } from "@/app/sign-in/[token]/continue/route";
import { findAdmin } from "@/lib/features/sign-in/find-admin";
import { beginAdminSignIn } from "@/lib/runtime/admin-sign-in";
import { type Portal, sharePortal } from "@/lib/runtime/deps";
import { createVisitGuard, DEFAULT_VISIT_LIMITS } from "@/lib/runtime/visit-limits";
import { proxy } from "@/proxy";
import { CORP, createInstallWorld, type InstallWorld, SUITE_ID } from "@/tests/support/install-world";

const ORIGIN = "https://portal.example";

let world: InstallWorld;
const share = (visits = createVisitGuard()) => sharePortal({ deps: world.deps, visits } as unknown as Portal);
beforeAll(async () => {
  world = await createInstallWorld();
  await world.giveTicket();
  share();
});
afterAll(() => world?.close());

const crm = { params: Promise.resolve({ suite: "crm" }) };
const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  new Request(`${ORIGIN}${path}`, { method, headers });
const cookieOf = (answer: Response) => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
const locationOf = (answer: Response) => new URL(answer.headers.get("location") ?? "", ORIGIN);

/** Click, consent at WeCom, and the address that the admin comes back by. */
async function clickAndConsent(): Promise<{ cookie: string; path: string; authCode: string }> {
  const begun = await beginInstall(ask("/install/crm"), crm);
  const state = locationOf(begun).searchParams.get("state") ?? "";
  const { authCode } = await world.control("POST", `corps/${CORP}/install`, {
    suiteId: SUITE_ID,
    origin: "website",
    state,
  });
  const query = new URLSearchParams({ auth_code: String(authCode), expires_in: "600", state });
  return { cookie: cookieOf(begun), path: `/install/crm/return?${query}`, authCode: String(authCode) };
}

describe("the install button", () => {
  test("leads to WeCom's page with a cookie of this browser, and is never stored", async () => {
    const answer = await beginInstall(ask("/install/crm"), crm);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toContain("/3rdapp/install?");
    expect(cookieOf(answer)).toMatch(/^__Host-portal_browser=[A-Za-z0-9_-]{43}$/);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
  });

  test("D11: a prefetch begins nothing", async () => {
    const before = await world.calls("service/get_pre_auth_code");
    const answer = await beginInstall(ask("/install/crm", { "sec-purpose": "prefetch" }), crm);
    expect(answer.status).toBe(204);
    expect(await world.calls("service/get_pre_auth_code")).toBe(before);
  });

  test.each(["nope", "..", "a b", "%2e"])(
    "an unknown app (%s) ends on a page that says so",
    async (suite) => {
      const answer = await beginInstall(ask("/install/x"), { params: Promise.resolve({ suite }) });
      expect(answer.status).toBe(303);
      const location = locationOf(answer);
      expect(location.origin).toBe(ORIGIN);
      expect(location.searchParams.get("code")).toBe("suite.unknown");
      expect(location.searchParams.get("ref")).toMatch(/^[0-9A-Z]{8}$/);
    },
  );
});

describe("coming back from WeCom", () => {
  test("D5: ends on an address without code and state", async () => {
    const { cookie, path, authCode } = await clickAndConsent();
    const answer = await finishInstall(ask(path, { cookie }), crm);
    expect(answer.headers.get("location")).toMatch(/^\/install\/crm\/done\?ref=[0-9A-Z]{8}$/);
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(world.logged.join("\n")).not.toContain(authCode);
  });

  test("D11: back button and double click come to the same result", async () => {
    const { cookie, path } = await clickAndConsent();
    const [one, two] = await Promise.all([0, 1].map(() => finishInstall(ask(path, { cookie }), crm)));
    const later = await finishInstall(ask(path, { cookie }), crm);
    expect(one?.headers.get("location")).toContain("/done?ref=");
    expect(two?.headers.get("location")).toBe(one?.headers.get("location"));
    expect(later.headers.get("location")).toBe(one?.headers.get("location"));
  });

  test("D2: another browser gets no result", async () => {
    const { path } = await clickAndConsent();
    const answer = await finishInstall(ask(path), crm);
    expect(locationOf(answer).searchParams.get("code")).toBe("install.other_browser");
  });

  test("A11: a doubled state is not believed", async () => {
    const { cookie, path } = await clickAndConsent();
    const answer = await finishInstall(ask(`${path}&state=x`, { cookie }), crm);
    expect(answer.headers.get("location")).toContain("/install/crm/failed?code=install.");
  });
});

describe("the button 「以…身份继续」 and signing out", () => {
  async function arrive(): Promise<{ token: string; cookie: string }> {
    const { url } = await world.control("POST", `corps/${CORP}/business-setting`, { suiteId: SUITE_ID });
    const answer = await beginAdminSignIn(new Request(String(url)), "crm");
    return { token: locationOf(answer).pathname.split("/").at(-1) ?? "", cookie: cookieOf(answer) };
  }
  const press = ({ token, cookie }: { token: string; cookie: string }, headers: Record<string, string>) =>
    pressContinue(ask(`/sign-in/${token}/continue`, { cookie, ...headers }, "POST"), {
      params: Promise.resolve({ token }),
    });

  test("D4: another site's form signs nobody in", async () => {
    const arrived = await arrive();
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: ORIGIN, "sec-fetch-site": "cross-site" },
      {},
    ] as Record<string, string>[]) {
      const answer = await press(arrived, headers);
      expect(locationOf(answer).pathname).toBe("/sign-in/failed");
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
  });

  test("our own page signs in, and signing out ends the session in the database", async () => {
    const answer = await press(await arrive(), { origin: ORIGIN, "sec-fetch-site": "same-origin" });
    expect(answer.headers.get("location")).toBe("/corp");
    const cookie = cookieOf(answer);
    expect(cookie).toMatch(/^__Host-portal_admin=[A-Za-z0-9_-]{43}$/);
    const token = cookie.split("=")[1] ?? "";
    expect(await findAdmin(world.deps, token)).not.toBeNull();

    const none = { params: Promise.resolve({}) };
    await signOut(ask("/corp/sign-out", { cookie, origin: "https://evil.example" }, "POST"), none);
    expect(await findAdmin(world.deps, token)).not.toBeNull();
    const out = await signOut(ask("/corp/sign-out", { cookie, origin: ORIGIN }, "POST"), none);
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
    expect(await findAdmin(world.deps, token)).toBeNull();
  });
});

describe("switching language and theme", () => {
  test("remembers it and comes back to the same page", () => {
    const answer = switchLook(ask("/lang?to=en&next=%2Fcorp%3Fa%3D1"));
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/corp?a=1");
    expect(answer.headers.get("set-cookie")).toContain("portal_lang=en;");
    expect(switchLook(ask("/lang?theme=dark")).headers.get("set-cookie")).toContain("portal_theme=dark;");
  });

  test("D3: never leaves the site, and remembers nothing unknown", () => {
    for (const next of ["//evil.example", "/\\evil.example", "https://evil.example"]) {
      const answer = switchLook(ask(`/lang?to=fr&next=${encodeURIComponent(next)}`));
      expect(answer.headers.get("location")).toBe("/");
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
  });
});

describe("F8: strangers that flood the open addresses spend little of the provider's calls", () => {
  let time = 0;
  const limit = (limits: Partial<typeof DEFAULT_VISIT_LIMITS>) =>
    share(createVisitGuard({ ...DEFAULT_VISIT_LIMITS, ...limits }, () => time));
  afterEach(() => share());

  const from = (ip: string) => ({ "x-forwarded-for": ip });
  const click = async (ip: string) =>
    locationOf(await beginInstall(ask("/install/crm", from(ip)), crm)).searchParams.get("code");
  const accept = async (token: string, ip: string) => {
    const path = `/install/crm/invite/${token}/go`;
    const answer = await acceptInvitation(ask(path, from(ip)), {
      params: Promise.resolve({ suite: "crm", token }),
    });
    return locationOf(answer).searchParams.get("code");
  };
  const asked = async () =>
    (await world.calls("service/get_pre_auth_code")) + (await world.calls("service/set_session_info"));

  test("F8: an address that begins too many installs waits a minute, others do not, and WeCom is not asked", async () => {
    limit({ installsPerAddress: 2 });
    for (let i = 0; i < 2; i += 1) expect(await click("192.0.2.1")).toBeNull();
    const before = await asked();
    expect(await click("192.0.2.1")).toBe("visit.too_many");
    expect(await accept("A".repeat(32), "192.0.2.1")).toBe("visit.too_many");
    expect(await asked()).toBe(before);
    expect(await click("192.0.2.2")).toBeNull();
    time += 60_000;
    expect(await click("192.0.2.1")).toBeNull();
  });

  test("F8: a flood from many addresses closes one app's button for a minute, not its invitations", async () => {
    limit({ installsPerTarget: 2 });
    for (const ip of ["192.0.2.1", "192.0.2.2"]) expect(await click(ip)).toBeNull();
    const before = await asked();
    expect(await click("192.0.2.3")).toBe("visit.too_many");
    expect(await asked()).toBe(before);
    expect(await accept("A".repeat(32), "192.0.2.3")).toBe("not_found");
  });

  test("F8: an address that brings too many sign-in codes waits, and WeCom is not asked", async () => {
    limit({ signInsPerAddress: 2 });
    const bring = async (ip: string) => {
      const path = `/wecom/crm/settings?auth_code=invented-${time}`;
      return locationOf(await beginAdminSignIn(ask(path, from(ip)), "crm")).searchParams.get("code");
    };
    for (let i = 0; i < 2; i += 1) expect(await bring("192.0.2.1")).toBe("sign_in.code_refused");
    const before = await world.calls("service/get_login_info");
    expect(await bring("192.0.2.1")).toBe("visit.too_many");
    expect(await world.calls("service/get_login_info")).toBe(before);
    expect(await bring("192.0.2.2")).toBe("sign_in.code_refused");
  });

  test.each(["/install/crm/failed", "/sign-in/failed"])(
    "F8: the page %s that says so answers 429 with Retry-After, other failures 400 without",
    (path) => {
      const open = (code: string) => proxy(new NextRequest(`${ORIGIN}${path}?code=${code}`));
      const refused = open("visit.too_many");
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
      const other = open("wecom.busy");
      expect([other.status, other.headers.get("retry-after")]).toEqual([400, null]);
    },
  );
});
