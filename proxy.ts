import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";

const isDev = process.env.NODE_ENV !== "production";

function policyFor(nonce: string): string {
  return [
    "default-src 'none'",
    // Next's own inline scripts carry the nonce; what they load is trusted through them.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    // React writes style attributes into the page, which no nonce can cover.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDev ? " ws:" : ""}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The failure that ends by itself; Retry-After says when (lib/core/errors.ts has its text and status). */
const TOO_MANY = "visit.too_many";
const TOO_MANY_SECONDS = 60;
const FAILURE_PAGE = /^\/(install\/[^/]+|sign-in)\/failed$/;

/**
 * Pages only: a content policy with a nonce, the language of `?lang=`, the path for the language switch.
 * Callback, API and install return addresses stay outside (their bodies must not be buffered, stack trap 7).
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = policyFor(randomBytes(16).toString("base64"));
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const { pathname, searchParams } = request.nextUrl;
  headers.delete("x-portal-lang");
  const lang = searchParams.get("lang");
  if (lang) headers.set("x-portal-lang", lang);
  const rest = new URLSearchParams(searchParams);
  for (const name of ["lang", "_rsc"]) rest.delete(name);
  headers.set("x-portal-path", rest.size > 0 ? `${pathname}?${rest}` : pathname);

  // A page that says "this went wrong" does not answer 200 (threat D1). A page cannot set its status itself.
  const isFailure = FAILURE_PAGE.test(pathname);
  const isTooMany = isFailure && searchParams.get("code") === TOO_MANY;
  const response = isFailure
    ? NextResponse.rewrite(request.nextUrl, { request: { headers }, status: isTooMany ? 429 : 400 })
    : NextResponse.next({ request: { headers } });
  if (isTooMany) response.headers.set("retry-after", String(TOO_MANY_SECONDS));
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("x-frame-options", "DENY");
  // Not "no-referrer": browsers then send `Origin: null` with our own forms, and the origin check would fail.
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("cache-control", "private, no-store");
  return response;
}

export const config = {
  matcher: [
    "/",
    "/corp/:path*",
    "/sign-in/:path*",
    "/console/:path*",
    "/install/:suite/done",
    "/install/:suite/failed",
    "/install/:suite/invite/:token",
  ],
};
