import { getPortal } from "@/lib/runtime/deps";
import { answerReadyz } from "@/lib/runtime/probes";

export const dynamic = "force-dynamic";

export function GET(): Promise<Response> {
  return answerReadyz(getPortal());
}
