import "server-only";

/** The cookie that carries a staff session. `__Host-` ties it to this host, path `/` and https (threat D8). */
export function staffCookie(portalUrl: string) {
  const isSecure = portalUrl.startsWith("https://");
  return {
    name: isSecure ? "__Host-portal-staff" : "portal-staff",
    isSecure,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure } as const,
  };
}
