import "server-only";
import ipaddr from "ipaddr.js";

/** Networks of IPv6 are handed out whole: whoever has one address has 2^64. */
const IPV6_NETWORK_PARTS = 4;

/**
 * Where a request came from, for throttles only. The last entry of X-Forwarded-For is the one that the nearest hop (our
 * door, prepareForNext) wrote; earlier ones are whatever the client liked to send. An IPv6 address stands for its /64.
 */
export function clientAddress(headers: Headers): string {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
  if (!ipaddr.isValid(last)) return last;
  const address = ipaddr.process(last);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return address.parts
    .slice(0, IPV6_NETWORK_PARTS)
    .map((part) => part.toString(16))
    .join(":");
}
