import type { ErrorCode } from "@/lib/core/errors";
import type { TokenFailure } from "@/lib/features/tokens/handed-out-token";
import { errcodeOf, type WecomError } from "@/lib/wecom/answer";
import { isAuthorizationGone, isTicketRefused, kindOfErrcode } from "@/lib/wecom/errcodes";

/** Our code for a refusal or a silence of WeCom. */
export function codeOfWecomError(error: WecomError): ErrorCode {
  if (error.kind !== "refused") return "wecom.unreachable";
  if (isTicketRefused(error)) return "suite.ticket_missing";
  if (isAuthorizationGone(error)) return "corp.authorization_gone";
  return kindOfErrcode(error.errcode) === "back_off" ? "wecom.busy" : "wecom.refused";
}

export function failureOf(error: WecomError): TokenFailure {
  return { ok: false, code: codeOfWecomError(error), errcode: errcodeOf(error) };
}

/** Why a token is missing, from what the row remembers of the last refusal. */
export function failureOfErrcode(errcode: number | null): TokenFailure {
  if (errcode === null) return { ok: false, code: "wecom.unreachable", errcode };
  return failureOf({ kind: "refused", api: "", errcode, hint: null });
}

const BRIEF_SECONDS = 2;
const LONG_SECONDS = 60;

/**
 * How long nobody asks WeCom again. Trouble that passes is tried again soon; a wrong secret or a reached limit is
 * not, because repeated mistakes block the address for an hour (45009).
 */
export function retryAfterSeconds(error: WecomError): number {
  if (error.kind !== "refused" || error.errcode === -1) return BRIEF_SECONDS;
  return LONG_SECONDS;
}
