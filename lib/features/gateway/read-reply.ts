import type { XmlOut } from "@/lib/core/xml/write-xml";

/** Kinds of passive reply that WeCom knows (document 90930 and the card updates). */
const KINDS = new Set([
  "text",
  "image",
  "voice",
  "video",
  "news",
  "update_button",
  "update_taskcard",
  "update_template_card",
]);
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const MAX_DEPTH = 6;
/** Who it is from and to is ours to say. */
const OURS = new Set(["ToUserName", "FromUserName", "CreateTime"]);

function toXml(value: unknown, depth: number): string | number | XmlOut | XmlOut[] | null {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (depth > MAX_DEPTH || typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) {
    const list = value.map((one) => toXml(one, depth + 1));
    return list.every((one): one is XmlOut => typeof one === "object" && one !== null && !Array.isArray(one))
      ? list
      : null;
  }
  const fields: XmlOut = {};
  for (const [name, one] of Object.entries(value)) {
    const written = NAME.test(name) ? toXml(one, depth + 1) : null;
    if (written === null) return null;
    fields[name] = written;
  }
  return fields;
}

/**
 * The passive reply in a receiver's answer: JSON with WeCom's own element names, such as
 * `{"MsgType": "text", "Content": "…"}`; a list of articles is `{"Articles": {"item": [ … ]}}`. Null for anything
 * else: then WeCom gets `success`.
 */
export function readReply(
  body: string,
  ends: { toUser: string; fromCorp: string; now: Date },
): XmlOut | null {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return null;
  }
  const fields = toXml(read, 0);
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return null;
  const kind = fields.MsgType;
  if (typeof kind !== "string" || !KINDS.has(kind)) return null;
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !OURS.has(name)));
  return {
    ToUserName: ends.toUser,
    FromUserName: ends.fromCorp,
    CreateTime: Math.floor(ends.now.getTime() / 1_000),
    ...own,
  };
}
