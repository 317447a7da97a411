import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findProxyPath, isSafeQuery, listProxyPaths, proxyTarget } from "@/lib/wecom/proxy-path";
import { PROXY_PATHS } from "@/lib/wecom/proxy-paths";
import { DENIED_PATHS, HOSTILE_PATHS, REFUSED_QUERIES } from "@/tests/support/proxy-corpus";

const ORIGIN = "https://qyapi.weixin.qq.com";
const TOKEN = "our/token+with=odd&signs";
const allowed = new Set(listProxyPaths());

describe("F1: paths", () => {
  test("the corpus is large and none of it passes", () => {
    expect(HOSTILE_PATHS.length + DENIED_PATHS.length).toBeGreaterThanOrEqual(100);
    for (const path of HOSTILE_PATHS) expect([path, findProxyPath(path).ok]).toEqual([path, false]);
  });

  test.each(HOSTILE_PATHS)("F1: %j is refused as malformed", (path) => {
    expect(findProxyPath(path)).toEqual({ ok: false, why: "malformed" });
  });

  test.each(DENIED_PATHS)("F2: %s is denied", (path) => {
    expect(findProxyPath(`/cgi-bin/${path}`)).toEqual({ ok: false, why: "not_allowed" });
  });

  test("F2: no group of the table reaches tokens, tickets, licences or the provider's own calls", () => {
    const forbidden = [...allowed].filter((one) =>
      /^(service|license)\/|gettoken|get_\w*_token|ticket\/get|get_jsapi_ticket|permanent_code/.test(one),
    );
    expect(forbidden).toEqual([]);
  });

  test("the table holds the commonest calls, each once, in plain segments", () => {
    const all = Object.entries(PROXY_PATHS).flatMap(([folder, names]) =>
      names.split(" ").map((name) => (folder ? `${folder}/${name}` : name)),
    );
    expect(all.filter((one, at) => all.indexOf(one) !== at)).toEqual([]);
    expect(all.filter((one) => !/^[A-Za-z0-9_]+(\/[A-Za-z0-9_]+)*$/.test(one))).toEqual([]);
    for (const path of [
      "user/get user/simplelist user/list user/list_id user/getuserid user/list_member_auth user/check_member_auth",
      "user/list_selected_ticket_user department/list department/simplelist department/get tag/get agent/get",
      "agent/list agent/get_permissions agent/get_admin_list corpgroup/corp/list_app_share_info message/send",
      "message/recall message/update_template_card media/upload media/get externalcontact/list oa/calendar/add",
    ].flatMap((line) => line.split(" ")))
      expect([path, allowed.has(path)]).toEqual([path, true]);
  });

  test("every call of the table is found, with a bounded group", () => {
    const groups = new Set<string>();
    for (const template of allowed) {
      const found = findProxyPath(`/cgi-bin/${template}`);
      expect(found).toMatchObject({ ok: true, value: { template } });
      if (found.ok) groups.add(found.value.group);
    }
    expect(groups.size).toBeLessThan(50);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      "user",
      "get",
      "service",
      "get_provider_token",
      "gettoken",
      "media",
      "cgi-bin",
      "message",
      "send",
    ),
    fc.constantFrom(
      "..",
      ".",
      "",
      "%2e%2e",
      "%2f",
      "%5c",
      ";",
      "\\",
      "@",
      ":",
      "#",
      "?",
      " ",
      "\u0000",
      "．",
      "evil.example",
    ),
    fc.string({ maxLength: 6, unit: "binary" }),
  );
  const paths = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((parts) => `/cgi-bin/${parts.join("/")}`),
    fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(...HOSTILE_PATHS),
    fc.constantFrom(...[...allowed].map((one) => `/cgi-bin/${one}`)),
    fc
      .tuple(
        fc.constantFrom(...allowed),
        fc.nat(40),
        fc.string({ unit: "binary", minLength: 1, maxLength: 3 }),
      )
      .map(([path, at, text]) => `/cgi-bin/${path.slice(0, at)}${text}${path.slice(at)}`),
  );

  test("F1: whatever bytes come, the call goes to WeCom's host and to a path of the table", () => {
    fc.assert(
      fc.property(paths, (raw) => {
        const found = findProxyPath(raw);
        if (!found.ok) return;
        expect(raw).toBe(`/cgi-bin/${found.value.template}`);
        const address = new URL(`${ORIGIN}${proxyTarget(found.value, "", TOKEN)}`);
        expect(address.origin).toBe(ORIGIN);
        expect(allowed.has(address.pathname.slice("/cgi-bin/".length))).toBe(true);
        expect(address.pathname).toBe(`/cgi-bin/${found.value.template}`);
      }),
      { numRuns: 20_000 },
    );
  });
});

const PASSED_QUERIES = [
  "",
  "userid=zhangsan",
  "department_id=1&fetch_child=1",
  "media_id=3a-b_c.d~e",
  "type=image&",
  "userid=%E5%BC%A0%E4%B8%89",
  "next=a%26access_token%3Dx",
  "x=a=b",
  "flag",
  "a=1&a=2",
];

describe("F3: queries", () => {
  test.each(REFUSED_QUERIES)("F3: %j is refused", (query) => {
    expect(isSafeQuery(query)).toBe(false);
  });
  test.each(PASSED_QUERIES)("%j passes as it came", (query) => {
    expect(isSafeQuery(query)).toBe(true);
    const found = findProxyPath("/cgi-bin/user/get");
    if (!found.ok) throw new Error(found.why);
    expect(proxyTarget(found.value, query, "t")).toBe(
      `/cgi-bin/user/get?${query}${query ? "&" : ""}access_token=t`,
    );
  });

  const key = fc.oneof(
    fc.constantFrom("access_token", "ACCESS_token", "debug", "userid", "suite_access_token", "a"),
    fc.string({ unit: "binary", maxLength: 5 }),
  );
  const encoded = fc.tuple(key, fc.nat(2), fc.boolean()).map(([text, times, isFull]) => {
    let now = text;
    for (let i = 0; i < times; i += 1)
      now = isFull
        ? [...Buffer.from(now)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")
        : encodeURIComponent(now.replace(/[\ud800-\udfff]/g, "x"));
    return now;
  });
  const queries = fc
    .array(
      fc.tuple(
        encoded,
        fc.constantFrom("=", "", "=1", "==", "=%26debug=1"),
        fc.constantFrom("&", ";", "&&", ""),
      ),
      {
        maxLength: 5,
      },
    )
    .map((parts) => parts.map((one) => one.join("")).join(""));

  const decodeAll = (text: string) => {
    let now = text;
    for (let i = 0; i < 4; i += 1) {
      try {
        now = decodeURIComponent(now);
      } catch {
        break;
      }
    }
    return now.toLowerCase().replaceAll("\u0000", "").trim();
  };

  test("F3: ours is the last and only access_token, and no reserved key hides in any case or encoding", () => {
    const path = findProxyPath("/cgi-bin/user/get");
    if (!path.ok) throw new Error(path.why);
    fc.assert(
      fc.property(fc.oneof(queries, fc.string({ unit: "binary", maxLength: 40 })), (query) => {
        if (!isSafeQuery(query)) return;
        const address = new URL(`${ORIGIN}${proxyTarget(path.value, query, TOKEN)}`);
        expect(address.origin).toBe(ORIGIN);
        expect(address.pathname).toBe("/cgi-bin/user/get");
        expect(address.searchParams.getAll("access_token")).toEqual([TOKEN]);
        const pairs = address.search.slice(1).split(/[&;]/);
        expect(pairs.at(-1)).toMatch(/^access_token=/);
        for (const pair of pairs.slice(0, -1))
          expect(decodeAll(pair.split("=")[0] ?? "")).not.toMatch(
            /^((suite_|provider_)?access_?token|debug)$/,
          );
      }),
      { numRuns: 20_000 },
    );
  });
});
