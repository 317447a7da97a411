import "server-only";
import { Readable } from "node:stream";
import type { ApiResponse } from "@/lib/runtime/api/api-types";
import { serveApi } from "@/lib/runtime/api/serve-api";
import { getPortal } from "@/lib/runtime/deps";

function toBody(body: ApiResponse["body"]): BodyInit | null {
  if (body === null || typeof body === "string") return body;
  // Two declarations of one thing: Node's ReadableStream and the browser's.
  if (body instanceof Readable) return Readable.toWeb(body) as unknown as ReadableStream;
  return new Uint8Array(body);
}

/** The API as a Next route: for `next dev` and any host without the door. Every method of every address. */
export async function nextApi(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const answer = await serveApi(getPortal(), {
    method: request.method,
    rawPath: url.pathname,
    rawQuery: url.search.slice(1),
    header: (name) => request.headers.get(name),
    body: request.body ? Readable.from(request.body) : null,
    remoteAddress: request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || null,
    signal: () => request.signal,
  });
  return new Response(toBody(answer.body), { status: answer.status, headers: answer.headers });
}
