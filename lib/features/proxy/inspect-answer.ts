import { readStart } from "@/lib/features/proxy/read-start";
import type { ByteStream, ForwardAnswer } from "@/lib/wecom/forward";
import type { ProxyPath } from "@/lib/wecom/proxy-path";

/**
 * An answer as far as the proxy must understand it.
 *
 * - `json`: WeCom's own JSON, byte for byte. `errmsg` is there for short ones only.
 * - `bytes`: a file. No errcode.
 * - `malformed`: not an answer of WeCom's API: an HTML page, cut-off JSON, a status other than 200.
 */
export type Inspected =
  | { kind: "json"; errcode: number; errmsg: string; body: Uint8Array | ByteStream }
  | { kind: "bytes"; body: Uint8Array | ByteStream }
  | { kind: "malformed" };

/** Errors of WeCom are a few hundred bytes; what is longer is data and streams through. */
const PEEK_BYTES = 64 * 1024;
const LONG_ERRCODE = /^\s*\{\s*"errcode"\s*:\s*(-?\d{1,9})\s*[,}]/;

type Errors = { errcode: number; errmsg: string };

function readErrors(text: string): Errors | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const errcode = "errcode" in value ? Number(value.errcode) : 0;
    const errmsg = "errmsg" in value && typeof value.errmsg === "string" ? value.errmsg : "";
    return Number.isSafeInteger(errcode) ? { errcode, errmsg } : null;
  } catch {
    return null;
  }
}

/** Reads the beginning of an answer, at most 64 KiB, and says what it is. Throws when the connection breaks. */
export async function inspectAnswer(answer: ForwardAnswer, path: ProxyPath): Promise<Inspected> {
  const type = answer.contentType?.toLowerCase() ?? "";
  const isHtml = /^text\/html|xhtml/.test(type);
  if (answer.status !== 200 || (isHtml && !path.isBinary)) {
    answer.discard();
    return { kind: "malformed" };
  }
  // A file that is JSON is told from a refusal by its disposition; a refusal has none.
  const isFile = path.isBinary && (answer.contentDisposition !== null || !/json|^text\/plain/.test(type));
  const start = await readStart(answer.body, PEEK_BYTES);
  const body = start.isWhole ? start.bytes : start.stream;
  if (isFile) return { kind: "bytes", body };
  if (start.isWhole) {
    const errors = readErrors(Buffer.from(start.bytes).toString("utf8"));
    if (errors) return { kind: "json", ...errors, body };
    return path.isBinary ? { kind: "bytes", body } : { kind: "malformed" };
  }
  const head = Buffer.from(start.first).subarray(0, 1_024).toString("utf8");
  if (!head.trimStart().startsWith("{")) {
    if (path.isBinary) return { kind: "bytes", body };
    answer.discard();
    return { kind: "malformed" };
  }
  return { kind: "json", errcode: Number(LONG_ERRCODE.exec(head)?.[1] ?? 0), errmsg: "", body };
}
