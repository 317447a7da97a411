import type { z } from "zod";
import type { Log } from "@/lib/core/clock";
import type { WecomAnswer } from "@/lib/wecom/answer";
import type { WecomHttp, WecomRequest } from "@/lib/wecom/http";
import { readJson } from "@/lib/wecom/read-json";

export type CallContext = { http: WecomHttp; log: Log };

// `hint: [1700000000123456789012345]`: what WeCom's support asks for. Nothing else of errmsg is read.
const HINT = /hint:\s*\[(\d{6,32})\]/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * One call. `errcode` 0 or absent is success (get_corp_token leaves it out); `errmsg` never decides.
 *
 * `read` gets the parsed body and, for what must be kept whole, its text.
 */
export async function call<T>(
  { http, log }: CallContext,
  request: WecomRequest,
  read: (body: Record<string, unknown>, text: string) => T | null,
): Promise<WecomAnswer<T>> {
  const { api } = request;
  const reply = await http(request);
  if (reply.kind === "unreachable") {
    log.warn("wecom_unreachable", { api, wasSent: reply.wasSent });
    return { ok: false, error: { kind: "unreachable", api, wasSent: reply.wasSent } };
  }
  const malformed = (why: string): WecomAnswer<T> => {
    log.warn("wecom_malformed", { api, why });
    return { ok: false, error: { kind: "malformed", api } };
  };
  if (reply.kind === "malformed") return malformed("redirect or endless body");
  let body: unknown;
  try {
    body = readJson(reply.body);
  } catch {
    return malformed(`no JSON, status ${reply.status}`);
  }
  if (!isRecord(body)) return malformed("no object");
  const errcode = Number(body.errcode ?? 0);
  if (!Number.isSafeInteger(errcode)) return malformed("errcode is no number");
  if (errcode !== 0) {
    const hint = typeof body.errmsg === "string" ? (body.errmsg.match(HINT)?.[1] ?? null) : null;
    log.warn("wecom_refused", { api, errcode, hint });
    return { ok: false, error: { kind: "refused", api, errcode, hint } };
  }
  if (reply.status !== 200) return malformed(`status ${reply.status}`);
  const value = read(body, reply.body);
  return value === null ? malformed("a required field is missing") : { ok: true, value };
}

/** Reads with a schema; null when a required field is missing. */
export function shape<S extends z.ZodType>(schema: S): (body: Record<string, unknown>) => z.output<S> | null {
  return (body) => {
    const parsed = schema.safeParse(body);
    return parsed.success ? parsed.data : null;
  };
}
