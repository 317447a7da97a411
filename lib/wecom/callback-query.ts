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

const NEEDED = ["msg_signature", "timestamp", "nonce"];
const KNOWN = [...NEEDED, "echostr", "corpid"];

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

/** What keeps `readCallbackQuery` from reading a query, with the names it is about; null when it reads. */
export type QueryProblem = { kind: "empty" | "missing" | "repeated" | "malformed"; names: string[] };

/** The same judgement as `readCallbackQuery`, for staff: names of ours only, never a value. */
export function describeQuery(rawQuery: string): QueryProblem | null {
  const pairs = rawQuery.replace(/^\?/, "").split("&").filter(Boolean);
  if (pairs.length === 0) return { kind: "empty", names: [] };
  const found = parametersOf(rawQuery);
  if (!found) {
    const times = new Map<string, number>();
    for (const pair of pairs) {
      const name = pair.split("=")[0]?.replace(/(\[|%5B).*$/i, "") ?? "";
      times.set(name, (times.get(name) ?? 0) + (/[[\]]|%5B/i.test(pair.split("=")[0] ?? "") ? 2 : 1));
    }
    const repeated = KNOWN.filter((name) => (times.get(name) ?? 0) > 1);
    return repeated.length > 0 ? { kind: "repeated", names: repeated } : { kind: "malformed", names: [] };
  }
  const missing = NEEDED.filter((name) => !found.get(name));
  if (missing.length > 0) return { kind: "missing", names: missing };
  const wrong = [
    ...(TIMESTAMP.test(found.get("timestamp") ?? "") ? [] : ["timestamp"]),
    ...(NONCE.test(found.get("nonce") ?? "") ? [] : ["nonce"]),
  ];
  return wrong.length > 0 ? { kind: "malformed", names: wrong } : null;
}

/** Whether a query asks for a URL check; with the parameter twice too, so that the strict reading refuses it. */
export function asksForProof(rawQuery: string): boolean {
  return /(^|[?&])echostr=/.test(rawQuery);
}
