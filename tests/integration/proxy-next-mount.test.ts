import net from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { nextApi } from "@/lib/runtime/api/next-api";
import { type Portal, sharePortal } from "@/lib/runtime/deps";
import { findProxyPath, isSafeQuery } from "@/lib/wecom/proxy-path";
import { addKey, openApi } from "@/tests/support/api-world";
import { DENIED_PATHS, HOSTILE_PATHS, REFUSED_QUERIES } from "@/tests/support/proxy-corpus";
import { createProxyWorld, type ProxyWorld } from "@/tests/support/proxy-world";

// The API has two mounts: the door, which judges the raw request line, and a Next route for hosts without the door,
// which gets what a URL parser left of it. Whatever the door refuses must get nothing there either.

let world: ProxyWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let key: string;
let prefix: string;
/** The calls that would have gone to WeCom: path of the table and query. */
const passed: string[] = [];

beforeAll(async () => {
  world = await createProxyWorld();
  const { parts } = world.proxyTo(world.simulator.url);
  const watched: typeof parts = {
    ...parts,
    forward: async (request) => {
      passed.push(`/cgi-bin/${request.path.template}?${request.rawQuery}`);
      return { kind: "unreachable", wasSent: false };
    },
  };
  portal = await openApi(world.deps, undefined, watched);
  sharePortal(portal.host as unknown as Portal);
  ({ key } = await addKey(world.deps));
  prefix = `/api/v1/suites/crm/corps/${world.corpId}/proxy`;
});
beforeEach(() => {
  passed.length = 0;
});
afterAll(async () => {
  await portal?.close();
  await world?.close();
});

/** The path as a URL parser leaves it, which is what Next gives a route; null where it makes no address at all. */
const folded = (path: string): URL | null =>
  URL.canParse(`http://portal${prefix}${path}`) ? new URL(`http://portal${prefix}${path}`) : null;

async function atNext(path: string, method = "GET"): Promise<{ status: number; code: string }> {
  const address = folded(path);
  if (!address) return { status: 400, code: "no address" };
  const request = new Request(address, { method, headers: { authorization: `Bearer ${key}` } });
  const reply = await nextApi(request);
  return { status: reply.status, code: ((await reply.json()) as { code: string }).code };
}

/** One request line at the door as written. */
function atDoor(target: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(portal.port, "127.0.0.1", () => {
      socket.write(
        `GET ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n\r\n`,
      );
    });
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}

describe("the second mount of the proxy", () => {
  test("passes what the door passes", async () => {
    expect((await atNext("/cgi-bin/user/get?userid=x")).code).toBe("wecom.unreachable");
    expect(passed).toEqual(["/cgi-bin/user/get?userid=x"]);
  });

  // Where the parser took the trick out of the path (a dot, a backslash, a tab), what is left is a call that the same
  // key may make by its plain name; everything else is refused. Nothing ever reaches a path outside the table.
  test.each(HOSTILE_PATHS)("F1: %j gets no further than its folded form may", async (path) => {
    const left = folded(path);
    const rest = left?.pathname.startsWith(prefix) ? left.pathname.slice(prefix.length) : null;
    const { status, code } = await atNext(path);
    if (rest !== null && findProxyPath(rest).ok && isSafeQuery(left?.search.slice(1) ?? "")) {
      expect(passed).toEqual([`${rest}?${left?.search.slice(1)}`]);
      expect(code).toBe("wecom.unreachable");
    } else {
      expect([status, code]).toEqual([expect.toSatisfy((one) => [400, 403, 404].includes(one)), code]);
      expect(passed).toEqual([]);
    }
  });

  test("F1: no trick ends in a call of the provider's own, whatever was folded", () => {
    const left = HOSTILE_PATHS.flatMap((path) => folded(path)?.pathname ?? []);
    const through = left.filter((path) => findProxyPath(path.slice(prefix.length)).ok);
    expect([...new Set(through)]).toEqual([`${prefix}/cgi-bin/user/get`]);
  });

  test.each(DENIED_PATHS)("F2: %s is denied", async (path) => {
    expect(await atNext(`/cgi-bin/${path}`)).toEqual({ status: 403, code: "proxy.call_not_allowed" });
    expect(passed).toEqual([]);
  });

  test.each(REFUSED_QUERIES)("F3: %j is refused, or had its trick taken out by the parser", async (query) => {
    const { code } = await atNext(`/cgi-bin/user/get?${query}`);
    const left = folded(`/cgi-bin/user/get?${query}`)?.search.slice(1) ?? "";
    if (isSafeQuery(left)) expect(passed).toEqual([`/cgi-bin/user/get?${left}`]);
    else {
      expect(code).toBe("proxy.query_refused");
      expect(passed).toEqual([]);
    }
  });
});

describe("the way to it", () => {
  test("F1: at the door no other spelling of an address leads to the API behind it", async () => {
    const call = `suites/crm/corps/${world.corpId}/proxy/cgi-bin/user/get`;
    for (const target of [
      `/x/../api/v1/${call}`,
      `/./api/v1/${call}`,
      `/api/./v1/${call}`,
      `/api//v1/${call}`,
      `/api/v1/../v1/${call}`,
      `/%61pi/v1/${call}`,
      `/api%2fv1/${call}`,
      `/api/%76%31/${call}`,
      `/%2561pi/v1/${call}`,
      `/api\\v1\\${call}`,
      `/x/..\\api/v1/${call}`,
      `/%2e/api/v1/${call}`,
      `/API//v1/${call}`,
    ]) {
      const answer = await atDoor(target);
      expect([target, answer.slice(0, 12)]).toEqual([
        target,
        expect.toSatisfy((one) => one === "HTTP/1.1 400" || one === "HTTP/1.1 404"),
      ]);
      // The door's own answer: `next` is what the stand-in for Next says.
      expect([target, answer.includes("next")]).toEqual([target, false]);
    }
    expect(passed).toEqual([]);
  });

  test("pages keep their odd addresses", async () => {
    for (const target of ["/console/corps?q=%2e%2e", "/install/crm/..", "/%E4%BC%81", "/api/auth/csrf"])
      expect(await atDoor(target)).toContain("next");
  });
});
