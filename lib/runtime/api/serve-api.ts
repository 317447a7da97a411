import "server-only";
import { readBearerKey } from "@/lib/core/crypto/api-key";
import type { ErrorCode } from "@/lib/core/errors";
import { shortReference } from "@/lib/core/ids";
import { type ApiCaller, mayUseCorp, mayUseSuite } from "@/lib/features/keys/api-caller";
import { limitHeaders, type Spent } from "@/lib/runtime/api/api-limits";
import { API_HEADERS, apiProblem, type ProblemExtra } from "@/lib/runtime/api/api-problem";
import type {
  ApiOutcome,
  ApiRefusal,
  ApiRequest,
  ApiResponse,
  RawContext,
  RegisteredRoute,
} from "@/lib/runtime/api/api-types";
import { NotReadable } from "@/lib/runtime/api/fresh";
import { API_PREFIX, createMatcher } from "@/lib/runtime/api/match-route";
import { openApiText } from "@/lib/runtime/api/openapi";
import { readJsonBody, readQuery } from "@/lib/runtime/api/read-input";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { runOnce } from "@/lib/runtime/api/run-once";
import type { Portal } from "@/lib/runtime/deps";
import { logUnknown } from "@/lib/runtime/handle";

const matchRoute = createMatcher(API_ROUTES);
const DESCRIPTION_PATH = `${API_PREFIX}openapi.json`;
const NO_ADDRESS = "unknown";
const JSON_TYPE = "application/json; charset=utf-8";

export type ApiHost = Pick<Portal, "deps" | "api" | "metrics" | "settings">;

/**
 * Answers any request under `/api/v1/`. Mounted twice, by the door and as a Next route. Never throws.
 *
 * The key is looked at before anything else, so that nobody without one learns which addresses exist.
 */
export async function serveApi(host: ApiHost, request: ApiRequest): Promise<ApiResponse> {
  const began = performance.now();
  const requestId = shortReference(host.deps.ids.random(8));
  let label = "none";
  let response: ApiResponse;
  try {
    const done = await answer(host, request, requestId);
    label = done.label;
    response = done.response;
  } catch (error) {
    logUnknown(host.deps, error, { path: "/api/v1", method: request.method, request_id: requestId });
    response = apiProblem(error instanceof NotReadable ? "api.busy" : "internal", { requestId });
  }
  host.metrics.apiRequests.inc({ route: label, status: String(response.status) });
  host.metrics.apiDuration.observe({ route: label }, (performance.now() - began) / 1_000);
  return response;
}

type Answered = { label: string; response: ApiResponse };

async function answer(host: ApiHost, request: ApiRequest, requestId: string): Promise<Answered> {
  if (request.rawPath === DESCRIPTION_PATH && request.method === "GET")
    return { label: "openapi", response: described(host.settings.portalUrl) };
  const key = readBearerKey(request.header("authorization"));
  const checked = await host.api.keys.check(key, request.remoteAddress ?? NO_ADDRESS);
  if (checked.kind === "refused")
    return { label: "none", response: apiProblem("api.key_refused", { requestId }) };
  if (checked.kind === "locked_out")
    return { label: "none", response: apiProblem("api.locked_out", { requestId, ...checked }) };
  return answerCaller(host, checked.caller, request, requestId);
}

/** The same for a caller who is known already: a proven key, or a member of staff who tries the API in the console. */
export async function answerCaller(
  host: ApiHost,
  caller: ApiCaller,
  request: ApiRequest,
  requestId: string,
): Promise<Answered> {
  const refuse = (code: ErrorCode, extra: Partial<ProblemExtra> = {}): Answered => ({
    label: "none",
    response: apiProblem(code, { requestId, ...extra }),
  });
  const match = matchRoute(request.method, request.rawPath);
  if (match.kind === "none") return refuse("api.not_found");
  if (match.kind === "method") return refuse("api.method", { headers: { allow: match.allow.join(", ") } });
  const { route, params } = match;
  const raw = { ...host, caller, params, request, requestId, suite: null, corp: null };
  const { outcome, headers } = await guard(route, raw);
  const response = "ok" in outcome ? problemOf(outcome, route, requestId) : outcome;
  return {
    label: route.operationId,
    response: {
      ...response,
      headers: { ...API_HEADERS, "x-request-id": requestId, ...response.headers, ...headers },
    },
  };
}

/** The scope that a route wants stands in every 404 of it: it helps who forgot it and tells nobody anything. */
function problemOf(refusal: ApiRefusal, route: RegisteredRoute, requestId: string): ApiResponse {
  const scope = refusal.code === "api.not_found" ? route.scope : refusal.scope;
  const { code, errcode, retryAfterSeconds } = refusal;
  return apiProblem(code, { requestId, scope, errcode, retryAfterSeconds });
}

type Guarded = { outcome: ApiResponse | ApiRefusal; headers: Record<string, string> };

/** Limits, scope, grants; then the route itself. */
async function guard(route: RegisteredRoute, raw: RawContext): Promise<Guarded> {
  const { api, caller } = raw;
  const spent = api.limits.spendKey(caller, route.cost);
  if (spent.isOver) return over(spent);
  const context = await findGranted(route, raw);
  if (!context) return { outcome: { ok: false, code: "api.not_found" }, headers: limitHeaders(spent) };
  let tightest = spent;
  if (context.corp && route.cost === "call") {
    const ofCorp = api.limits.spendCorp(context.corp.id);
    if (ofCorp.isOver) return over(ofCorp);
    if (ofCorp.remaining < spent.remaining) tightest = ofCorp;
  }
  return { outcome: await runRoute(route, context), headers: limitHeaders(tightest) };
}

function over(spent: Spent): Guarded {
  const { retryAfterSeconds } = spent;
  return {
    outcome: { ok: false, code: "api.rate_limited", retryAfterSeconds },
    headers: limitHeaders(spent),
  };
}

/** Fills in suite and corp of the path; null alike for what is not there and what the key is not granted (threat F4). */
async function findGranted(route: RegisteredRoute, raw: RawContext): Promise<RawContext | null> {
  const { api, caller, params } = raw;
  if (!caller.scopes.has(route.scope)) return null;
  if (params.suite === undefined) return raw;
  if (!mayUseSuite(caller, params.suite)) return null;
  const suite = await api.desk.findSuite(params.suite);
  if (!suite || params.corpId === undefined) return suite && { ...raw, suite };
  const corp = await api.desk.findCorp(params.suite, params.corpId);
  return corp && mayUseCorp(caller, corp.corp) ? { ...raw, suite, corp } : null;
}

async function runRoute(route: RegisteredRoute, raw: RawContext): Promise<ApiResponse | ApiRefusal> {
  const query = route.query ? readQuery(raw.request.rawQuery) : {};
  if (query === null) return { ok: false, code: "request.invalid" };
  const body = route.body
    ? await readJsonBody(raw.request)
    : { ok: true as const, value: {}, bytes: Buffer.alloc(0) };
  if (!body.ok) return body;
  const prepared = route.prepare(raw, { query, body: body.value });
  if (!prepared.ok)
    return apiProblem("request.invalid", { requestId: raw.requestId, problems: prepared.problems });
  const run = async () => toResponse(await prepared.run(), raw.requestId, route);
  return route.isCreating ? runOnce(raw, body.bytes, run) : run();
}

function toResponse(outcome: ApiOutcome, requestId: string, route: RegisteredRoute): ApiResponse {
  if (!outcome.ok) return problemOf(outcome, route, requestId);
  if ("raw" in outcome) return outcome.raw;
  const status = outcome.status ?? 200;
  if (status === 204) return { status, headers: outcome.headers ?? {}, body: null };
  return {
    status,
    headers: { "content-type": JSON_TYPE, ...outcome.headers },
    body: JSON.stringify(outcome.value),
  };
}

function described(portalUrl: string): ApiResponse {
  return {
    status: 200,
    headers: { ...API_HEADERS, "content-type": JSON_TYPE },
    body: openApiText(API_ROUTES, portalUrl),
  };
}
