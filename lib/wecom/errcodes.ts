import { adviceFor, type ErrcodeKind } from "@/lib/core/wecom-errcodes";
import type { WecomError } from "@/lib/wecom/answer";

/** Kind of an errcode. An unknown code counts as permanent: repeating blindly costs quota (45009). */
export function kindOfErrcode(errcode: number): ErrcodeKind {
  return adviceFor(errcode)?.kind ?? "permanent";
}

// WeCom mixes the token codes of the families, so one set serves all of them.
const TOKEN_REFUSED = new Set([40014, 40082, 42001, 42009]);
// 40001 is what WeCom says of a corp token that is no longer valid; for secrets it means something else.
const CORP_TOKEN_REFUSED = new Set([...TOKEN_REFUSED, 40001]);
const AUTHORIZATION_GONE = new Set([40084, 48004]);
const CORP_UNKNOWN = new Set([40013, 2000002, 301007]);

function isOneOf(error: WecomError, codes: Set<number>): boolean {
  return error.kind === "refused" && codes.has(error.errcode);
}

/** The token of the call was refused: fetch it again once. */
export function isTokenRefused(error: WecomError): boolean {
  return isOneOf(error, TOKEN_REFUSED);
}

/** As `isTokenRefused`, for calls with a corp's access_token. */
export function isCorpTokenRefused(errcode: number): boolean {
  return CORP_TOKEN_REFUSED.has(errcode);
}

/** The corp withdrew its authorisation, or the permanent code was replaced. */
export function isAuthorizationGone(error: WecomError): boolean {
  return isOneOf(error, AUTHORIZATION_GONE);
}

/** WeCom no longer knows the corp: dissolved, and perhaps cancelled only 15 days later. */
export function isCorpUnknown(error: WecomError): boolean {
  return isOneOf(error, CORP_UNKNOWN);
}

/** As `isAuthorizationGone`, and a corp that WeCom no longer knows: only meaningful after a cancel_auth. */
export function isCorpGone(error: WecomError): boolean {
  return isAuthorizationGone(error) || isCorpUnknown(error);
}

/** suite_ticket missing or too old. */
export function isTicketRefused(error: WecomError): boolean {
  return isOneOf(error, new Set([40085]));
}

/** auth_code used, expired, or of another kind. */
export function isAuthCodeRefused(error: WecomError): boolean {
  return isOneOf(error, new Set([40078, 42003, 40029]));
}

/** The same call may succeed later without anybody changing anything. */
export function isWorthRepeating(error: WecomError): boolean {
  return error.kind !== "refused" || kindOfErrcode(error.errcode) === "back_off";
}
