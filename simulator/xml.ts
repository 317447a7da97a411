import { XMLParser } from "fast-xml-parser";

/** Element name and content: text becomes CDATA, a number stays bare, a list is children. Names may repeat. */
export type XmlElement = readonly [name: string, content: string | number | readonly XmlElement[]];

export interface XmlStyle {
  /** White space around CDATA and between elements, as in the vendor's own examples (rule 13). */
  spaces: boolean;
}

export function writeXml(elements: readonly XmlElement[], style: XmlStyle = { spaces: false }): string {
  return `<xml>${elements.map((element) => writeElement(element, style)).join(style.spaces ? "\n " : "")}</xml>`;
}

function writeElement([name, content]: XmlElement, style: XmlStyle): string {
  if (typeof content === "number") return `<${name}>${content}</${name}>`;
  if (typeof content === "string") {
    const data = `<![CDATA[${content.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
    return style.spaces ? `<${name}> ${data}\n</${name}>` : `<${name}>${data}</${name}>`;
  }
  return `<${name}>${content.map((child) => writeElement(child, style)).join("")}</${name}>`;
}

export type XmlRecord = { [name: string]: string | XmlRecord | Array<string | XmlRecord> };

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  processEntities: true,
});

/** Children of the root element, or null when it is no XML we read: no DOCTYPE, no other root. */
export function readXml(text: string): XmlRecord | null {
  if (text.length > 1_000_000 || /<!(?!\[CDATA\[)/.test(text)) return null;
  try {
    const parsed = parser.parse(text, true) as { xml?: unknown };
    return isRecord(parsed.xml) ? parsed.xml : null;
  } catch {
    return null;
  }
}

export function textOf(record: XmlRecord, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value.trim() : "";
}

/** JSON from a form or the control API to elements: a list repeats its name, an object nests. */
export function toElements(fields: Record<string, unknown>): XmlElement[] {
  return Object.entries(fields).flatMap(([name, value]): XmlElement[] => {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.flatMap((item) => toElements({ [name]: item }));
    if (typeof value === "object") return [[name, toElements(value as Record<string, unknown>)]];
    return [[name, typeof value === "number" ? value : String(value)]];
  });
}

function isRecord(value: unknown): value is XmlRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
