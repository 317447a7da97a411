import "server-only";
import { cookies } from "next/headers";
import { SESSION_SECONDS } from "@/lib/features/sign-in/continue-sign-in";
import { findAdmin } from "@/lib/features/sign-in/find-admin";
import {
  BROWSER_COOKIE,
  cookieLine,
  cookieName,
  parseBrowserToken,
  readCookie,
} from "@/lib/runtime/browser-cookie";
import { getDeps } from "@/lib/runtime/deps";
import type { AdminSession } from "@/lib/store/admin-sessions";

const ADMIN_COOKIE = "portal_admin";

export function adminCookie(token: string, portalUrl: string): string {
  return cookieLine(ADMIN_COOKIE, token, portalUrl, SESSION_SECONDS);
}

export function endedAdminCookie(portalUrl: string): string {
  return cookieLine(ADMIN_COOKIE, "", portalUrl, 0);
}

/** The session token that a request carries; whether it lives is for `findAdmin`. */
export function readAdminToken(request: Request, portalUrl: string): string | null {
  return readCookie(request, cookieName(ADMIN_COOKIE, portalUrl)) || null;
}

/** The tokens of the browser that asks for this page. */
export async function getPageTokens(): Promise<{ browserToken: string | null; sessionToken: string | null }> {
  const [{ addresses }, jar] = [await getDeps(), await cookies()];
  const read = (name: string) => jar.get(cookieName(name, addresses.portalUrl))?.value ?? null;
  return { browserToken: parseBrowserToken(read(BROWSER_COOKIE)), sessionToken: read(ADMIN_COOKIE) || null };
}

/** The signed-in admin of this page's request, or null. The only way for a page to learn a corp. */
export async function getCorpAdmin(): Promise<AdminSession | null> {
  const { sessionToken } = await getPageTokens();
  return sessionToken ? findAdmin(await getDeps(), sessionToken) : null;
}
