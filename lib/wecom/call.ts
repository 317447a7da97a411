import type { z } from "zod";
import type { Log } from "@/lib/core/clock";
import type { WecomAnswer } from "@/lib/wecom/answer";
import type { WecomHttp, WecomRequest } from "@/lib/wecom/http";
import { readJson } from "@/lib/wecom/read-json";

export type CallContext = {
  http: WecomHttp;
  log: Log;
  /** Told how each call ended; -1 stands for WeCom's own "busy", null for no answer. */
  observe?: ((call: CallFact) => void) | undefined;
};

/** `fromAddress`: the address that WeCom saw, which it tells when it refuses it (60020). */
export type CallFact = {
  api: string;
  outcome: "ok" | "refused" | "unreachable" | "malformed";
  errcode: number | null;
  fromAddress: string | null;
};

// `hint: [1700000000123456789012345]`: what WeCom's support asks for. Nothing else of errmsg is read.
const HINT = /hint:\s*\[(\d{6,32})\]/;

const ADDRESS_REFUSED = 60020;
// `from ip: 1.2.3.4`: the caller's address as WeCom saw it.
const FROM_ADDRESS = /from ip:\s*([0-9a-fA-F.:]{3,45})/;

/** The address in an errmsg, null when there is none. */
export function fromAddressOf(errmsg: string): string | null {
  return FROM_ADDRESS.exec(errmsg)?.[1] ?? null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * One call. `errcode` 0 or absent is success (get_corp_token leaves it out); `errmsg` never decides.
 *
 * `read` gets the parsed body and, for what must be kept whole, its text.
 */
export async function call<T>(
  { http, log, observe }: CallContext,
  request: WecomRequest,
  read: (body: Record<string, unknown>, text: string) => T | null,
): Promise<WecomAnswer<T>> {
  const { api } = request;
  const tell = (
    outcome: CallFact["outcome"],
    errcode: number | null = null,
    fromAddress: string | null = null,
  ) => observe?.({ api, outcome, errcode, fromAddress });
  const reply = await http(request);
  if (reply.kind === "unreachable") {
    log.warn("wecom_unreachable", { api, wasSent: reply.wasSent });
    tell("unreachable");
    return { ok: false, error: { kind: "unreachable", api, wasSent: reply.wasSent } };
  }
  const malformed = (why: string): WecomAnswer<T> => {
    log.warn("wecom_malformed", { api, why });
    tell("malformed");
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
    const errmsg = typeof body.errmsg === "string" ? body.errmsg : "";
    const hint = errmsg.match(HINT)?.[1] ?? null;
    log.warn("wecom_refused", { api, errcode, hint });
    // Other refusals name the address too; only this one is about it.
    tell("refused", errcode, errcode === ADDRESS_REFUSED ? fromAddressOf(errmsg) : null);
    return { ok: false, error: { kind: "refused", api, errcode, hint } };
  }
  if (reply.status !== 200) return malformed(`status ${reply.status}`);
  const value = read(body, reply.body);
  if (value === null) return malformed("a required field is missing");
  tell("ok", 0);
  return { ok: true, value };
}

/** Reads with a schema; null when a required field is missing. */
export function shape<S extends z.ZodType>(schema: S): (body: Record<string, unknown>) => z.output<S> | null {
  return (body) => {
    const parsed = schema.safeParse(body);
    return parsed.success ? parsed.data : null;
  };
}
