import "server-only";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { createNetwork, mayHaveArrived, type NetworkOptions } from "@/lib/runtime/wecom-network";
import type { ForwardAnswer, ForwardRequest, WecomForward } from "@/lib/wecom/forward";
import { proxyTarget } from "@/lib/wecom/proxy-path";

export type WecomForwardOptions = Omit<NetworkOptions, "timeoutMs"> & {
  /** `WECOM_API_URL`. */
  apiUrl: string;
  timeoutMs?: number;
};

const TIMEOUT_MS = 20_000;
const MAX_SOCKETS = 256;

type Headers = Dispatcher.ResponseData["headers"];

function header(headers: Headers, name: string): string | null {
  const value = headers[name];
  return typeof value === "string" ? value : null;
}

function requestHeaders(request: ForwardRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: "*/*", "accept-encoding": "identity" };
  if (request.contentType !== null) headers["content-type"] = request.contentType;
  if (request.contentLength !== null && !(request.body instanceof Uint8Array))
    headers["content-length"] = String(request.contentLength);
  return headers;
}

function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): ForwardAnswer {
  const length = Number(header(headers, "content-length") ?? Number.NaN);
  return {
    status: statusCode,
    contentType: header(headers, "content-type"),
    contentDisposition: header(headers, "content-disposition"),
    contentLength: Number.isSafeInteger(length) ? length : null,
    body,
    discard: () => void body.on("error", () => {}).destroy(),
  };
}

/**
 * The transport of the proxy: streams both ways with back-pressure, follows nothing, unpacks nothing.
 *
 * It has sockets of its own, so that no flood of business calls can hold up an install. The request line is built
 * from our table and sent as it is: no URL parser stands between the check and the wire (threat F1). Errors of the
 * HTTP library carry the address with its token, so none of them leaves this function (threat F5).
 */
export function createWecomForward(options: WecomForwardOptions): {
  forward: WecomForward;
  close(): Promise<void>;
} {
  const { origin, pathname } = new URL(options.apiUrl);
  const prefix = pathname.replace(/\/+$/, "");
  const network = createNetwork({
    ...options,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxSockets: options.maxSockets ?? MAX_SOCKETS,
  });

  const forward: WecomForward = async (request) => {
    const { body, path, rawQuery, token, method, signal } = request;
    try {
      const reply = await network.request({
        origin,
        path: `${prefix}${proxyTarget(path, rawQuery, token.reveal())}`,
        method,
        headers: requestHeaders(request),
        body: body === null || body instanceof Uint8Array ? body : Readable.from(body, { objectMode: false }),
        signal,
      });
      const answer = readAnswer(reply);
      const isRedirect = reply.statusCode >= 300 && reply.statusCode < 400;
      const packed = header(reply.headers, "content-encoding");
      if (!isRedirect && (packed === null || packed === "identity")) return { kind: "reply", answer };
      answer.discard();
      return { kind: "malformed" };
    } catch (error) {
      return { kind: "unreachable", wasSent: mayHaveArrived(error) };
    }
  };
  return { forward, close: () => network.destroy() };
}
