import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ApiRequest, ApiResponse } from "@/lib/runtime/api/api-types";
import { createFastToken } from "@/lib/runtime/api/fast-token";
import { API_PREFIX } from "@/lib/runtime/api/match-route";
import { type ApiHost, serveApi } from "@/lib/runtime/api/serve-api";
import { remoteAddressOf } from "@/lib/runtime/door-forward";

/** Made only for who asks: most answers are out before anybody could leave. */
function leaving(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

function read(
  request: IncomingMessage,
  response: ServerResponse,
  rawPath: string,
  rawQuery: string,
): ApiRequest {
  const hasBody =
    request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
  return {
    method: request.method ?? "GET",
    rawPath,
    rawQuery,
    header(name) {
      const value = request.headers[name];
      return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
    },
    body: hasBody ? request : null,
    remoteAddress: remoteAddressOf(request),
    signal: () => leaving(response),
  };
}

/** Sends an answer. A body that was not read to its end can't be followed by another request on the connection. */
async function send(request: IncomingMessage, response: ServerResponse, answer: ApiResponse): Promise<void> {
  const { status, headers, body } = answer;
  const isCut = !request.complete;
  const all: Record<string, string | number> = isCut ? { ...headers, connection: "close" } : { ...headers };
  if (body instanceof Readable) {
    response.writeHead(status, all);
    await pipeline(body, response);
    return;
  }
  all["content-length"] = body === null ? 0 : Buffer.byteLength(body);
  response.writeHead(status, all);
  response.end(body ?? undefined, () => {
    if (isCut) request.socket.destroySoon();
  });
}

/** The API at the door: without Next's route handler, whose cost is many times that of a cached token. */
export function createDoorApi(host: ApiHost) {
  const answerFromMemory = createFastToken(host);
  return (request: IncomingMessage, response: ServerResponse, path: string, rawQuery: string): boolean => {
    if (!path.startsWith(API_PREFIX)) return false;
    if (answerFromMemory(request, response, path)) return true;
    serveApi(host, read(request, response, path, rawQuery))
      .then((answer) => send(request, response, answer))
      // The client went away, or a stream broke in the middle: there is nobody to tell.
      .catch(() => response.destroy());
    return true;
  };
}
