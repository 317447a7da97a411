/** The query of a callback, each value given once and in its form. `corpId` is what `$CORPID$` in our URL was filled with. */
export type CallbackQuery = {
  msgSignature: string;
  timestamp: string;
  nonce: string;
  echostr: string | null;
  corpId: string | null;
};

const MAX_QUERY_LENGTH = 4_096;
const NAME = /^[A-Za-z0-9_]{1,64}$/;
const TIMESTAMP = /^\d{10}$/;
const NONCE = /^[\x21-\x7e]{1,64}$/;
const CORP_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** All parameters, decoded exactly once; null when a name comes twice or has brackets (threat A11). */
function parametersOf(rawQuery: string): Map<string, string> | null {
  if (rawQuery.length > MAX_QUERY_LENGTH) return null;
  const found = new Map<string, string>();
  for (const pair of rawQuery.replace(/^\?/, "").split("&")) {
    if (pair === "") continue;
    const cut = pair.indexOf("=");
    try {
      const name = decodeURIComponent(cut === -1 ? pair : pair.slice(0, cut));
      if (!NAME.test(name) || found.has(name)) return null;
      found.set(name, cut === -1 ? "" : decodeURIComponent(pair.slice(cut + 1)));
    } catch {
      return null;
    }
  }
  return found;
}

/** Reads a callback's query; null for anything but one well-formed value each. */
export function readCallbackQuery(rawQuery: string): CallbackQuery | null {
  const found = parametersOf(rawQuery);
  if (!found) return null;
  const timestamp = found.get("timestamp") ?? "";
  const nonce = found.get("nonce") ?? "";
  const msgSignature = found.get("msg_signature") ?? "";
  if (!TIMESTAMP.test(timestamp) || !NONCE.test(nonce) || msgSignature === "") return null;
  const corpId = found.get("corpid") ?? "";
  return {
    msgSignature,
    timestamp,
    nonce,
    // A proxy that turned "+" into a space is repaired: base64 has no spaces.
    echostr: found.get("echostr")?.replaceAll(" ", "+") ?? null,
    corpId: CORP_ID.test(corpId) ? corpId : null,
  };
}

/** Whether a query asks for a URL check; with the parameter twice too, so that the strict reading refuses it. */
export function asksForProof(rawQuery: string): boolean {
  return /(^|[?&])echostr=/.test(rawQuery);
}
