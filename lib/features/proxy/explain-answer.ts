import { adviceFor } from "@/lib/core/wecom-errcodes";
import { fromAddressOf } from "@/lib/wecom/call";

const CALL_LIMIT = 45009;
const TOO_MANY_AT_ONCE = 45033;
const ADDRESS_REFUSED = 60020;

export function isCallLimit(errcode: number): boolean {
  return errcode === CALL_LIMIT;
}

/** Header values are ASCII in practice; our English advice nearly is. */
function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}

/**
 * What we say about WeCom's answer, in headers because the body stays WeCom's own. `blockedSeconds`: how long calls
 * of this kind are held back after a 45009.
 */
export function explainAnswer(
  errcode: number,
  errmsg: string,
  facts: { isRetried: boolean; blockedSeconds: number | null },
): Record<string, string> {
  const headers: Record<string, string> = { "x-portal-errcode": String(errcode) };
  if (facts.isRetried) headers["x-portal-retried"] = "1";
  if (errcode === 0) return headers;
  const advice = adviceFor(errcode);
  if (advice) {
    headers["x-portal-errcode-kind"] = advice.kind;
    headers["x-portal-advice"] = plain(`${advice.en.meaning}. ${advice.en.advice}.`);
  }
  if (errcode === ADDRESS_REFUSED) {
    const address = fromAddressOf(errmsg);
    if (address) headers["x-portal-egress-address"] = address;
  }
  if (facts.blockedSeconds !== null) headers["retry-after"] = String(facts.blockedSeconds);
  else if (errcode === TOO_MANY_AT_ONCE || errcode === -1) headers["retry-after"] = "2";
  return headers;
}

const FILE_TYPE =
  /^(image\/(jpeg|png|gif|bmp|webp)|audio\/(amr|mpeg|mp4|wav|x-wav|silk)|video\/(mp4|mpeg|quicktime)|application\/(pdf|zip|octet-stream|msword|vnd\.[a-z0-9.-]{1,90}))$/;
const DISPOSITION = /^attachment(;[\x20-\x7e]{1,400})?$/i;

/** Content headers by allow-list: what a browser could run is handed out as plain bytes (threat F6). */
export function fileHeaders(type: string | null, disposition: string | null): Record<string, string> {
  const bare = type?.split(";")[0]?.trim().toLowerCase() ?? "";
  return {
    "content-type": FILE_TYPE.test(bare) ? bare : "application/octet-stream",
    "content-disposition": disposition && DISPOSITION.test(disposition) ? disposition : "attachment",
  };
}

export const JSON_TYPE = "application/json; charset=utf-8";
/** On every answer of the proxy: whatever WeCom says about caching does not count. */
export const FIXED_HEADERS = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };
