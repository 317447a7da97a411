import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

const BODY_LIMIT = 256 * 1024;
const httpAgent = new HttpAgent({ keepAlive: false });
const httpsAgent = new HttpsAgent({ keepAlive: false });

export interface Outgoing {
  method: "GET" | "POST";
  url: string;
  body?: string;
  timeoutMs: number;
  /** Fault slow_body: the body takes this long to leave. */
  slowBodyMs?: number;
  /** Fault half_open: half of the body, then silence until the time limit. */
  isHalfOpen?: boolean;
}

export interface Answer {
  status: number | null;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  ms: number;
  /** `timeout`, or the connection's own error code. */
  error: string | null;
}

/** One HTTP exchange, never a redirect, cut off at the limit like the platform does (protocol.md 2.6). */
export function send(out: Outgoing): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let isDone = false;
    let timer: NodeJS.Timeout | undefined;
    const finish = (answer: Partial<Answer>) => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      const ms = Math.round(performance.now() - startedAt);
      resolve({ status: null, headers: {}, body: "", error: null, ...answer, ms });
    };
    const body = Buffer.from(out.body ?? "");
    let request: ClientRequest;
    try {
      request = startRequest(out, body.length, (response) => readAnswer(response, finish));
    } catch {
      finish({ error: "bad_url" });
      return;
    }
    request.on("error", (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }));
    timer = setTimeout(() => {
      finish({ error: "timeout" });
      request.destroy();
    }, out.timeoutMs);
    writeBody(request, body, out, () => isDone);
  });
}

function startRequest(
  out: Outgoing,
  length: number,
  onResponse: (response: IncomingMessage) => void,
): ClientRequest {
  const url = new URL(out.url);
  const isTls = url.protocol === "https:";
  const headers: Record<string, string | number> = { "User-Agent": "Mozilla/4.0", Accept: "*/*" };
  if (out.method === "POST") {
    headers["Content-Type"] = "text/xml";
    headers["Content-Length"] = length;
  }
  const options = { method: out.method, headers, agent: isTls ? httpsAgent : httpAgent };
  return isTls ? httpsRequest(url, options, onResponse) : httpRequest(url, options, onResponse);
}

function readAnswer(response: IncomingMessage, finish: (answer: Partial<Answer>) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const answer = () => ({
    status: response.statusCode ?? null,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
  });
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= BODY_LIMIT) chunks.push(chunk);
    else {
      finish({ ...answer(), error: "body_too_large" });
      response.destroy();
    }
  });
  response.on("end", () => finish(answer()));
  response.on("error", (error: NodeJS.ErrnoException) =>
    finish({ ...answer(), error: error.code ?? error.message }),
  );
}

function writeBody(request: ClientRequest, body: Buffer, out: Outgoing, isDone: () => boolean): void {
  if (out.isHalfOpen === true) {
    request.flushHeaders();
    request.write(body.subarray(0, body.length >> 1));
    return;
  }
  if (out.slowBodyMs === undefined || body.length === 0) {
    request.end(body);
    return;
  }
  const pieces = 10;
  const size = Math.ceil(body.length / pieces);
  let at = 0;
  const drip = () => {
    if (isDone()) return;
    request.write(body.subarray(at, at + size));
    at += size;
    if (at >= body.length) request.end();
    else setTimeout(drip, (out.slowBodyMs ?? 0) / pieces);
  };
  drip();
}
