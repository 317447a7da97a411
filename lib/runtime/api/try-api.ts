import "server-only";
import { Readable } from "node:stream";
import { EVERYTHING } from "@/lib/core/api-scopes";
import { shortReference } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import { callerOf } from "@/lib/features/keys/api-caller";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { type ApiHost, answerCaller } from "@/lib/runtime/api/serve-api";

export type Tried = { status: number; requestId: string; body: string };

/** What may be tried from the console: reading, and nothing that streams. */
export function isTriable(route: Pick<RegisteredRoute, "method" | "path">): boolean {
  return route.method === "GET" && !route.path.endsWith("+}");
}

const SECRET_FIELDS = new Set(["access_token", "ticket", "user_ticket", "secret", "url"]);

/** A page never shows a token: its beginning, so that two can be told apart, and its length. */
function mask(value: unknown, name = ""): unknown {
  if (typeof value === "string" && SECRET_FIELDS.has(name) && value.length > 8)
    return `${value.slice(0, 4)}…（${value.length}）`;
  if (Array.isArray(value)) return value.map((one) => mask(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mask(one, key)]));
}

/**
 * Makes a call of the API in the name of a member of staff, to see what a program would get. Operators; audited; tokens
 * are masked before they leave this function.
 */
export async function tryApi(
  host: ApiHost,
  principal: StaffPrincipal,
  input: { operationId: string; params: Record<string, string>; query: string },
): Promise<Result<Tried, "staff.forbidden" | "not_found">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const route = API_ROUTES.find((one) => one.operationId === input.operationId);
  if (!route || !isTriable(route)) return fail("not_found");
  const { deps } = host;
  const requestId = shortReference(deps.ids.random(8));
  const rawPath = `/api/v1${route.path.replace(/\{([^}]+)\}/g, (_all, name: string) => encodeURIComponent(input.params[name] ?? ""))}`;
  const caller = callerOf({
    id: principal.id,
    name: principal.name,
    scopes: [EVERYTHING],
    suiteKeys: [EVERYTHING],
    corpIds: [],
  });
  const { response } = await answerCaller(
    host,
    caller,
    {
      method: "GET",
      rawPath,
      rawQuery: input.query,
      header: () => null,
      body: null,
      remoteAddress: null,
      signal: () => new AbortController().signal,
    },
    requestId,
  );
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "api.tried",
    subject: input.params.corpId ?? input.params.suite ?? null,
    details: { operation: route.operationId, status: response.status, suite: input.params.suite ?? null },
  });
  const text =
    typeof response.body === "string" ? response.body : response.body instanceof Readable ? "" : "";
  let shown = "";
  try {
    shown = JSON.stringify(mask(JSON.parse(text)), null, 2);
  } catch {
    shown = "";
  }
  return ok({ status: response.status, requestId, body: shown });
}
