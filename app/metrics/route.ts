import { createHash, timingSafeEqual } from "node:crypto";
import { getPortal } from "@/lib/runtime/deps";
import { metricsText } from "@/lib/runtime/health";

export const dynamic = "force-dynamic";

const hash = (text: string) => createHash("sha256").update(text).digest();

/** Prometheus text for the bearer of PORTAL_METRICS_TOKEN; for everyone else this page does not exist. */
export async function GET(request: Request): Promise<Response> {
  const portal = getPortal();
  const token = portal.settings.metricsToken;
  const given = request.headers.get("authorization")?.match(/^Bearer (.+)$/)?.[1];
  if (!token || !given || !timingSafeEqual(hash(given), hash(token.reveal())))
    return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
  const { body, contentType } = await metricsText(portal);
  return new Response(body, { headers: { "content-type": contentType, "cache-control": "no-store" } });
}
