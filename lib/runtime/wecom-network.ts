import "server-only";
import { type Dispatcher, EnvHttpProxyAgent } from "undici";

export type NetworkOptions = {
  /** `HTTPS_PROXY`: egress with a fixed address; used for every https address. */
  httpsProxy?: string | undefined;
  /** `NO_PROXY`: hosts that are reached directly all the same. */
  noProxy?: string | undefined;
  connectTimeoutMs?: number | undefined;
  /** Until the first byte of an answer, and between two pieces of it. */
  timeoutMs: number;
  /** Sockets at once; the calls beyond them wait for a free one. */
  maxSockets?: number;
};

const KEEP_ALIVE_MS = 4_000;

/**
 * Sockets to WeCom, through the egress proxy where there is one. Nothing of the environment is read here: settings
 * that are absent mean "none", not "what the library finds".
 */
export function createNetwork(options: NetworkOptions): Dispatcher {
  const connect = { timeout: options.connectTimeoutMs ?? 3_000 };
  return new EnvHttpProxyAgent({
    httpProxy: "",
    httpsProxy: options.httpsProxy ?? "",
    noProxy: options.noProxy ?? "",
    connect,
    requestTls: connect,
    proxyTls: connect,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connections: options.maxSockets ?? null,
  });
}

/** Errors after which nothing can have reached WeCom. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Whether the request may have arrived in spite of the error. The error itself goes no further: it may quote tokens. */
export function mayHaveArrived(error: unknown): boolean {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  return !NEVER_SENT.has(code);
}
