import "server-only";
import type { Ids } from "@/lib/core/clock";

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const DAY_SECONDS = 24 * 3600;

/** `__Host-` where the portal is reached by https: such a cookie cannot be planted from a neighbouring host. */
export function cookieName(name: string, portalUrl: string): string {
  return portalUrl.startsWith("https:") ? `__Host-${name}` : name;
}

/** A Set-Cookie value for our own eyes only. */
export function cookieLine(name: string, value: string, portalUrl: string, maxAgeSeconds: number): string {
  const secure = portalUrl.startsWith("https:") ? "; Secure" : "";
  // Lax, not Strict: the admin comes back from WeCom's site with it.
  return `${cookieName(name, portalUrl)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** The value of a cookie in a request; null when absent or given twice with different values. */
export function readCookie(request: Request, name: string): string | null {
  const values = (request.headers.get("cookie") ?? "").split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  return new Set(values).size === 1 ? (values[0] ?? null) : null;
}

/** Remembers which browser began an install or a sign-in. It signs nobody in. */
export const BROWSER_COOKIE = "portal_browser";

/** The token of this browser's cookie, or null. */
export function readBrowserToken(request: Request, portalUrl: string): string | null {
  return parseBrowserToken(readCookie(request, cookieName(BROWSER_COOKIE, portalUrl)));
}

/** Only what we could have made ourselves. */
export function parseBrowserToken(value: string | null | undefined): string | null {
  return value && TOKEN.test(value) ? value : null;
}

/** The browser's token, new when it has none, and the cookie that keeps it. */
export function ensureBrowserToken(
  request: Request,
  portalUrl: string,
  ids: Ids,
): { browserToken: string; cookie: string } {
  const browserToken = readBrowserToken(request, portalUrl) ?? ids.random(32).toString("base64url");
  return { browserToken, cookie: cookieLine(BROWSER_COOKIE, browserToken, portalUrl, DAY_SECONDS) };
}
