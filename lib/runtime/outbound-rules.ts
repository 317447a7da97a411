import "server-only";
import ipaddr from "ipaddr.js";
import type { UrlRefusal } from "@/lib/features/gateway/outbound";

/** Ports that a stranger's address may have (threat G4). Own networks may use any. */
const PUBLIC_PORTS = new Set([443, 8443]);

/** The ranges of PORTAL_ENDPOINT_ALLOW_CIDRS, parsed. */
export type AllowedRanges = readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

export function parseRanges(cidrs: readonly string[]): AllowedRanges {
  return cidrs.map((one) => ipaddr.parseCIDR(one));
}

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const bare = text.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  return ipaddr.isValid(bare) ? ipaddr.parse(bare) : null;
}

/**
 * What an address is to us: `own` by the settings, `public` on the internet, or `forbidden`: loopback, private,
 * link-local, carrier NAT, multicast, documentation, an IPv6 form that carries an IPv4 address, and all that is not
 * plain unicast (threat G1). A mapped IPv4 address is what it maps to only for the settings' ranges.
 */
export function classifyAddress(text: string, allowed: AllowedRanges): "own" | "public" | "forbidden" {
  const address = parseAddress(text);
  if (!address) return "forbidden";
  const plain =
    address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
  const isOwn = allowed.some(([range, bits]) => range.kind() === plain.kind() && plain.match(range, bits));
  if (isOwn) return "own";
  // Of IPv6 only what IANA has given out as global unicast: old forms such as ::127.0.0.1 pass for unicast elsewhere.
  if (address instanceof ipaddr.IPv6 && !address.match(GLOBAL_UNICAST)) return "forbidden";
  return address.range() === "unicast" ? "public" : "forbidden";
}

/** An IP literal in the host of a URL; null for a name. */
export function literalOf(url: URL): string | null {
  const bare = url.hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(bare) ? bare : null;
}

export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

/** What is wrong with the form of an address; null when nothing is. The WHATWG parser has made odd spellings plain. */
export function formRefusal(text: string, hasOwnRanges: boolean): UrlRefusal | null {
  if (!URL.canParse(text)) return "malformed";
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && hasOwnRanges)) return "scheme";
  if (url.username !== "" || url.password !== "") return "userinfo";
  if (url.hash !== "" || text.includes("#")) return "fragment";
  if (url.hostname === "" || text.length > 2_000) return "malformed";
  if (!hasOwnRanges && !PUBLIC_PORTS.has(portOf(url))) return "port";
  return null;
}

/** Whether this address may be reached by this scheme and port. Plain http and odd ports only in own ranges. */
export function mayConnect(
  target: { isHttps: boolean; port: number },
  address: string,
  allowed: AllowedRanges,
): boolean {
  const kind = classifyAddress(address, allowed);
  if (kind === "own") return true;
  return kind === "public" && target.isHttps && PUBLIC_PORTS.has(target.port);
}

export type Resolved = { address: string; family: number };

/**
 * The answers that a connection may choose from; null: none. One forbidden answer among them refuses the name
 * (threat G2): who mixes public and inner addresses is up to something. `localhost` has two addresses and is one
 * host: of a pair, the one that the settings allow serves.
 */
export function usableAnswers(
  answers: readonly Resolved[],
  target: { isHttps: boolean; port: number },
  allowed: AllowedRanges,
): Resolved[] | null {
  const isLoopback = ({ address }: Resolved) => parseAddress(address)?.range() === "loopback";
  const usable = answers.filter((one) => mayConnect(target, one.address, allowed));
  const isOnlyLoopback = answers.length > 0 && answers.every(isLoopback);
  if (usable.length === 0 || (usable.length < answers.length && !isOnlyLoopback)) return null;
  return usable;
}
