import { hash } from "node:crypto";
import { textOf, type XmlFields, type XmlValue } from "@/lib/core/xml/read-xml";

/** One decrypted callback. `fields` is everything the platform wrote, by its own element names. */
export type WecomEvent = {
  /** InfoType, MsgType, or `event.` and the Event in lower case. */
  type: string;
  changeType: string | null;
  /** The corp it is about; null for those that do not say, such as create_auth. */
  corpId: string | null;
  platformTime: Date | null;
  /** `info`: InfoType form of the instruction URL. `message`: MsgType form of the data URL. */
  form: "info" | "message";
  fields: XmlFields;
};

const SECONDS = /^\d{1,10}$/;
const MAX_NAME_LENGTH = 100;
const MAX_ID_LENGTH = 128;

/**
 * Reads what a callback says. Null only when it has neither InfoType nor MsgType; unknown types are kept whole (threat C10).
 *
 * Event names are compared without regard to case, as the vendor's own samples waver (`LOCATION`).
 */
export function parseEvent(fields: XmlFields): WecomEvent | null {
  const infoType = textOf(fields, "InfoType");
  const msgType = textOf(fields, "MsgType");
  const event = textOf(fields, "Event");
  const type =
    infoType ??
    (msgType?.toLowerCase() === "event" ? `event.${(event ?? "unknown").toLowerCase()}` : (msgType ?? null));
  if (type === null || type.length > MAX_NAME_LENGTH) return null;
  return {
    type,
    changeType: textOf(fields, "ChangeType")?.slice(0, MAX_NAME_LENGTH) ?? null,
    corpId: shortId(infoType ? corpOfInfo(fields) : textOf(fields, "ToUserName")),
    platformTime: readSeconds(textOf(fields, "TimeStamp") ?? textOf(fields, "CreateTime")),
    form: infoType ? "info" : "message",
    fields,
  };
}

/** Orders name the corp `PaidCorpId`; sharing events name the upper corp `CorpId` (WeCom documents 91929, 93373). */
function corpOfInfo(fields: XmlFields): string | null {
  return textOf(fields, "AuthCorpId") ?? textOf(fields, "PaidCorpId") ?? textOf(fields, "CorpId");
}

/** An id that no index could hold is none. */
function shortId(text: string | null): string | null {
  return text !== null && text.length <= MAX_ID_LENGTH ? text : null;
}

function readSeconds(text: string | null): Date | null {
  if (text === null || !SECONDS.test(text)) return null;
  return new Date(Number(text) * 1_000);
}

/** Which URLs share a memory of what was seen: an event sent to two URLs of a suite is one event. */
export type ChannelGroup = "suite" | "provider";

/**
 * A hash of what an event means, equal for a retry that was sealed and signed anew (promise R3).
 *
 * A message is known by its MsgId within a corp; everything else by all its names and values, in any order.
 */
export function meaningHashOf(
  owner: string,
  group: ChannelGroup,
  corpId: string | null,
  fields: XmlFields,
): Buffer<ArrayBuffer> {
  const messageId = textOf(fields, "MsgId");
  const meaning = messageId ? ["msgid", corpId, messageId] : ["fields", canonical(fields)];
  return Buffer.from(hash("sha256", JSON.stringify([owner, group, meaning]), "buffer"));
}

function canonical(value: XmlValue): unknown {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(canonical);
  return Object.keys(value)
    .sort()
    .map((name) => [name, canonical(value[name] ?? "")]);
}

/** Fields that let their reader act for someone: never shown, never logged (threat H5). */
const SECRET_FIELDS =
  /^(authcode|suiteticket|accesstoken|registercode|welcomecode|responsecode|activecode|previousactivecode|permanentcode|ticket|token|secret|.*secret)$/i;

/** A copy for screens and programs, where secrets are replaced by `[secret]`. */
export function maskFields(fields: XmlFields): XmlFields {
  const masked = Object.create(null) as XmlFields;
  for (const [name, value] of Object.entries(fields))
    masked[name] = SECRET_FIELDS.test(name) ? "[secret]" : maskValue(value);
  return masked;
}

function maskValue(value: XmlValue): XmlValue {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(maskValue) : maskFields(value);
}
