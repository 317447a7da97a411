import "server-only";
import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";

/** Headers by which Next talks to itself, or by which a host of it does: from outside they only confuse it (threats B8, E6). */
const INTERNAL =
  /^(x-middleware-.*|x-nextjs-(data|postponed|cache|rewrite.*|redirect|matched-path)|x-invoke-.*|x-matched-path|x-now-.*|x-vercel-.*|x-prerender-.*|next-resume|x-forwarded-(host|proto|port|server|prefix)|forwarded|x-original-.*|x-rewrite-url|x-http-method-override)$/;

const near = new LRUCache<string, boolean>({ max: 1_000 });

/** Whether an address is this machine or a private network; the few peers there are ask again and again. */
function isNear(address: string): boolean {
  const known = near.get(address);
  if (known !== undefined) return known;
  const range = ipaddr.isValid(address) ? ipaddr.process(address).range() : null;
  const isPrivate = range === "loopback" || range === "private" || range === "uniqueLocal";
  near.set(address, isPrivate);
  return isPrivate;
}

/** The peer, or, when the peer is a reverse proxy on this machine or network, whom that proxy saw (threat A14). */
export function remoteAddressOf(request: IncomingMessage): string | null {
  const peer = request.socket.remoteAddress ?? null;
  if (peer === null || !isNear(peer)) return peer;
  const header = request.headers["x-forwarded-for"];
  const last = String(header ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  return last && ipaddr.isValid(last) ? last : peer;
}

/**
 * Makes a request one that Next may see: its host is ours whatever the client wrote (server actions compare the
 * Origin with it, threat D3), and headers meant for Next's inside are gone.
 */
export function prepareForNext(request: IncomingMessage, portalUrl: URL): void {
  const address = remoteAddressOf(request);
  for (const name of Object.keys(request.headers)) if (INTERNAL.test(name)) delete request.headers[name];
  request.headers.host = portalUrl.host;
  request.headers["x-forwarded-proto"] = portalUrl.protocol.slice(0, -1);
  if (address !== null) request.headers["x-forwarded-for"] = address;
  request.rawHeaders = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().flatMap((one) => [name, one]),
  );
}
