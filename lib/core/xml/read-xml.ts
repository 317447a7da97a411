import { XMLParser } from "fast-xml-parser";
import { fail, ok, type Result } from "@/lib/core/result";
import { readFlat } from "@/lib/core/xml/read-flat";

/** Children of an element by name, without a prototype: a child called `__proto__` is a name like any other (threat B3). */
export interface XmlFields {
  [name: string]: XmlValue;
}
/** Text, children, or, for a repeated element, a list. */
export type XmlValue = string | XmlFields | XmlValue[];

export type XmlFailure = "xml.size" | "xml.encoding" | "xml.forbidden" | "xml.shape" | "xml.duplicate";

export const MAX_XML_BYTES = 128 * 1024;
const MAX_ELEMENTS = 2_000;
/** Everything that begins with `<`, the ends of elements and CDATA sections among them. */
const MAX_MARKS = 6_000;
const MAX_DEPTH = 8;
const CDATA_OPEN = "<![CDATA[";
const CDATA_CLOSE = "]]>";
const PROLOG = /^<\?xml [^<>]{0,200}\?>/;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;
/** Seen in the vendor's own samples: a CDATA section whose angle brackets got lost. */
const STRAY_CDATA = /^!\[CDATA\[([\s\S]*)\]\]>?$/;
const ROOT_END = /<\/\s*xml\s*>$/;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** How much of a document is looked at before it is refused. */
export type XmlLimits = { bytes: number; elements: number; marks: number };
const EVENT_LIMITS: XmlLimits = { bytes: MAX_XML_BYTES, elements: MAX_ELEMENTS, marks: MAX_MARKS };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  processEntities: false,
  parseTagValue: false,
  trimValues: false,
  cdataPropName: "#cdata",
  maxNestedTags: MAX_DEPTH + 2,
});

/**
 * Reads one XML document of WeCom: a root `<xml>` with elements in it. Values are trimmed strings.
 *
 * Refused: more than the limits (128 KiB, 2,000 elements), anything but UTF-8 without BOM and NUL, every `<!` but
 * CDATA (so no DOCTYPE, no entities), more than 8 levels, and a scalar element that comes twice at the top (threats
 * A12, A13, B1–B3). A repeated element that has children, or any repeated element further down, is a list.
 */
export function readXml(bytes: Uint8Array, limits: XmlLimits = EVENT_LIMITS): Result<XmlFields, XmlFailure> {
  if (bytes.length > limits.bytes) return fail("xml.size");
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return fail("xml.encoding");
  }
  if (text.startsWith("\uFEFF") || text.includes("\0")) return fail("xml.encoding");
  const body = text.trim().replace(PROLOG, "");
  const flat = readFlat(body, cleanText);
  return flat ? ok(flat) : readNested(body, limits);
}

/** Any form, by the parser. Exported for the test that holds the two readings together. */
export function readNested(body: string, limits: XmlLimits = EVENT_LIMITS): Result<XmlFields, XmlFailure> {
  if (!hasOnlyPlainElements(body, limits)) return fail("xml.forbidden");
  // The parser forgives a missing end; a body that was cut short must not pass for a whole one.
  if (!ROOT_END.test(body)) return fail("xml.shape");
  try {
    return fieldsOfRoot(parser.parse(body));
  } catch {
    // The parser throws on what it can't read; its message may quote the input, so it goes no further.
    return fail("xml.shape");
  }
}

/** Whether there is nothing but elements, CDATA and text, and not too many: seen before the parser spends time on it. */
function hasOnlyPlainElements(text: string, limits: XmlLimits): boolean {
  let elements = 0;
  let marks = 0;
  let at = text.indexOf("<");
  while (at !== -1) {
    const next = text[at + 1];
    marks += 1;
    if (marks > limits.marks) return false;
    if (next === "!") {
      if (!text.startsWith(CDATA_OPEN, at)) return false;
      const end = text.indexOf(CDATA_CLOSE, at + CDATA_OPEN.length);
      if (end === -1) return false;
      at = text.indexOf("<", end);
      continue;
    }
    if (next === "?") return false;
    if (next !== "/") elements += 1;
    if (elements > limits.elements) return false;
    at = text.indexOf("<", at + 1);
  }
  return true;
}

/** A node as the parser gives it in document order: one key, its name; the value is its content. */
type Node = Record<string, unknown>;

function nodesOf(content: unknown): Node[] {
  return Array.isArray(content) ? content : [];
}

function fieldsOfRoot(document: unknown): Result<XmlFields, XmlFailure> {
  const nodes = nodesOf(document).filter((node) => !("#text" in node && String(node["#text"]).trim() === ""));
  const root = nodes[0];
  if (nodes.length !== 1 || !root || !Object.hasOwn(root, "xml")) return fail("xml.shape");
  const value = readContent(nodesOf(root.xml), 1);
  if (value === null) return fail("xml.shape");
  if (value === "duplicate") return fail("xml.duplicate");
  return typeof value === "object" && "fields" in value ? ok(value.fields) : fail("xml.shape");
}

type Content = { fields: XmlFields } | { text: string } | "duplicate" | null;

/** The content of one element: children, or text. Null when it nests too deep or names are malformed. */
function readContent(nodes: Node[], depth: number): Content {
  if (depth > MAX_DEPTH) return null;
  let text = "";
  let fields: XmlFields | null = null;
  for (const node of nodes) {
    const name = Object.keys(node)[0] ?? "";
    if (name === "#text") text += readEntities(String(node["#text"]));
    else if (name === "#cdata")
      text += nodesOf(node["#cdata"])
        .map((one) => String(one["#text"]))
        .join("");
    else {
      if (!NAME.test(name)) return null;
      fields ??= Object.create(null) as XmlFields;
      const child = readContent(nodesOf(node[name]), depth + 1);
      if (child === null || child === "duplicate") return child;
      const added = addField(fields, name, "fields" in child ? child.fields : child.text, depth === 1);
      if (!added) return "duplicate";
    }
  }
  if (!fields) return { text: cleanText(text) };
  return text.trim() === "" ? { fields } : null;
}

/** Adds a child; false for a second scalar of one name at the top, where a check and a use could see different ones. */
function addField(fields: XmlFields, name: string, value: XmlValue, isTop: boolean): boolean {
  if (!Object.hasOwn(fields, name)) {
    Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true });
    return true;
  }
  const before = fields[name] ?? "";
  if (isTop && (typeof before === "string" || typeof value === "string")) return false;
  if (Array.isArray(before)) before.push(value);
  else fields[name] = [before, value];
  return true;
}

/** The five entities that XML itself defines, once; numeric and other ones stay as they are written. */
function readEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (all, name: string) => ENTITIES[name] ?? all);
}

function cleanText(text: string): string {
  const trimmed = text.trim();
  const stray = STRAY_CDATA.exec(trimmed);
  return stray?.[1] === undefined ? trimmed : stray[1].trim();
}

/** The text of a child, or null when it is absent, empty or not a scalar: WeCom means the same by all of them. */
export function textOf(fields: XmlFields, name: string): string | null {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : null;
}
