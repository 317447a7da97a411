import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";

/** How long clients may take to send what they send, in milliseconds. */
export type DoorLimits = { headersMs: number; bodyMs: number; uploadMs: number; checkEveryMs: number };

/** Node's own limits (60 s, 300 s, looked at every 30 s) let a few slow clients hold every socket (threat B6). */
export const STANDARD_LIMITS: DoorLimits = {
  headersMs: 10_000,
  bodyMs: 15_000,
  // A file of 32 MiB over a line of 2 Mbit/s; also when WeCom takes it slowly and the proxy holds its sender back.
  uploadMs: 150_000,
  checkEveryMs: 2_000,
};

const UPLOAD = /^\/api\/v1\/suites\/[^/]+\/corps\/[^/]+\/proxy\//;
const TIMED_OUT = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/**
 * Cuts a request whose body does not come to its end in time. Node has one limit for all requests, and files for
 * WeCom need more than events of it.
 */
export function limitBodyTime(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  limits: DoorLimits,
): void {
  const { headers, socket } = request;
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (!hasBody || UPLOAD.test(path)) return;
  const timer = setTimeout(() => {
    if (request.complete || socket.destroyed) return;
    if (!response.headersSent) socket.write(TIMED_OUT);
    socket.destroySoon();
  }, limits.bodyMs);
  timer.unref();
  response.once("close", () => clearTimeout(timer));
}
