import { groupOfCall } from "@/lib/core/proxy-groups";
import { BINARY_PATHS, PROXY_PATHS } from "@/lib/wecom/proxy-paths";

/** A call that the proxy may make. `template` is a text of our own table, never what the caller wrote. */
export type ProxyPath = { template: string; group: string; isBinary: boolean };

const SEGMENT = /^[A-Za-z0-9_]+$/;
const MAX_PATH_LENGTH = 120;

const TABLE = new Map<string, ProxyPath>(
  Object.entries(PROXY_PATHS).flatMap(([folder, names]) =>
    names.split(" ").map((name) => {
      const template = folder === "" ? name : `${folder}/${name}`;
      const isBinary = BINARY_PATHS.has(template);
      return [template, { template, group: groupOfCall(template), isBinary }] as const;
    }),
  ),
);

/** Every allowed path below `/cgi-bin/`. */
export function listProxyPaths(): string[] {
  return [...TABLE.keys()];
}

export type ProxyPathAnswer =
  | { ok: true; value: ProxyPath }
  /** `malformed`: not made of plain segments. `not_allowed`: plain, but not in the table. */
  | { ok: false; why: "malformed" | "not_allowed" };

/**
 * Finds the call that a raw request path means: `/cgi-bin/user/get`, exactly as it stood in the request line.
 *
 * Nothing is decoded or normalised. Whatever is not plain segments is refused, so that no later reading of the same
 * text (a URL parser folds `user/../service/x`, `%2e%2e`, `\` and `//evil`) can mean another call (threat F1).
 */
export function findProxyPath(rawPath: string): ProxyPathAnswer {
  if (rawPath.length > MAX_PATH_LENGTH) return { ok: false, why: "malformed" };
  const [empty, root, ...segments] = rawPath.split("/");
  if (empty !== "" || root !== "cgi-bin" || segments.length === 0) return { ok: false, why: "malformed" };
  if (!segments.every((segment) => SEGMENT.test(segment))) return { ok: false, why: "malformed" };
  const found = TABLE.get(segments.join("/"));
  return found ? { ok: true, value: found } : { ok: false, why: "not_allowed" };
}

const QUERY = /^(?:[A-Za-z0-9\-._~!$&'()*+,=:@/?[\]{}|^`]|%[0-9A-Fa-f]{2})*$/;
const KEY = /^[A-Za-z0-9_]{1,64}$/;
const MAX_QUERY_LENGTH = 8_192;
/** Names of WeCom's tokens and of its switch that shows details, with `_` left out. */
const RESERVED = new Set([
  "accesstoken",
  "suiteaccesstoken",
  "provideraccesstoken",
  "componentaccesstoken",
  "token",
  "debug",
  "corpsecret",
  "suitesecret",
  "providersecret",
  "permanentcode",
]);

/**
 * Whether a raw query may go to WeCom as it is, before our own token (threat F3).
 *
 * Keys must be plain: a key in any encoding is refused, so none can hide a reserved one. Values may hold
 * percent-encoded text, but neither `;` (some servers split there) nor `#`, `\`, quotes and control characters.
 */
export function isSafeQuery(rawQuery: string): boolean {
  if (rawQuery.length > MAX_QUERY_LENGTH || !QUERY.test(rawQuery)) return false;
  return rawQuery.split("&").every((pair) => {
    if (pair === "") return true;
    const cut = pair.indexOf("=");
    const key = cut === -1 ? pair : pair.slice(0, cut);
    return KEY.test(key) && !RESERVED.has(key.toLowerCase().replaceAll("_", ""));
  });
}

/** Path and query of the call to WeCom, our token last and once. `rawQuery` must be a safe one. */
export function proxyTarget(path: ProxyPath, rawQuery: string, token: string): string {
  const query = rawQuery === "" ? "" : `${rawQuery}&`;
  return `/cgi-bin/${path.template}?${query}access_token=${encodeURIComponent(token)}`;
}
