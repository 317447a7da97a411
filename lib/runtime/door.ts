import "server-only";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { CallbackOutcome } from "@/lib/core/callback-causes";
import type { Deps } from "@/lib/features/deps";
import {
  type CallbackResponse,
  handleCallback,
  isPacked,
  MAX_CALLBACK_BYTES,
  refusal,
  tooLarge,
} from "@/lib/runtime/callback-handler";
import { prepareForNext, remoteAddressOf } from "@/lib/runtime/door-forward";
import { type DoorLimits, limitBodyTime, STANDARD_LIMITS } from "@/lib/runtime/door-limits";
import { isFoldedApiPath } from "@/lib/runtime/folded-api-path";
import type { RequestLog } from "@/lib/runtime/request-log";
import { cheapestEncoding } from "@/lib/runtime/text-encoding";
import type { Channel } from "@/lib/store/accept-events";
import { PROVIDER_LABEL } from "@/lib/store/callback-directory";
import { asksForProof } from "@/lib/wecom/callback-query";

/** What the door tells about each callback; the caller turns it into metrics. */
export type DoorMetrics = {
  callback(fact: { suite: string; channel: Channel; outcome: CallbackOutcome; seconds: number }): void;
};

export type DoorOptions = {
  deps: Deps;
  /** Answers `/api/v1`; false for an address that is not its own. */
  api?(request: IncomingMessage, response: ServerResponse, path: string, rawQuery: string): boolean;
  /** Next's request handler; gets everything that is neither a callback nor the API's. */
  nextHandler(request: IncomingMessage, response: ServerResponse): Promise<void> | void;
  settings: { portalUrl: string };
  metrics?: DoorMetrics;
  /** Keeps what came and how it was answered, after the answer. */
  requests?: RequestLog;
  limits?: DoorLimits;
};

export type Door = {
  server: Server;
  /** Resolves with the port once it listens. */
  listen(port: number, host?: string): Promise<number>;
  /** Takes no more, lets what is under way end, for at most `graceMs`. */
  close(graceMs?: number): Promise<void>;
};

const KEEP_ALIVE_MS = 30_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 4_000;
const CALLBACK_PATH = /^\/wecom\/([^/]+)\/(command|data|settings)\/?$/;

type Address = { suiteKey: string; channel: Channel };

/** The callback address of a path, null for another path under /wecom/. */
function addressOf(path: string): Address | null {
  const match = CALLBACK_PATH.exec(path);
  if (!match?.[1] || !match[2]) return null;
  const isProvider = match[1] === PROVIDER_LABEL && match[2] === "command";
  return { suiteKey: match[1], channel: isProvider ? "provider" : (match[2] as Channel) };
}

/** Collects a body up to the cap; null past it, keeping nothing of it (threat B4). */
function readCapped(request: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_CALLBACK_BYTES) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_CALLBACK_BYTES) {
        chunks.push(chunk);
        return;
      }
      request.removeAllListeners("data");
      request.pause();
      resolve(null);
    });
    request.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

function send(request: IncomingMessage, response: ServerResponse, answer: CallbackResponse): void {
  const bytes = Buffer.byteLength(answer.body);
  const headers: Record<string, string | number> = { "cache-control": "no-store", "content-length": bytes };
  if (answer.contentType) headers["content-type"] = answer.contentType;
  // A body that was not read to its end can't be followed by another request on this connection.
  const isCut = !request.complete;
  if (isCut) headers.connection = "close";
  response.writeHead(answer.status, headers);
  response.end(answer.body, cheapestEncoding(answer.body, bytes), () => {
    if (isCut) request.socket.destroySoon();
  });
}

const NO_BODY: Uint8Array = new Uint8Array();

async function serveCallback(
  options: DoorOptions,
  address: Address,
  rawQuery: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now();
  // One object for everybody, written out: copies by spreading outlive the request (decision 0007).
  const seen = {
    method: request.method ?? "",
    suiteKey: address.suiteKey,
    channel: address.channel,
    rawQuery,
    body: NO_BODY,
    isPacked: isPacked(request.headers["content-encoding"]),
    remoteAddress: remoteAddressOf(request),
  };
  try {
    const body = seen.method === "POST" && !seen.isPacked ? await readCapped(request) : NO_BODY;
    seen.body = body ?? NO_BODY;
    const answer = seen.isPacked
      ? refusal()
      : body === null
        ? tooLarge()
        : await handleCallback(seen, options.deps);
    send(request, response, answer);
    const milliseconds = performance.now() - began;
    const { suite, outcome } = answer;
    options.metrics?.callback({ suite, channel: address.channel, outcome, seconds: milliseconds / 1_000 });
    options.requests?.note(seen, answer, milliseconds);
  } catch {
    // The client went away in the middle of its body.
    response.destroy();
    seen.body = NO_BODY;
    options.requests?.note(seen, null, performance.now() - began);
  }
}

/** A request target that is no path of ours. */
function refuseTarget(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(400, { "content-length": 0, connection: "close" });
  response.end(() => request.socket.destroySoon());
}

/**
 * The one server of `npm start`: answers the callback addresses and the API itself and hands the rest to Next, on one
 * port.
 *
 * A Next route costs more processor time before our code runs than a whole callback does here.
 */
export function createDoor(options: DoorOptions): Door {
  const portalUrl = new URL(options.settings.portalUrl);
  const limits = options.limits ?? STANDARD_LIMITS;

  function route(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? "/";
    // `http://host/…` and `//host/…`: Next would answer with a redirect to that host (threat D3).
    if (!/^\/(?![/\\])/.test(url)) {
      refuseTarget(request, response);
      return;
    }
    const cut = url.indexOf("?");
    const path = cut === -1 ? url : url.slice(0, cut);
    const rawQuery = cut === -1 ? "" : url.slice(cut + 1);
    limitBodyTime(request, response, path, limits);
    const address = path.startsWith("/wecom/") ? addressOf(path) : null;
    const isSignIn = address?.channel === "settings" && request.method === "GET" && !asksForProof(rawQuery);
    if (address && !isSignIn) {
      void serveCallback(options, address, rawQuery, request, response);
      return;
    }
    if (options.api?.(request, response, path, rawQuery)) return;
    // Next would fold it into an address of the API, whose paths are judged as they were written (threat F1).
    if (options.api && isFoldedApiPath(path)) {
      refuseTarget(request, response);
      return;
    }
    prepareForNext(request, portalUrl);
    void Promise.resolve(options.nextHandler(request, response)).catch(() => {
      options.deps.log.error("door.page_failed");
      if (!response.headersSent) response.writeHead(500, { "content-length": 0 });
      response.end();
    });
  }

  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      // Uploads may take this long; limitBodyTime keeps everything else far below.
      requestTimeout: limits.uploadMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    route,
  );
  server.maxConnections = MAX_CONNECTIONS;
  // Nothing here speaks WebSocket (threat B8).
  server.on("upgrade", (_request, socket) => {
    socket.on("error", () => {});
    socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  return { server, listen: (port, host) => listen(server, port, host), close: (ms) => close(server, ms) };
}

function listen(server: Server, port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** Bounds the turns of the event loop that a stop spends on connections which wait to be taken in. */
const MAX_BACKLOG_TURNS = 1_000;

/** Takes in what the system has already accepted for us, one connection a turn: closing would reset all of them. */
async function takeInBacklog(server: Server): Promise<void> {
  let taken = 0;
  const count = () => {
    taken += 1;
  };
  server.on("connection", count);
  for (let turn = 0, before = -1; turn < MAX_BACKLOG_TURNS && taken !== before; turn += 1) {
    before = taken;
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  server.off("connection", count);
}

/** Node answers requests under way with `connection: close` and ends idle connections; the rest is cut after the grace. */
async function close(server: Server, graceMs = 10_000): Promise<void> {
  if (server.listening) await takeInBacklog(server);
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
