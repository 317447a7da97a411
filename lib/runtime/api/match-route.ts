import "server-only";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";

export const API_PREFIX = "/api/v1/";

/** A parameter is what our ids and WeCom's are made of; nothing that would need decoding. */
const PARAM = /^[A-Za-z0-9_.~@-]{1,128}$/;

type Pattern = { route: RegisteredRoute; parts: string[]; hasRest: boolean };

export type RouteMatch =
  | { kind: "route"; route: RegisteredRoute; params: Record<string, string> }
  | { kind: "method"; allow: string[] }
  | { kind: "none" };

function matchParts({ parts, hasRest }: Pattern, given: string[]): Record<string, string> | null {
  if (hasRest ? given.length < parts.length : given.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? "";
    if (!part.startsWith("{")) {
      if (part !== value) return null;
    } else if (part.endsWith("+}")) params[part.slice(1, -2)] = given.slice(index).join("/");
    else if (PARAM.test(value) && value !== "." && value !== "..") params[part.slice(1, -1)] = value;
    else return null;
  }
  return params;
}

/** Finds the route of a raw path under `/api/v1/`. Literal segments win over parameters by their order in the registry. */
export function createMatcher(routes: readonly RegisteredRoute[]) {
  const patterns: Pattern[] = routes.map((route) => ({
    route,
    parts: route.path.slice(1).split("/"),
    hasRest: route.path.endsWith("+}"),
  }));
  return (method: string, rawPath: string): RouteMatch => {
    const given = rawPath.slice(API_PREFIX.length).split("/");
    const allow: string[] = [];
    for (const pattern of patterns) {
      const params = matchParts(pattern, given);
      if (!params) continue;
      const { route } = pattern;
      if (route.method === method || route.method === "ANY") return { kind: "route", route, params };
      allow.push(route.method);
    }
    return allow.length > 0 ? { kind: "method", allow } : { kind: "none" };
  };
}
