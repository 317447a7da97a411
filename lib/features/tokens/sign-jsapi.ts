import { createHash } from "node:crypto";
import type { Secret } from "@/lib/core/secret";

/**
 * The signature of `wx.config` and `wx.agentConfig` (WeCom document 90506). Pure. `url` is the page's address as the
 * browser has it; what follows `#` does not count.
 */
export function signJsapi(input: {
  ticket: Secret;
  nonceStr: string;
  timestamp: number;
  url: string;
}): string {
  const url = input.url.split("#", 1)[0] ?? "";
  const text = `jsapi_ticket=${input.ticket.reveal()}&noncestr=${input.nonceStr}&timestamp=${input.timestamp}&url=${url}`;
  return createHash("sha1").update(text, "utf8").digest("hex");
}
