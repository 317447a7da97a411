import type { Deps } from "@/lib/features/deps";
import { performExchange } from "@/lib/features/install/perform-exchange";
import { DONE, type WorkResult } from "@/lib/features/work-result";

const MAX_WAIT_SECONDS = 15;
// A holder that died frees the exchange after ten seconds; looking often keeps the total below fifteen (promise R5).
const BUSY_WAIT_SECONDS = 3;

/** Worker side of an exchange: retried at 1, 2, 4, 8 … 15 s until it ends, which the code's expiry forces. */
export async function runExchangeWork(deps: Deps, exchangeId: string, attempts: number): Promise<WorkResult> {
  const step = await performExchange(deps, exchangeId);
  if (step === "ended") return DONE;
  if (step === "busy") return { kind: "retry", reason: "in other hands", inSeconds: BUSY_WAIT_SECONDS };
  const exponent = Math.min(Math.max(attempts - 1, 0), 4);
  return {
    kind: "retry",
    reason: "WeCom gave no permanent code yet",
    inSeconds: Math.min(2 ** exponent, MAX_WAIT_SECONDS),
  };
}
