import { scopeOfGroup } from "@/lib/core/api-scopes";
import type { ErrorCode } from "@/lib/core/errors";
import type { Secret } from "@/lib/core/secret";
import {
  explainAnswer,
  FIXED_HEADERS,
  fileHeaders,
  isCallLimit,
  JSON_TYPE,
} from "@/lib/features/proxy/explain-answer";
import { type Inspected, inspectAnswer } from "@/lib/features/proxy/inspect-answer";
import type { ProxyDeps } from "@/lib/features/proxy/proxy-deps";
import { capped, readStart } from "@/lib/features/proxy/read-start";
import { createReport, type Report } from "@/lib/features/proxy/report-call";
import { isSameSecret } from "@/lib/features/tokens/hand-out-token";
import type { TokenResult } from "@/lib/features/tokens/handed-out-token";
import { isCorpTokenRefused } from "@/lib/wecom/errcodes";
import type { ByteStream, ForwardAnswer, ForwardRequest } from "@/lib/wecom/forward";
import { findProxyPath, isSafeQuery, type ProxyPath } from "@/lib/wecom/proxy-path";

/** Up to here a body is held, so that the call can be made again with a new token. */
export const REPEATABLE_BYTES = 256 * 1024;
export const MAX_UPLOAD_BYTES = 32 * 1024 * 1024;
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** A call as a program made it. Whoever builds one has proved the key's right to this suite and corp (threat F4). */
export type ProxyCall = {
  authorizationId: string;
  /** The corp's tokens: `refused` tells that WeCom did not take one, and answers the one to use now. */
  tokens: { current(): Promise<TokenResult>; refused(token: Secret): Promise<TokenResult> };
  suiteKey: string;
  corpId: string;
  keyId: string;
  keyName: string;
  /** Groups of calls that the key is granted; null: every one. */
  groups: ReadonlySet<string> | null;
  method: string;
  /** From `/cgi-bin/` on, exactly as it stood in the request line. */
  rawPath: string;
  rawQuery: string;
  contentType: string | null;
  contentEncoding: string | null;
  contentLength: number | null;
  body: ByteStream | null;
  signal: AbortSignal;
};

export type ProxyAnswer = {
  ok: true;
  status: 200;
  headers: Record<string, string>;
  body: Uint8Array | ByteStream;
};
export type ProxyRefusal = {
  ok: false;
  code: ErrorCode;
  errcode: number | null;
  retryAfterSeconds: number | null;
  /** The scope that the key lacks for this call. */
  scope?: string;
};

function refuse(
  code: ErrorCode,
  errcode: number | null = null,
  retryAfterSeconds: number | null = null,
): ProxyRefusal {
  return { ok: false, code, errcode, retryAfterSeconds };
}

/** What is wrong with a call before anything of it is sent; null when nothing is. */
function findFault(call: ProxyCall, isPost: boolean): ErrorCode | null {
  if (!isPost && call.method !== "GET") return "proxy.method";
  if (!isSafeQuery(call.rawQuery)) return "proxy.query_refused";
  if (call.contentEncoding !== null && call.contentEncoding !== "identity") return "proxy.body_packed";
  if ((call.contentLength ?? 0) > MAX_UPLOAD_BYTES) return "proxy.body_too_large";
  return null;
}

/**
 * Passes a business call on to WeCom with the corp's token, and WeCom's answer back unchanged.
 *
 * Once, and once more when WeCom refuses the token and the body is still at hand. Every call that had an allowed path
 * leaves one record, whatever became of it.
 */
export async function forwardCall(deps: ProxyDeps, call: ProxyCall): Promise<ProxyAnswer | ProxyRefusal> {
  const found = findProxyPath(call.rawPath);
  if (!found.ok) return refuse(found.why === "malformed" ? "proxy.path_malformed" : "proxy.call_not_allowed");
  const report = createReport(deps, call, found.value);
  const end = (refusal: ProxyRefusal): ProxyRefusal => {
    report.refused(refusal.code, refusal.errcode);
    return refusal;
  };
  const { group } = found.value;
  if (call.groups !== null && !call.groups.has(group))
    return end({ ...refuse("proxy.call_not_granted"), scope: scopeOfGroup(group) });
  const fault = findFault(call, call.method === "POST");
  if (fault) return end(refuse(fault));
  const { breaker, underWay } = deps.proxy;
  const leave = underWay.enter(call.keyId);
  if (!leave) return end(refuse("proxy.busy", null, 1));
  report.onEnd(leave);
  const key = `${call.authorizationId} ${found.value.template}`;
  const verdict = breaker.enter(key, deps.clock.now());
  if (verdict.isOpen) return end(refuse("proxy.call_limited", 45009, verdict.retryAfterSeconds));
  try {
    const outcome = await exchange(deps, call, found.value, report);
    if (!outcome.ok) {
      breaker.release(key);
      return end(outcome);
    }
    const { inspected, answer, isRetried } = outcome;
    const isLimited = inspected.kind === "json" && isCallLimit(inspected.errcode);
    const blockedSeconds = isLimited ? breaker.trip(key, deps.clock.now()) : null;
    if (!isLimited) breaker.clear(key, deps.clock.now());
    return deliver(inspected, answer, { isRetried, blockedSeconds }, report);
  } catch {
    // The connection broke in the middle of the answer, or the caller went away. The error may quote the address.
    breaker.release(key);
    return end(refuse("wecom.unreachable"));
  }
}

type Exchanged = {
  ok: true;
  answer: ForwardAnswer;
  inspected: Exclude<Inspected, { kind: "malformed" }>;
  isRetried: boolean;
};

/** Token, call, and the one repetition. */
async function exchange(
  deps: ProxyDeps,
  call: ProxyCall,
  path: ProxyPath,
  report: Report,
): Promise<Exchanged | ProxyRefusal> {
  const first = await call.tokens.current();
  if (!first.ok) return refuse(first.code, first.errcode);
  const body = await readBody(call, report);
  const once = await send(deps, call, path, body, first.value.token);
  if (!once.ok) return report.isUploadOver() ? refuse("proxy.body_too_large") : once;
  const isRefused = once.inspected.kind === "json" && isCorpTokenRefused(once.inspected.errcode);
  if (!isRefused) return { ...once, isRetried: false };
  // Asked for even when this call can't be repeated: the next one then has a good token.
  const second = await call.tokens.refused(first.value.token);
  const isRepeatable = body === null || body instanceof Uint8Array;
  // The same token again means that a forced fetch was made a moment ago: no loop (threat F9).
  if (!second.ok || !isRepeatable || isSameSecret(first.value.token, second.value.token))
    return { ...once, isRetried: false };
  const twice = await send(deps, call, path, body, second.value.token);
  return twice.ok ? { ...twice, isRetried: true } : twice;
}

/** Short bodies whole, long ones as they come; counted and capped either way. */
async function readBody(call: ProxyCall, report: Report): Promise<ForwardRequest["body"]> {
  if (call.method !== "POST") return null;
  if (call.body === null) return new Uint8Array();
  const counted = capped(call.body, MAX_UPLOAD_BYTES, ({ bytes, isOver }) => report.uploaded(bytes, isOver));
  if ((call.contentLength ?? 0) > REPEATABLE_BYTES) return counted;
  const start = await readStart(counted, REPEATABLE_BYTES);
  return start.isWhole ? start.bytes : start.stream;
}

async function send(
  deps: ProxyDeps,
  call: ProxyCall,
  path: ProxyPath,
  body: ForwardRequest["body"],
  token: Secret,
): Promise<Omit<Exchanged, "isRetried"> | ProxyRefusal> {
  const reply = await deps.proxy.forward({
    method: call.method === "POST" ? "POST" : "GET",
    path,
    rawQuery: call.rawQuery,
    token,
    contentType: body === null ? null : call.contentType,
    contentLength: call.contentLength,
    body,
    signal: call.signal,
  });
  if (reply.kind === "unreachable") return refuse("wecom.unreachable");
  if (reply.kind === "malformed") return refuse("proxy.answer_malformed");
  const { answer } = reply;
  if ((answer.contentLength ?? 0) > MAX_ANSWER_BYTES) {
    answer.discard();
    return refuse("proxy.answer_too_large");
  }
  const inspected = await inspectAnswer(answer, path);
  return inspected.kind === "malformed" ? refuse("proxy.answer_malformed") : { ok: true, answer, inspected };
}

function deliver(
  inspected: Exchanged["inspected"],
  answer: ForwardAnswer,
  facts: { isRetried: boolean; blockedSeconds: number | null },
  report: Report,
): ProxyAnswer {
  const errcode = inspected.kind === "json" ? inspected.errcode : 0;
  const errmsg = inspected.kind === "json" ? inspected.errmsg : "";
  report.answered(errcode, errmsg, facts.isRetried);
  const { body } = inspected;
  const headers: Record<string, string> = {
    ...FIXED_HEADERS,
    ...explainAnswer(errcode, errmsg, facts),
    ...(inspected.kind === "json"
      ? { "content-type": JSON_TYPE }
      : fileHeaders(answer.contentType, answer.contentDisposition)),
  };
  if (body instanceof Uint8Array) {
    report.delivered(body.length, true);
    return { ok: true, status: 200, headers: { ...headers, "content-length": String(body.length) }, body };
  }
  if (answer.contentLength !== null) headers["content-length"] = String(answer.contentLength);
  const counted = capped(body, MAX_ANSWER_BYTES, ({ bytes, isWhole }) => report.delivered(bytes, isWhole));
  return { ok: true, status: 200, headers, body: counted };
}
