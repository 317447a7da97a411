import { setTimeout as sleep } from "node:timers/promises";
import { ERRORS, type ErrorCode } from "@/lib/core/errors";
import type { Deps } from "@/lib/features/deps";
import type { InstallOutcome } from "@/lib/features/install/install-outcome";
import type { AuthExchange } from "@/lib/store/auth-exchanges";

const POLL_MS = 100;
const MAX_POLLS = 80;

function readErrorCode(text: string | null): ErrorCode {
  const known = Object.keys(ERRORS).find((code) => code === text);
  return (known as ErrorCode | undefined) ?? "internal";
}

/** How an exchange stands, for the admin who began it and knows it as `reference`. */
export async function outcomeOf(
  deps: Deps,
  exchange: AuthExchange,
  reference: string,
): Promise<InstallOutcome> {
  if (exchange.state === "pending") return { kind: "pending", reference };
  const authorization =
    exchange.state === "done" && exchange.authorizationId
      ? await deps.store.authorizations.getAuthorization(exchange.authorizationId)
      : null;
  if (!authorization)
    return {
      kind: "failed",
      code: exchange.state === "done" ? "corp.authorization_gone" : readErrorCode(exchange.errorCode),
      reference,
      errcode: exchange.errcode,
    };
  const { corp } = authorization;
  return {
    kind: "done",
    authorizationId: authorization.id,
    corpName: corp.name,
    corpId: corp.openCorpId ?? corp.plainCorpId ?? "",
    reference,
  };
}

/** Waits at most 8 s for whoever has the exchange in hand; still pending after that, the worker goes on. */
export async function waitForExchange(
  deps: Deps,
  exchangeId: string,
  reference: string,
): Promise<InstallOutcome> {
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const exchange = await deps.store.authExchanges.findExchange(exchangeId);
    if (exchange && exchange.state !== "pending") return outcomeOf(deps, exchange, reference);
    await sleep(POLL_MS);
  }
  return { kind: "pending", reference };
}
