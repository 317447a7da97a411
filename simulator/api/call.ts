import { ApiError } from "../errors";
import type { World } from "../world";

export type Json = Record<string, unknown>;

/** One API call as it arrived, with what was learned of it on the way. */
export interface ApiCall {
  world: World;
  method: string;
  /** Behind `/cgi-bin/`, doubled slashes folded. */
  path: string;
  query: URLSearchParams;
  /** The body read as JSON whatever its Content-Type says (protocol.md 12); `{}` when it is none. */
  body: Json;
  raw: Buffer;
  contentType: string;
  /** A body that is not JSON: any error gets `Warning: wrong json format.` (protocol.md 4.1). */
  isBadJson: boolean;
  ip: string;
  /** Filled in by the token checks; for counting, limits and fault scopes. */
  suiteId: string | null;
  corpid: string | null;
}

export type ApiReply = { json: Json } | { bytes: Buffer; contentType: string; filename?: string };

export interface ApiRoute {
  methods: readonly string[];
  run: (call: ApiCall) => ApiReply | Promise<ApiReply>;
}

export type Routes = Record<string, ApiRoute>;

export const get = (run: ApiRoute["run"]): ApiRoute => ({ methods: ["GET"], run });
export const post = (run: ApiRoute["run"]): ApiRoute => ({ methods: ["POST"], run });
export const both = (run: ApiRoute["run"]): ApiRoute => ({ methods: ["GET", "POST"], run });

export function ok(fields: Json = {}): ApiReply {
  return { json: { errcode: 0, errmsg: "ok", ...fields } };
}

/** get_corp_token and get_provider_token leave errcode out (rule 8). */
export function bare(fields: Json): ApiReply {
  return { json: fields };
}

/** A text of the body; missing, empty or of another type is `missing`. */
export function text(call: ApiCall, name: string, missing: number): string {
  const value = call.body[name];
  if (typeof value !== "string" || value === "") throw new ApiError(missing);
  return value;
}

export function optionalText(call: ApiCall, name: string): string | null {
  const value = call.body[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw new ApiError(40058);
  return value;
}

/** A whole number of the body, or the default when absent. Digits in quotes count: many clients send agentid so. */
export function integer(call: ApiCall, name: string, otherwise: number | null): number {
  const value = call.body[name];
  if ((value === undefined || value === null) && otherwise !== null) return otherwise;
  if (typeof value === "string" && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (typeof value !== "number" || !Number.isInteger(value)) throw new ApiError(40058);
  return value;
}

export function texts(call: ApiCall, name: string, most: number): string[] {
  const value = call.body[name];
  if (!Array.isArray(value) || value.length > most) throw new ApiError(40058);
  return value.map((item) => {
    if (typeof item !== "string") throw new ApiError(40058);
    return item;
  });
}

export function object(call: ApiCall, name: string): Json {
  const value = call.body[name];
  return isJson(value) ? value : {};
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function param(call: ApiCall, name: string, missing: number): string {
  const value = call.query.get(name);
  if (value === null || value === "") throw new ApiError(missing);
  return value;
}
