import "server-only";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { findPrincipal, startStaffSession } from "@/lib/features/staff/find-principal";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import { getPortal } from "@/lib/runtime/deps";
import { PATH_HEADER } from "@/lib/runtime/i18n";
import { runStaffAuth } from "@/lib/runtime/staff-auth-route";
import { staffCookie } from "@/lib/runtime/staff-cookie";
import type { StaffRole } from "@/lib/store/staff";

function staffAuth() {
  const { deps, settings, authSecret } = getPortal();
  return {
    deps,
    auth: { portalUrl: settings.portalUrl, authSecret },
    cookie: staffCookie(settings.portalUrl),
  };
}

/** Who is signed in at this request, read from the database once per request; null for nobody. */
export const findStaff = cache(async (): Promise<StaffPrincipal | null> => {
  const { deps, cookie } = staffAuth();
  return findPrincipal(deps, (await cookies()).get(cookie.name)?.value);
});

/**
 * The gate of every page and action of the console; the layout alone would not do, because Next may render a page
 * without it. Nobody: to the sign-in. Too low a role: the same 404 as a page that does not exist.
 * The use-cases check the role again.
 */
export async function requireStaff(minimum: StaffRole = "viewer"): Promise<StaffPrincipal> {
  const principal = await findStaff();
  if (!principal) {
    const path = (await headers()).get(PATH_HEADER);
    const next = path?.startsWith("/console/") ? `?next=${encodeURIComponent(path)}` : "";
    redirect(`/console/sign-in${next}`);
  }
  if (!isAtLeast(principal.role, minimum)) notFound();
  return principal;
}

/** Signs in with e-mail and password and sets the cookie. For server actions. Answers an error code, or null. */
export async function signInWithPassword(
  email: string,
  password: string,
): Promise<"staff.bad_credentials" | "staff.too_many_tries" | null> {
  const [{ deps, auth, cookie }, jar] = [staffAuth(), await cookies()];
  const done = await runStaffAuth(deps, auth, "callback/credentials", {
    headers: await headers(),
    cookie: jar.get(cookie.name)?.value,
    form: { email, password },
  });
  if (!done.sessionCookie?.value)
    return done.error === "staff.too_many_tries" ? "staff.too_many_tries" : "staff.bad_credentials";
  jar.set({ ...cookie.options, ...done.sessionCookie });
  return null;
}

/** Signs in whoever has just proven themselves with a one-time link. For server actions. */
export async function signInByLink(staffId: string): Promise<void> {
  const [{ deps, cookie }, jar] = [staffAuth(), await cookies()];
  const { token, expiresAt } = await startStaffSession(deps, staffId, jar.get(cookie.name)?.value);
  jar.set({ ...cookie.options, name: cookie.name, value: token, expires: expiresAt });
}

/** Ends the session row and takes the cookie back. For server actions. */
export async function signOutStaff(): Promise<void> {
  const [{ deps, auth, cookie }, jar] = [staffAuth(), await cookies()];
  const value = jar.get(cookie.name)?.value;
  await runStaffAuth(deps, auth, "signout", { headers: await headers(), cookie: value, form: {} });
  jar.set({ ...cookie.options, name: cookie.name, value: "", maxAge: 0 });
}
