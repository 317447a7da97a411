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

/**
 * Where a request came from, for the throttle only. The last entry of X-Forwarded-For is the one that the nearest hop
 * wrote; earlier ones are whatever the client liked to send.
 */
export function clientAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}
