import "server-only";
import { ERRORS, type ErrorCode } from "@/lib/core/errors";
import { adviceFor } from "@/lib/core/wecom-errcodes";

const NEVER_STORED = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };

/**
 * `application/problem+json` (RFC 9457) for programs: a stable `code`, the request id, and where WeCom refused,
 * its `errcode` with advice. Unknown and not-granted must be given the same code by the caller.
 */
export function problem(
  code: ErrorCode,
  extra: { requestId?: string; errcode?: number | null; headers?: HeadersInit } = {},
): Response {
  const { status, en, zh } = ERRORS[code];
  const advice = extra.errcode ? adviceFor(extra.errcode) : null;
  const body = {
    type: "about:blank",
    title: en,
    detail: zh,
    status,
    code,
    ...(extra.requestId ? { request_id: extra.requestId } : {}),
    ...(extra.errcode ? { errcode: extra.errcode } : {}),
    ...(advice ? { advice: advice.en.advice } : {}),
  };
  const headers = new Headers(extra.headers);
  headers.set("content-type", "application/problem+json; charset=utf-8");
  for (const [name, value] of Object.entries(NEVER_STORED)) headers.set(name, value);
  return new Response(JSON.stringify(body), { status, headers });
}

/**
 * 303 from an address that may carry a code: not stored, no referrer (threat D5). A path of ours stays relative,
 * because the address that browsers use is not ours to guess.
 */
export function seeOther(
  location: string,
  cookies: string[] = [],
  referrer: "no-referrer" | "strict-origin" = "no-referrer",
): Response {
  const headers = new Headers({ location, "referrer-policy": referrer, ...NEVER_STORED });
  for (const one of cookies) headers.append("set-cookie", one);
  return new Response(null, { status: 303, headers });
}

/**
 * Whether the browser is only guessing that somebody may click (prefetch, preview). Codes must not be spent on it
 * (threat D11); 204 is answered instead.
 */
export function isPrefetch(request: Request): boolean {
  const said = [
    request.headers.get("sec-purpose"),
    request.headers.get("purpose"),
    request.headers.get("x-moz"),
  ];
  return said.some((one) => one !== null && /prefetch|preview|prerender/i.test(one));
}

export function nothing(): Response {
  return new Response(null, { status: 204, headers: NEVER_STORED });
}

/** Whether a page is being opened, not a frame, image or script. Old browsers do not say, and pass. */
export function isTopLevel(request: Request): boolean {
  const destination = request.headers.get("sec-fetch-dest");
  return destination === null || destination === "document" || destination === "empty";
}

/**
 * Whether a POST comes from one of our own pages (threat D4): the browser says so by itself, and another site can
 * forge neither header.
 */
export function isFromOurPage(request: Request, portalUrl: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = request.headers.get("origin");
  if (origin === new URL(portalUrl).origin) return true;
  return site === "same-origin";
}
