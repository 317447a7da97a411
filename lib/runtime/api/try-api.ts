import "server-only";
import { Readable } from "node:stream";
import { shortReference } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import { callerOfStaff } from "@/lib/features/keys/api-caller";
import { actorOf, type StaffPrincipal } from "@/lib/features/staff/principal";
import { apiProblem } from "@/lib/runtime/api/api-problem";
import type { ApiRequest, ApiResponse, RegisteredRoute } from "@/lib/runtime/api/api-types";
import { NotReadable } from "@/lib/runtime/api/fresh";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { type ApiHost, answerCaller } from "@/lib/runtime/api/serve-api";
import { type ShownBody, shownBody, shownHeaders } from "@/lib/runtime/api/tried-answer";
import { logUnknown } from "@/lib/runtime/handle";
import { findProxyPath } from "@/lib/wecom/proxy-path";

export type Tried = { status: number; requestId: string; headers: [string, string][]; body: ShownBody };

/** Somebody waits at a page; a call that takes longer is of no use there. */
const LONGEST_MS = 20_000;
const PROXY_METHODS = ["GET", "POST"] as const;

/** The methods that a call may be tried with; none for a stream, of which a page could only show the beginning. */
export function triableMethods(route: Pick<RegisteredRoute, "method" | "operationId">): readonly string[] {
  if (route.operationId === "streamEvents") return [];
  return route.method === "ANY" ? PROXY_METHODS : [route.method];
}

/** Names of the parameters of a path template. `path+` is written `path`. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name);
}

export type TryInput = {
  operationId: string;
  params: Record<string, string>;
  query: string;
  /** Only where there is a choice; else the route's own. */
  method: string | null;
  /** As it was typed; null for none. */
  body: string | null;
  idempotencyKey: string | null;
};

/** The request that a program would have sent. */
function requestOf(route: RegisteredRoute, method: string, input: TryInput): ApiRequest {
  const given = (name: string) => input.params[name] ?? "";
  const [tail = "", tailQuery = ""] = given("path").replace(/^\/+/, "").split("?", 2);
  const path = route.path.replace(/\{([^}+]+)(\+?)\}/g, (_all, name: string, rest: string) =>
    rest === "" ? encodeURIComponent(given(name)) : tail,
  );
  const takesBody = route.body !== undefined || method === "POST";
  const bytes = takesBody && input.body ? Buffer.from(input.body, "utf8") : null;
  const headers: Record<string, string> = {
    ...(bytes ? { "content-type": "application/json", "content-length": String(bytes.length) } : {}),
    ...(input.idempotencyKey ? { "idempotency-key": input.idempotencyKey } : {}),
  };
  return {
    method,
    rawPath: `/api/v1${path}`,
    rawQuery: [tailQuery, input.query.replace(/^\?/, "")].filter(Boolean).join("&"),
    header: (name) => headers[name] ?? null,
    body: bytes && Readable.from([bytes], { objectMode: false }),
    remoteAddress: null,
    signal: () => AbortSignal.timeout(LONGEST_MS),
  };
}

/**
 * What the audit log keeps of a try: what was called, on what, with what outcome. Never a body or a query. Of an id
 * that leads nowhere nothing: somebody may have put a token there by mistake.
 */
function auditOf(route: RegisteredRoute, method: string, input: TryInput, status: number) {
  const isFound = status !== 404;
  const named = pathNames(route.path).filter((name) => name !== "path");
  const last = named.at(-1);
  const found = findProxyPath(`/${input.params.path ?? ""}`.split("?", 1)[0] ?? "");
  return {
    action: "api.tried",
    subject: isFound && last !== undefined ? (input.params[last] ?? null) : null,
    details: {
      operation: route.operationId,
      method,
      status,
      suite: isFound ? (input.params.suite ?? null) : null,
      ...(route.method === "ANY" && found.ok ? { call: found.value.template } : {}),
    },
  } as const;
}

/**
 * Makes a call of the API in the name of a member of staff, to see what a program would get. It has its full effect.
 * Operators; audited, whatever came of it; secrets are masked before they leave this function.
 */
export async function tryApi(
  host: ApiHost,
  principal: StaffPrincipal,
  input: TryInput,
): Promise<Result<Tried, "staff.forbidden" | "not_found">> {
  const caller = callerOfStaff(principal);
  if (!caller) return fail("staff.forbidden");
  const route = API_ROUTES.find((one) => one.operationId === input.operationId);
  const methods = route ? triableMethods(route) : [];
  const method = methods.find((one) => one === input.method) ?? methods[0];
  if (!route || method === undefined) return fail("not_found");
  const { deps } = host;
  const requestId = shortReference(deps.ids.random(8));
  let response: ApiResponse;
  try {
    ({ response } = await answerCaller(host, caller, requestOf(route, method, input), requestId));
  } catch (error) {
    logUnknown(deps, error, { path: "/console/api", method, request_id: requestId });
    response = apiProblem(error instanceof NotReadable ? "api.busy" : "internal", { requestId });
  }
  const { status, headers } = response;
  await deps.store.audit.record({ ...actorOf(principal), ...auditOf(route, method, input, status) });
  return ok({ status, requestId, headers: shownHeaders(headers), body: await shownBody(response) });
}
