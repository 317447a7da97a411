import { getPortal } from "@/lib/runtime/deps";
import { readiness } from "@/lib/runtime/health";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const { isReady, checks, suites } = await readiness(getPortal());
  return Response.json(
    { ready: isReady, checks, suites },
    { status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
