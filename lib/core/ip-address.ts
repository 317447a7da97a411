import { isIP } from "node:net";

/** An address or a list entry of WeCom's IP 白名单, where the last part may be `*`: 222.209.201.*. Null for anything else. */
export function parseAddress(text: string): string | null {
  const bare = text.trim();
  return isIP(bare.replace(/\.\*$/, ".0")) ? bare : null;
}

/** Whether an address is covered by an entry of the list, which may end in `*`. */
export function isAddressWithin(address: string, entry: string): boolean {
  return entry.endsWith("*") ? address.startsWith(entry.slice(0, -1)) : address === entry;
}
