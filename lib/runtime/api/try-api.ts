import "server-only";
import { Readable } from "node:stream";
import { shortReference } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import { callerOfStaff } from "@/lib/features/keys/api-caller";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import { apiProblem } from "@/lib/runtime/api/api-problem";
import type { ApiRequest, ApiResponse, RegisteredRoute } from "@/lib/runtime/api/api-types";
import { NotReadable } from "@/lib/runtime/api/fresh";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { type ApiHost, answerCaller } from "@/lib/runtime/api/serve-api";
import { type ShownBody, shownBody, shownHeaders } from "@/lib/runtime/api/tried-answer";
import { effectOf, roleToTry } from "@/lib/runtime/api/try-effects";
import { logUnknown } from "@/lib/runtime/handle";
import type { AuditInput } from "@/lib/store/audit";
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

/** A path of WeCom's as people type it: with or without a slash before it, a query behind it. */
function tailOf(input: TryInput): { path: string; query: string } {
  const [path = "", query = ""] = (input.params.path ?? "").replace(/^\/+/, "").split("?", 2);
  return { path, query };
}

/** The request that a program would have sent. */
function requestOf(route: RegisteredRoute, method: string, input: TryInput): ApiRequest {
  const given = (name: string) => input.params[name] ?? "";
  const { path: tail, query: tailQuery } = tailOf(input);
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

/** What may be written of a try before anything is known of what it names. */
function namesOf(route: RegisteredRoute, method: string, input: TryInput, requestId: string) {
  const found = findProxyPath(`/${tailOf(input).path}`);
  return {
    operation: route.operationId,
    method,
    request: requestId,
    ...(route.method === "ANY" && found.ok ? { call: found.value.template } : {}),
  };
}

/**
 * What the audit log keeps of a try: what was called, on what, with what outcome. Never a body or a query. Of an id in a
 * call that was refused nothing: somebody may have put a token there by mistake.
 */
function auditOf(route: RegisteredRoute, names: ReturnType<typeof namesOf>, input: TryInput, status: number) {
  const isTaken = status < 300;
  const last = pathNames(route.path).findLast((name) => name !== "path");
  return {
    action: "api.tried",
    subject: isTaken && last !== undefined ? (input.params[last] ?? null) : null,
    details: { ...names, status, suite: isTaken ? (input.params.suite ?? null) : null },
  } as const;
}

/**
 * Makes a call of the API in the name of a member of staff, to see what a program would get. It has its full effect.
 *
 * Operators; a call to WeCom only owners, who alone make the keys that open an enterprise's data (decision 0055).
 * Audited, whatever came of it: what has an effect before it is made and again with its outcome, a reading before it is
 * shown. Secrets are masked before they leave this function.
 */
export async function tryApi(
  host: ApiHost,
  principal: StaffPrincipal,
  input: TryInput,
): Promise<Result<Tried, "staff.forbidden" | "not_found">> {
  const caller = callerOfStaff(principal);
  if (!caller || !isAtLeast(principal.role, roleToTry(input.operationId))) return fail("staff.forbidden");
  const route = API_ROUTES.find((one) => one.operationId === input.operationId);
  const methods = route ? triableMethods(route) : [];
  const method = methods.find((one) => one === input.method) ?? methods[0];
  if (!route || method === undefined) return fail("not_found");
  const { deps } = host;
  const requestId = shortReference(deps.ids.random(8));
  const names = namesOf(route, method, input, requestId);
  const record = (entry: Pick<AuditInput, "action" | "subject" | "details">) =>
    deps.store.audit.record({ ...actorOf(principal), ...entry });
  const hasEffect = effectOf(route.operationId) !== null;
  if (hasEffect) await record({ action: "api.try_begun", subject: null, details: names });
  const about = { path: "/console/api", method, request_id: requestId };
  let response: ApiResponse;
  try {
    ({ response } = await answerCaller(host, caller, requestOf(route, method, input), requestId));
  } catch (error) {
    logUnknown(deps, error, about);
    response = apiProblem(error instanceof NotReadable ? "api.busy" : "internal", { requestId });
  }
  const { status, headers } = response;
  const body = await shownBody(response);
  try {
    await record(auditOf(route, names, input, status));
  } catch (error) {
    // What was done is done, and its beginning is written down: whoever waits is told how it ended.
    if (!hasEffect) throw error;
    logUnknown(deps, error, about);
  }
  return ok({ status, requestId, headers: shownHeaders(headers), body });
}
