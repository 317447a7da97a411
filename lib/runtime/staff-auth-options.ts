import "server-only";
import type { AuthOptions } from "next-auth";
import type { Adapter } from "next-auth/adapters";
import CredentialsImport from "next-auth/providers/credentials";
import { safeNext } from "@/lib/core/safe-next";
import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { findPrincipal, SESSION_HOURS, startStaffSession } from "@/lib/features/staff/find-principal";
import { signInStaff } from "@/lib/features/staff/sign-in-staff";
import { commonJsDefault } from "@/lib/runtime/staff-auth-interop";
import { staffCookie } from "@/lib/runtime/staff-cookie";

export type StaffAuthSettings = { portalUrl: string; authSecret: Secret };

const credentialsProvider = commonJsDefault(CredentialsImport);

/** After signing in or out: a page of the console of this portal, whatever the request asked for (threat D3). */
export function consoleAddress(portalUrl: string, wanted: string): string {
  let path: string | null = null;
  try {
    const url = new URL(wanted, portalUrl);
    if (url.origin === new URL(portalUrl).origin) path = `${url.pathname}${url.search}`;
  } catch {
    // Not an address at all: the console's first page.
  }
  return new URL(safeNext(path, "/console", "/console"), portalUrl).href;
}

/**
 * next-auth with database sessions and a credentials provider.
 *
 * Version 4 refuses that pair when `session.strategy` says "database", and chooses the strategy by itself when an
 * adapter is there; it then reads and ends sessions through the adapter. Only the credentials callback still asks
 * `jwt.encode` for the cookie's value (core/routes/callback.js of 4.24): that is where we write the session row and
 * answer its random token. No JWT is ever made. tests/integration/staff-sign-in.test.ts proves both.
 */
export function staffAuthOptions(
  deps: Deps,
  settings: StaffAuthSettings,
  request: { address: string; oldToken: string | undefined },
): AuthOptions {
  const cookie = staffCookie(settings.portalUrl);
  const adapter: Adapter = {
    async getSessionAndUser(sessionToken) {
      const principal = await findPrincipal(deps, sessionToken);
      const session = principal && (await deps.store.staffSessions.findSession(sessionToken));
      if (!principal || !session) return null;
      return {
        session: { sessionToken, userId: principal.id, expires: session.expiresAt },
        user: { id: principal.id, email: principal.email, name: principal.name, emailVerified: null },
      };
    },
    /** Sessions have a fixed end; nothing that the library may ask moves it. */
    async updateSession() {
      return null;
    },
    async deleteSession(sessionToken) {
      await deps.store.staffSessions.endSession(sessionToken);
    },
  };
  return {
    adapter,
    secret: settings.authSecret.reveal(),
    useSecureCookies: cookie.isSecure,
    cookies: { sessionToken: { name: cookie.name, options: cookie.options } },
    session: { maxAge: SESSION_HOURS * 3600, updateAge: SESSION_HOURS * 3600 },
    pages: { signIn: "/console/sign-in", signOut: "/console/sign-in", error: "/console/sign-in" },
    providers: [
      credentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(input) {
          const result = await signInStaff(deps, {
            email: input?.email ?? "",
            password: input?.password ?? "",
            address: request.address,
          });
          if (result.ok) return { id: result.value.id, email: result.value.email, name: result.value.name };
          // The library puts the message of an error into the address of the sign-in page: a code, no more.
          if (result.code === "staff.too_many_tries") throw new Error(result.code);
          return null;
        },
      }),
    ],
    jwt: {
      async encode({ token }) {
        if (!token?.sub) throw new Error("a session needs an account");
        return (await startStaffSession(deps, token.sub, request.oldToken)).token;
      },
      async decode() {
        return null;
      },
    },
    callbacks: { redirect: ({ url }) => consoleAddress(settings.portalUrl, url) },
    logger: {
      error: (code) => deps.log.error("staff.auth_library", { code }),
      warn: (code) => deps.log.warn("staff.auth_library", { code }),
      debug: () => {},
    },
  };
}
