import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { API_SCOPES, expandGroups, expandScopes, scopeOfGroup, unknownScopes } from "@/lib/core/api-scopes";
import { PROXY_GROUPS } from "@/lib/core/proxy-groups";
import { callerOf, holdsStill } from "@/lib/features/keys/api-caller";
import { readBootstrapFile } from "@/lib/features/setup/bootstrap-file";
import { findProxyPath, listProxyPaths } from "@/lib/wecom/proxy-path";

const TABLE = listProxyPaths().map((template) => {
  const found = findProxyPath(`/cgi-bin/${template}`);
  if (!found.ok) throw new Error(template);
  return found.value;
});
const callerWith = (scopes: string[]) =>
  callerOf({ id: "k", name: "k", scopes, suiteKeys: ["crm"], corpIds: [] });

/** The calls of the table that a key of these words may make. */
function callsOf(scopes: string[]): string[] {
  const caller = callerWith(scopes);
  if (!caller.scopes.has("proxy:call")) return [];
  const { proxyGroups } = caller;
  return TABLE.filter((one) => proxyGroups === null || proxyGroups.has(one.group)).map((one) => one.template);
}

const folderOf = (template: string) => (template.includes("/") ? template.split("/")[0] : "platform");

describe("F2: a key for some groups of calls", () => {
  test("F2: the groups that can be granted are those of the table, no more and no fewer", () => {
    expect([...PROXY_GROUPS].sort()).toEqual([...new Set(TABLE.map((one) => one.group))].sort());
  });

  test("F2: a key with groups G may make exactly the table's calls of G", () => {
    const others = API_SCOPES.filter((one) => one !== "proxy:call");
    fc.assert(
      fc.property(fc.subarray([...PROXY_GROUPS]), fc.subarray(others), (groups, scopes) => {
        const wanted = listProxyPaths().filter((one) => groups.some((group) => group === folderOf(one)));
        expect(callsOf([...scopes, ...groups.map(scopeOfGroup)])).toEqual(wanted);
      }),
    );
  });

  test("F2: plain proxy:call and * are every call, whatever stands beside them", () => {
    for (const words of [["proxy:call"], ["*"], ["proxy:call:message", "proxy:call"], ["*", "proxy:call:kf"]])
      expect(callsOf(words)).toEqual(listProxyPaths());
  });

  test("F2: a group opens the proxy and nothing else", () => {
    expect([...expandScopes(["proxy:call:message"])]).toEqual(["proxy:call"]);
    expect([...(expandGroups(["proxy:call:message", "events:read"]) ?? [])]).toEqual(["message"]);
  });

  test.each([
    "proxy:call:",
    "proxy:call:messages",
    "proxy:call:Message",
    "proxy:call:message/send",
    "proxy:call:*",
    "proxy:call:service",
    "proxy:call:message ",
    "proxy:call:__proto__",
    "proxy:callmessage",
    "PROXY:CALL",
  ])("F2: %j grants nothing and is called unknown", (word) => {
    expect(callsOf([word])).toEqual([]);
    expect([...expandScopes([word])]).toEqual([]);
    expect(unknownScopes([word, "proxy:call:message", "proxy:call", "*", "tokens:read"])).toEqual([word]);
  });

  test("F2: the bootstrap file is refused with a group that there is not, and taken with one that there is", () => {
    const read = (...scopes: string[]) =>
      readBootstrapFile(
        JSON.stringify({ apiKeys: [{ name: "a", key: "wpk_12345678", suites: ["crm"], scopes }] }),
      );
    expect(read("tokens:read", "proxy:call", "events:read").ok).toBe(true);
    expect(read("*").ok).toBe(true);
    expect(read("proxy:call:message", "proxy:call:platform").ok).toBe(true);
    expect(read("events:read", "proxy:call:mesage")).toEqual({
      ok: false,
      problems: [
        expect.stringMatching(/^apiKeys\.0\.scopes\.1: no such group of calls.*\bmessage\b.*platform/),
      ],
    });
  });

  test("F12: a key that lost a group no longer holds all it had", () => {
    const [every, two, one] = [
      callerWith(["proxy:call"]),
      callerWith(["proxy:call:kf", "proxy:call:oa"]),
      callerWith(["proxy:call:kf"]),
    ];
    expect([holdsStill(every, two), holdsStill(two, one), holdsStill(two, two)]).toEqual([true, true, true]);
    expect([holdsStill(two, every), holdsStill(one, two)]).toEqual([false, false]);
  });
});
