/**
 * Groups of the calls that the proxy passes on, as a key may be granted them: the first folder below `/cgi-bin/`, and
 * `platform` for what stands right there. The table of calls is a floor up; a test compares the two. Names are a
 * contract: a group that goes leaves keys that hold it with less.
 */
export const PROXY_GROUPS = [
  "user",
  "auth",
  "department",
  "tag",
  "batch",
  "export",
  "linkedcorp",
  "idconvert",
  "corpgroup",
  "agent",
  "menu",
  "message",
  "appchat",
  "media",
  "externalcontact",
  "kf",
  "oa",
  "corp",
  "checkin",
  "dial",
  "meeting",
  "living",
  "report",
  "wedoc",
  "wedrive",
  "card",
  "externalpay",
  "miniprogram",
  "school",
  "health",
  "security",
  "platform",
] as const;
export type ProxyGroup = (typeof PROXY_GROUPS)[number];

/** The group of the calls that stand right below `/cgi-bin/`. */
export const ROOT_GROUP: ProxyGroup = "platform";

/** The group of a call: `externalcontact` for `externalcontact/groupchat/list`. Pure; asks no table. */
export function groupOfCall(template: string): string {
  const end = template.indexOf("/");
  return end === -1 ? ROOT_GROUP : template.slice(0, end);
}
