import "server-only";
import { type Dispatcher, request } from "undici";
import { createNetwork, mayHaveArrived } from "@/lib/runtime/wecom-network";
import type { WecomHttp } from "@/lib/wecom/http";

export type WecomHttpOptions = {
  /** `WECOM_API_URL`: every call goes there. */
  apiUrl: string;
  /** See `createNetwork`. */
  httpsProxy?: string | undefined;
  noProxy?: string | undefined;
  connectTimeoutMs?: number;
  /** Whole call, body included. Long on purpose: an answer to get_permanent_code must not be lost (threat C2). */
  timeoutMs?: number;
  maxBodyBytes?: number;
};

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
  const timeoutMs = options.timeoutMs ?? 10_000;
  const maxBodyBytes = options.maxBodyBytes ?? 4 * 1024 * 1024;
  const { httpsProxy, noProxy, connectTimeoutMs } = options;
  const dispatcher = createNetwork({ httpsProxy, noProxy, connectTimeoutMs, timeoutMs });

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
        // Destroying a body that nobody reads reports an error to its listeners; without one it ends the process.
        reply.body.on("error", () => {}).destroy();
        return { kind: "malformed" };
      }
      const text = await readCapped(reply.body, maxBodyBytes);
      return text === null ? { kind: "malformed" } : { kind: "reply", status: reply.statusCode, body: text };
    } catch (error) {
      return { kind: "unreachable", wasSent: mayHaveArrived(error) };
    }
  };
  return { http, close: () => dispatcher.close() };
}
