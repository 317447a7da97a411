import "server-only";
import type { Readable } from "node:stream";
import type { ErrorCode } from "@/lib/core/errors";
import type { ApiRequest } from "@/lib/runtime/api/api-types";

/** Enough for the longest list of a JSON body of ours; uploads do not come this way. */
const MAX_BODY_BYTES = 256 * 1024;
/** NUL by its escape, the only way to write it in JSON; after an even number of backslashes, else it is plain letters. */
const ESCAPED_NUL = /[^\\](?:\\\\)*\\u0000/;
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

async function readCapped(body: Readable): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export type JsonBody = { ok: true; value: unknown; bytes: Buffer } | { ok: false; code: ErrorCode };

/** The JSON body of a request, `{}` for none. No text in it has NUL, which PostgreSQL does not keep. */
export async function readJsonBody(request: ApiRequest): Promise<JsonBody> {
  const bytes = request.body ? await readCapped(request.body) : Buffer.alloc(0);
  if (bytes === null) return { ok: false, code: "api.body_too_large" };
  if (bytes.length === 0) return { ok: true, value: {}, bytes };
  if (!JSON_TYPE.test(request.header("content-type") ?? "")) return { ok: false, code: "api.media_type" };
  try {
    const text = bytes.toString("utf8");
    const value: unknown = JSON.parse(text);
    return ESCAPED_NUL.test(text) ? { ok: false, code: "request.invalid" } : { ok: true, value, bytes };
  } catch {
    return { ok: false, code: "request.invalid" };
  }
}

/**
 * The query as an object; null when a name comes twice or a value has NUL. An empty value is as none: clients leave
 * `?suite=&status=` behind.
 */
export function readQuery(rawQuery: string): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (value === "") continue;
    if (Object.hasOwn(found, name) || value.includes("\0")) return null;
    found[name] = value;
  }
  return found;
}
