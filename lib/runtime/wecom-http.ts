import "server-only";
import { Agent, type Dispatcher, ProxyAgent, request } from "undici";
import type { WecomHttp } from "@/lib/wecom/http";

export type WecomHttpOptions = {
  /** `WECOM_API_URL`: every call goes there. */
  apiUrl: string;
  /** `HTTPS_PROXY`: egress with a fixed address; used for https addresses. */
  httpsProxy?: string | undefined;
  connectTimeoutMs?: number;
  /** Whole call, body included. Long on purpose: an answer to get_permanent_code must not be lost (threat C2). */
  timeoutMs?: number;
  maxBodyBytes?: number;
};

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

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Reads at most `limit` bytes; null past it. */
async function readCapped(body: Dispatcher.ResponseData["body"], limit: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) {
      body.destroy();
      return null;
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * The transport to WeCom: no redirects, no decompression, limits on time and size.
 *
 * What went wrong is answered as a kind only. Error objects of the HTTP library may carry the address with its
 * tokens, so none of them leaves this function (threat H5).
 */
export function createWecomHttp(options: WecomHttpOptions): { http: WecomHttp; close(): Promise<void> } {
  const base = `${options.apiUrl.replace(/\/+$/, "")}/cgi-bin/`;
  const connectTimeoutMs = options.connectTimeoutMs ?? 3_000;
  const timeoutMs = options.timeoutMs ?? 10_000;
  const maxBodyBytes = options.maxBodyBytes ?? 4 * 1024 * 1024;
  const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, keepAliveTimeout: 4_000 };
  const dispatcher: Dispatcher =
    options.httpsProxy && base.startsWith("https:")
      ? new ProxyAgent({ uri: options.httpsProxy, requestTls: { timeout: connectTimeoutMs }, ...limits })
      : new Agent({ connect: { timeout: connectTimeoutMs }, ...limits });

  const http: WecomHttp = async ({ method, api, query, body }) => {
    const address = new URL(api, base);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    try {
      const reply = await request(address, {
        method,
        dispatcher,
        body,
        headers: {
          accept: "application/json",
          "accept-encoding": "identity",
          ...(body === null ? {} : { "content-type": "application/json; charset=utf-8" }),
        },
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (reply.statusCode >= 300 && reply.statusCode < 400) {
        reply.body.destroy();
        return { kind: "malformed" };
      }
      const text = await readCapped(reply.body, maxBodyBytes);
      return text === null ? { kind: "malformed" } : { kind: "reply", status: reply.statusCode, body: text };
    } catch (error) {
      return { kind: "unreachable", wasSent: !NEVER_SENT.has(codeOf(error)) };
    }
  };
  return { http, close: () => dispatcher.close() };
}
