import "server-only";
import { Readable } from "node:stream";
import type { ApiResponse } from "@/lib/runtime/api/api-types";

/** More than anybody reads in a page. */
const MAX_SHOWN_BYTES = 256 * 1024;

/** `empty`: there is no body. `file` and `long`: there is one, and it is not shown. */
export type ShownBody = { kind: "json"; text: string } | { kind: "empty" | "file" | "long" };

/** What of an answer's headers helps who reads it; the rest is the same on every answer. */
const SHOWN_HEADER = /^(content-type|content-length|retry-after|allow|idempotent-replayed|x-portal-[a-z-]+)$/;

export function shownHeaders(headers: Record<string, string>): [string, string][] {
  return Object.entries(headers).filter(([name]) => SHOWN_HEADER.test(name));
}

/** Ours and WeCom's: the ends of names. An address is one too: that of an install link lets in whoever has it. */
const SECRET_NAME = /(token|ticket|secret|session_key|aes_?key|permanent_code|auth_code)$|^url$/i;
/** Shorter ones hold nothing: `[secret]`. */
const MASK_FROM = 8;

/** A page never shows a token: its beginning, so that two can be told apart, and its length. */
function mask(value: unknown, name: string): unknown {
  if (typeof value === "string" && SECRET_NAME.test(name) && value.length > MASK_FROM)
    return `${value.slice(0, 4)}…（${value.length}）`;
  if (Array.isArray(value)) return value.map((one) => mask(one, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mask(one, key)]));
}

async function readUpTo(body: Readable, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early ends the stream, and with it the call to WeCom.
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The body as a page may show it: JSON with its secrets masked; anything else is not shown at all. */
export async function shownBody({ body, headers }: ApiResponse): Promise<ShownBody> {
  if (body === null || (!(body instanceof Readable) && body.length === 0)) return { kind: "empty" };
  if (!/json/.test(headers["content-type"] ?? "")) {
    if (body instanceof Readable) body.destroy();
    return { kind: "file" };
  }
  try {
    const bytes = body instanceof Readable ? await readUpTo(body, MAX_SHOWN_BYTES) : Buffer.from(body);
    if (bytes === null || bytes.length > MAX_SHOWN_BYTES) return { kind: "long" };
    return { kind: "json", text: JSON.stringify(mask(JSON.parse(bytes.toString("utf8")), ""), null, 2) };
  } catch {
    // Broken off, or no JSON after all.
    return { kind: "file" };
  }
}
