import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { readFailure, readReference } from "@/lib/core/failure-address";
import { agoOf, formatTime } from "@/lib/core/format-time";
import { safeNext } from "@/lib/core/safe-next";
import { accessFromAdminList, decideAccess } from "@/lib/features/sign-in/decide-access";
import { cookieLine, cookieName, ensureBrowserToken, readCookie } from "@/lib/runtime/browser-cookie";
import { isFromOurPage, isPrefetch, isTopLevel } from "@/lib/runtime/http";

describe("D3: where a switch or a sign-in may lead", () => {
  test.each([
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "///evil.example",
    "/..//evil.example",
    "/./\\evil",
    "/a/..//evil.example",
    "@evil.example",
    "evil",
    "",
    " /corp",
    "/corp /x",
    "/企业",
    "/%0d%0aset-cookie:a=b\r\n",
    `/${"a".repeat(600)}`,
  ])("%j stays home", (text) => {
    expect(safeNext(text, "/")).toBe("/");
  });

  test.each(["/", "/corp", "/install/crm/done?ref=ABCD2345", "/console/corps?q=a%20b#top", "/%2f%2fevil"])(
    "%j is ours",
    (text) => {
      expect(safeNext(text, "/fallback")).toBe(text);
    },
  );

  test("a limit to one part of the site holds", () => {
    expect(safeNext("/console/corps", "/console", "/console")).toBe("/console/corps");
    for (const text of ["/consolex", "/console/../corp", "/corp"])
      expect(safeNext(text, "/console", "/console")).toBe("/console");
  });

  property.prop([fc.string()])("no text whatever leads to another host", (text) => {
    const next = safeNext(text, "/");
    expect(new URL(next, "https://portal.example").origin).toBe("https://portal.example");
    expect(next.startsWith("/") && !next.startsWith("//")).toBe(true);
  });
});

describe("D7: who may manage", () => {
  const agents = [{ agentId: 7, authType: 1 }];
  test.each([1, 2, 3])("usertype %i manages, whatever the list says", (userType) => {
    expect(decideAccess({ userType, loginAgents: [], suiteAgentIds: [7] })).toBe("manage");
  });
  test.each([4, 5, 0, 6, -1])(
    "usertype %i manages only with the right to manage an app of this suite",
    (userType) => {
      expect(decideAccess({ userType, loginAgents: agents, suiteAgentIds: [7] })).toBe("manage");
      expect(decideAccess({ userType, loginAgents: [{ agentId: 7, authType: 0 }], suiteAgentIds: [7] })).toBe(
        "none",
      );
    },
  );
  test.each([4, 5, 0, 6])(
    "usertype %i with rights over another suite's app is asked about, not believed",
    (userType) => {
      expect(decideAccess({ userType, loginAgents: agents, suiteAgentIds: [8] })).toBe("ask");
      expect(decideAccess({ userType, loginAgents: [], suiteAgentIds: [] })).toBe("ask");
    },
  );
  test("the admin list counts for the person on it alone, and only with the right to manage", () => {
    const list = [
      { userId: "a", openUserId: "wo-a", authType: 1 },
      { userId: "b", openUserId: null, authType: 0 },
    ];
    expect(accessFromAdminList(list, { userId: "a", openUserId: null })).toBe("manage");
    expect(accessFromAdminList(list, { userId: null, openUserId: "wo-a" })).toBe("manage");
    expect(accessFromAdminList(list, { userId: "b", openUserId: null })).toBe("none");
    expect(accessFromAdminList(list, { userId: "c", openUserId: null })).toBe("none");
    expect(accessFromAdminList(list, { userId: null, openUserId: null })).toBe("none");
    expect(accessFromAdminList([], { userId: "a", openUserId: null })).toBe("none");
  });
});

describe("what a request says about itself", () => {
  const portal = "https://portal.example";
  const asked = (headers: Record<string, string>, url = `${portal}/x`) => new Request(url, { headers });

  test("D4: only our own pages may send forms", () => {
    expect(isFromOurPage(asked({ origin: portal }), portal)).toBe(true);
    expect(isFromOurPage(asked({ "sec-fetch-site": "same-origin", origin: "null" }), portal)).toBe(true);
    expect(isFromOurPage(asked({ origin: "https://evil.example" }), portal)).toBe(false);
    expect(isFromOurPage(asked({ origin: "null" }), portal)).toBe(false);
    expect(isFromOurPage(asked({}), portal)).toBe(false);
    for (const site of ["cross-site", "same-site", "none"])
      expect(isFromOurPage(asked({ "sec-fetch-site": site, origin: portal }), portal)).toBe(false);
  });
  test("D11: prefetches are known", () => {
    expect(isPrefetch(asked({ "sec-purpose": "prefetch;prerender" }))).toBe(true);
    expect(isPrefetch(asked({ purpose: "preview" }))).toBe(true);
    expect(isPrefetch(asked({}))).toBe(false);
  });
  test("D4: frames and images are not people", () => {
    expect(isTopLevel(asked({ "sec-fetch-dest": "document" }))).toBe(true);
    for (const dest of ["iframe", "image", "script", "embed"])
      expect(isTopLevel(asked({ "sec-fetch-dest": dest }))).toBe(false);
  });
  test("D8: cookies are ours alone: HttpOnly, Lax, Secure and __Host- on https", () => {
    expect(cookieLine("portal_admin", "v", portal, 60)).toBe(
      "__Host-portal_admin=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
    );
    expect(cookieName("portal_admin", "http://localhost:3000")).toBe("portal_admin");
  });
  test("a cookie given twice with different values is not believed", () => {
    expect(readCookie(asked({ cookie: "a=1; b=2" }), "a")).toBe("1");
    expect(readCookie(asked({ cookie: "a=1; a=2" }), "a")).toBeNull();
    expect(readCookie(asked({ cookie: "xa=1" }), "a")).toBeNull();
  });
  test("a browser token that we cannot have made is replaced", () => {
    const ids = { uuid: () => "", random: (bytes: number) => Buffer.alloc(bytes, 1) };
    const fresh = Buffer.alloc(32, 1).toString("base64url");
    const given = (value: string) =>
      ensureBrowserToken(asked({ cookie: `__Host-portal_browser=${value}` }), portal, ids).browserToken;
    expect(given("x")).toBe(fresh);
    expect(given("k".repeat(43))).toBe("k".repeat(43));
  });
});

describe("what addresses of failure pages say", () => {
  test("anything unknown is neither believed nor shown", () => {
    expect(readFailure({ code: "<script>", ref: "<b>", errcode: "1e9" })).toEqual({
      code: "internal",
      reference: null,
      errcode: null,
    });
    expect(readFailure({ code: "sign_in.expired", ref: "ABCD2345", errcode: "40078" })).toEqual({
      code: "sign_in.expired",
      reference: "ABCD2345",
      errcode: 40078,
    });
    expect(readReference({ ref: ["ABCD2345", "X"] })).toBeNull();
  });
});

describe("times", () => {
  test("are shown in the configured zone, whatever the machine's zone is", () => {
    expect(formatTime(new Date("2026-08-22T06:03:05Z"))).toBe("2026-08-22 14:03:05");
    expect(formatTime(new Date("2026-12-31T16:00:00Z"))).toBe("2027-01-01 00:00:00");
  });
  test("ago is the largest whole unit, and never negative", () => {
    const now = new Date("2026-08-22T06:00:00Z");
    const ago = (ms: number) => agoOf(new Date(now.getTime() - ms), now);
    expect(ago(-5_000)).toEqual({ unit: "now", count: 0 });
    expect(ago(59_000)).toEqual({ unit: "now", count: 0 });
    expect(ago(61_000)).toEqual({ unit: "minutes", count: 1 });
    expect(ago(3_600_000 * 25)).toEqual({ unit: "days", count: 1 });
  });
});
