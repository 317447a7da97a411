import "server-only";
import { Readable } from "node:stream";
import { DOTS, maskOf } from "@/lib/features/console/mask-event";
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

/** Ours and WeCom's: the ends of names. An address is one too: that of an install link or a file lets in whoever has it. */
const SECRET_NAME =
  /(token|ticket|secret|session_key|aes_?key|permanent_code|auth_?code|living_code|cookie_value|join_qrcode)$|(^|_)url$/i;
/** Where a received event's decrypted fields stand. */
const EVENT_FIELDS = "fields";
/** Shorter ones hold nothing: `[secret]`. */
const MASK_FROM = 8;

/** A page never shows a token: its beginning, so that two can be told apart, and its length. */
function mask(value: unknown, name: string, isEvent: boolean): unknown {
  // What an event tells of a person is shown in the inbox, for a reason that is written down first (decision 0041).
  if (isEvent && maskOf(name) !== null && value !== "") return DOTS;
  if (typeof value === "string" && SECRET_NAME.test(name) && value.length > MASK_FROM)
    return `${value.slice(0, 4)}…（${value.length}）`;
  if (Array.isArray(value)) return value.map((one) => mask(one, name, isEvent));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mask(one, key, isEvent || key === EVENT_FIELDS)]),
  );
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

/**
 * The body as a page may show it: JSON with its secrets and the personal fields of events masked; anything else is not
 * shown at all. Reads or ends every body: one that is left alone would hold its place at the proxy.
 */
export async function shownBody({ body, headers }: ApiResponse): Promise<ShownBody> {
  if (body === null || (!(body instanceof Readable) && body.length === 0)) return { kind: "empty" };
  if (!/json/.test(headers["content-type"] ?? "")) {
    if (body instanceof Readable) await readUpTo(body, 0).catch(() => null);
    return { kind: "file" };
  }
  try {
    const bytes = body instanceof Readable ? await readUpTo(body, MAX_SHOWN_BYTES) : Buffer.from(body);
    if (bytes === null || bytes.length > MAX_SHOWN_BYTES) return { kind: "long" };
    return {
      kind: "json",
      text: JSON.stringify(mask(JSON.parse(bytes.toString("utf8")), "", false), null, 2),
    };
  } catch {
    // Broken off, or no JSON after all.
    return { kind: "file" };
  }
}
