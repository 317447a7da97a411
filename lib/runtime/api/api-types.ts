import "server-only";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { ApiScope } from "@/lib/core/api-scopes";
import type { ErrorCode } from "@/lib/core/errors";
import type { Deps } from "@/lib/features/deps";
import type { ApiCaller } from "@/lib/features/keys/api-caller";
import type { ApiService } from "@/lib/runtime/api/api-service";
import type { Authorization } from "@/lib/store/authorizations";
import type { Suite } from "@/lib/store/suites";

/** One request to `/api/v1`, freed of any framework. */
export type ApiRequest = {
  method: string;
  /** As the client wrote it: not decoded, not normalised (threat F1). */
  rawPath: string;
  rawQuery: string;
  /** Lower-case name; null when absent. */
  header(name: string): string | null;
  /** The body, not read yet; null for none. */
  body: Readable | null;
  remoteAddress: string | null;
  /** Aborts when the client goes away before its answer is out. */
  signal(): AbortSignal;
};

export type ApiResponse = {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array | Readable | null;
};

/** An expected refusal. `retryAfterSeconds` overrides what the code says by itself. */
export type ApiRefusal = {
  ok: false;
  code: ErrorCode;
  errcode?: number | null;
  retryAfterSeconds?: number;
  /** The scope that is missing, where naming it tells nobody anything new. */
  scope?: string;
};

/** JSON with a status (200 when absent), or nothing with 204. `raw` is sent as it is: the proxy's streams. */
export type ApiAnswer =
  | { ok: true; value: unknown; status?: number; headers?: Record<string, string> }
  | { ok: true; raw: ApiResponse };

export type ApiOutcome = ApiAnswer | ApiRefusal;

export type ApiMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type WithoutPlus<N extends string> = N extends `${infer Name}+` ? Name : N;
type ParamName<P extends string> = P extends `${string}{${infer N}}${infer Rest}`
  ? WithoutPlus<N> | ParamName<Rest>
  : never;
type Has<P extends string, N extends string, T> = N extends ParamName<P> ? T : null;

/** What a route's `run` gets: everything checked before it. */
export type ApiContext<P extends string, Q, B> = {
  deps: Deps;
  api: ApiService;
  caller: ApiCaller;
  params: Record<ParamName<P>, string>;
  query: Q;
  body: B;
  /** The suite of `{suite}`, granted to this key. */
  suite: Has<P, "suite", Suite>;
  /** The authorisation of `{suite}` and `{corpId}`, granted to this key; of any status. */
  corp: Has<P, "corpId", Authorization>;
  request: ApiRequest;
  requestId: string;
};

/** Two languages: texts of the documentation. */
export type ApiText = { zh: string; en: string };

/** How a request is counted: `cached` costs us little and WeCom nothing, `call` may reach WeCom (threat F8). */
export type ApiCost = "cached" | "call";

export type RouteFacts = {
  method: ApiMethod | "ANY";
  /** Under `/api/v1`. `{name}` is one segment, `{name+}` at the end is all that follows, raw. */
  path: string;
  /** Stable, camelCase; names the function of generated clients and the label of metrics. */
  operationId: string;
  tag: "corps" | "tokens" | "jsapi" | "members" | "install-links" | "proxy" | "events" | "endpoints";
  summary: ApiText;
  description?: ApiText;
  scope: ApiScope;
  cost: ApiCost;
  query?: z.ZodObject;
  body?: z.ZodObject;
  bodyExample?: unknown;
  /** The success answer; `schema` null: no body, or one of WeCom's that we do not describe. */
  answer: { status: number; schema: z.ZodType | null; example?: unknown; description: ApiText };
  /** Besides those every route may answer: 400, 401, 404, 429, 500, 503. */
  errors?: readonly ErrorCode[];
  /** POSTs that create take an Idempotency-Key (promise R22). */
  isCreating?: boolean;
};

export type RawContext = {
  deps: Deps;
  api: ApiService;
  caller: ApiCaller;
  params: Record<string, string>;
  suite: Suite | null;
  corp: Authorization | null;
  request: ApiRequest;
  requestId: string;
};

/** What is wrong with a request, by place. Never a value. */
export type InputProblem = { in: "query" | "body"; name: string; message: string };

/** A route of the registry, its types hidden behind two steps: check the input, then run. */
export type RegisteredRoute = RouteFacts & {
  prepare(
    raw: RawContext,
    input: { query: unknown; body: unknown },
  ): { ok: true; run(): Promise<ApiOutcome> } | { ok: false; problems: InputProblem[] };
};
