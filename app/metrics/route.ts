import { getPortal } from "@/lib/runtime/deps";
import { answerMetrics } from "@/lib/runtime/probes";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return answerMetrics(getPortal(), request.headers.get("authorization"));
}
