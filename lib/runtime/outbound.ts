import "server-only";
import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher, request as send } from "undici";
import type {
  Outbound,
  OutboundAnswer,
  OutboundFailure,
  OutboundRequest,
} from "@/lib/features/gateway/outbound";
import {
  classifyAddress,
  formRefusal,
  literalOf,
  mayConnect,
  parseRanges,
  portOf,
  type Resolved,
  usableAnswers,
} from "@/lib/runtime/outbound-rules";

const CONNECT_TIMEOUT_MS = 5_000;
const TOTAL_TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 16 * 1024;

type LookupAll = (name: string, done: (error: Error | null, answers: Resolved[]) => void) => void;

export type OutboundOptions = {
  allowCidrs: readonly string[];
  /** Every answer for a name. A test hands in its own. */
  lookup?: LookupAll;
  /** Told of every address a socket has really reached. */
  onConnected?: (address: string) => void;
  /** Certificates trusted besides the system's; a test hands in its own. */
  extraCa?: string;
};

/** Thrown inside the connector; never leaves this file. */
class AddressRefused extends Error {
  readonly code = "PORTAL_REFUSED_ADDRESS";
}

const FAILURES: Record<string, OutboundFailure> = {
  PORTAL_REFUSED_ADDRESS: "refused_address",
  ENOTFOUND: "unresolvable",
  EAI_AGAIN: "unresolvable",
  ECONNREFUSED: "refused_connection",
  EHOSTUNREACH: "refused_connection",
  ENETUNREACH: "refused_connection",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_ABORTED: "timeout",
  ETIMEDOUT: "timeout",
  ECONNRESET: "reset",
  EPIPE: "reset",
  UND_ERR_SOCKET: "reset",
};

function failureOf(error: unknown): OutboundFailure {
  if (!(error instanceof Error)) return "bad_answer";
  if (error.name === "TimeoutError" || error.name === "AbortError") return "timeout";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const known = FAILURES[code];
  if (known) return known;
  if (/^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME)/.test(code)) return "tls";
  return "bad_answer";
}

const resolveAll: LookupAll = (name, done) =>
  systemLookup(name, { all: true, verbatim: true }, (error, answers) => done(error, answers ?? []));

/** Reads the beginning of a body and lets go of the rest (threat G5). The status is the answer: a body that breaks off is cut. */
async function readStart(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes.subarray(0, MAX_ANSWER_BYTES - size));
      size += bytes.length;
      if (size >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // Its time is over or the connection broke.
  }
  if (size >= MAX_ANSWER_BYTES) body.destroy();
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * HTTP to addresses that strangers named (promise R11, threats G1–G5). Nothing but a Node socket is between the check
 * and the connection: names are resolved by our own function, whose answers are the only ones the socket may use, and
 * the address it reached is looked at once more before a byte is sent. No redirect, no packed body, no proxy.
 */
export function createOutbound(options: OutboundOptions): Outbound & { close(): Promise<void> } {
  const allowed = parseRanges(options.allowCidrs);
  const lookupAll = options.lookup ?? resolveAll;

  const lookupFor =
    (target: { isHttps: boolean; port: number }): LookupFunction =>
    (name, wanted, done) => {
      lookupAll(name, (error, answers) => {
        if (error) return done(error, "", 0);
        const usable = usableAnswers(answers, target, allowed);
        if (!usable?.[0]) return done(new AddressRefused(name), "", 0);
        if (wanted.all) return done(null, usable);
        return done(null, usable[0].address, usable[0].family);
      });
    };

  const connectors = new Map<string, ReturnType<typeof buildConnector>>();
  const connectorFor = (isHttps: boolean, port: number) => {
    const key = `${isHttps} ${port}`;
    const known = connectors.get(key);
    if (known) return known;
    const made = buildConnector({
      timeout: CONNECT_TIMEOUT_MS,
      lookup: lookupFor({ isHttps, port }),
      ...(options.extraCa ? { ca: options.extraCa } : {}),
    });
    if (connectors.size > 1_000) connectors.clear();
    connectors.set(key, made);
    return made;
  };

  const connect: buildConnector.connector = (wish, done) => {
    const isHttps = wish.protocol === "https:";
    const port = Number(wish.port) || (isHttps ? 443 : 80);
    const literal = literalOf(
      new URL(
        `${wish.protocol}//${wish.hostname.includes(":") ? `[${wish.hostname.replace(/^\[|\]$/g, "")}]` : wish.hostname}`,
      ),
    );
    // For an address instead of a name, Node asks no lookup.
    if (literal !== null && !mayConnect({ isHttps, port }, literal, allowed))
      return done(new AddressRefused(wish.hostname), null);
    // `socketPath` would lead past every check.
    const { socketPath: _, ...rest } = wish as typeof wish & { socketPath?: string };
    return connectorFor(isHttps, port)(rest, (error, socket) => {
      if (error || !socket) return done(error ?? new AddressRefused(wish.hostname), null);
      const reached = socket.remoteAddress ?? "";
      if (!mayConnect({ isHttps, port }, reached, allowed)) {
        socket.destroy();
        return done(new AddressRefused(wish.hostname), null);
      }
      options.onConnected?.(reached);
      return done(null, socket);
    });
  };

  const agent = new Agent({
    connect,
    headersTimeout: TOTAL_TIMEOUT_MS,
    bodyTimeout: TOTAL_TIMEOUT_MS,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    pipelining: 1,
  });

  return {
    async post({ url, headers, body, timeoutMs }: OutboundRequest): Promise<OutboundAnswer> {
      if (formRefusal(url, allowed.length > 0) !== null) return { kind: "failure", why: "refused_address" };
      try {
        const reply = await send(url, {
          method: "POST",
          dispatcher: agent,
          headers: { ...headers, "accept-encoding": "identity" },
          body,
          signal: AbortSignal.timeout(Math.min(timeoutMs ?? TOTAL_TIMEOUT_MS, TOTAL_TIMEOUT_MS)),
        });
        const one = (name: string) => {
          const value = reply.headers[name];
          return typeof value === "string" ? value : null;
        };
        return {
          kind: "answer",
          status: reply.statusCode,
          retryAfter: one("retry-after"),
          contentType: one("content-type"),
          body: await readStart(reply.body),
        };
      } catch (error) {
        return { kind: "failure", why: failureOf(error) };
      }
    },
    checkUrl(text) {
      const wrong = formRefusal(text, allowed.length > 0);
      if (wrong) return Promise.resolve({ ok: false as const, why: wrong });
      const url = new URL(text);
      const target = { isHttps: url.protocol === "https:", port: portOf(url) };
      const judge = (answers: Resolved[]) => {
        const usable = usableAnswers(answers, target, allowed);
        if (!usable) return { ok: false as const, why: "address" as const };
        const isOwnNetwork = usable.every((one) => classifyAddress(one.address, allowed) === "own");
        return { ok: true as const, isOwnNetwork };
      };
      const literal = literalOf(url);
      if (literal !== null) return Promise.resolve(judge([{ address: literal, family: 0 }]));
      return new Promise((resolve) => {
        lookupAll(url.hostname, (error, answers) =>
          resolve(
            error || answers.length === 0
              ? { ok: false as const, why: "unresolvable" as const }
              : judge(answers),
          ),
        );
      });
    },
    close: () => agent.destroy(),
  };
}
