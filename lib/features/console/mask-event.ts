import type { XmlFields, XmlValue } from "@/lib/core/xml/read-xml";

export type ShownField = { name: string; depth: number; value: string | null; isMasked: boolean };

/** Codes, tickets and keys: whoever reads them could act with them (threats E9, H1). */
const SECRET_NAME = /(ticket|code|secret|token|password|aeskey)$/i;
const PLAIN_NAMES = new Set(["errcode", "retcode", "scancode", "resultcode"]);
const MASK = "••••••••";
const MAX_SHOWN = 4_000;

/** Whether a field of this name is shown as dots. */
export function isSecretField(name: string): boolean {
  return SECRET_NAME.test(name) && !PLAIN_NAMES.has(name.toLowerCase());
}

/** A callback's fields as lines of a list; secret ones as dots, before they leave the server. */
export function maskFields(fields: XmlFields, depth = 0): ShownField[] {
  return Object.entries(fields).flatMap(([name, value]) => maskOne(name, value, depth));
}

function maskOne(name: string, value: XmlValue, depth: number): ShownField[] {
  if (Array.isArray(value)) return value.flatMap((one) => maskOne(name, one, depth));
  if (isSecretField(name)) return [{ name, depth, value: MASK, isMasked: true }];
  if (typeof value !== "string")
    return [{ name, depth, value: null, isMasked: false }, ...maskFields(value, depth + 1)];
  return [{ name, depth, value: value.slice(0, MAX_SHOWN), isMasked: false }];
}

/** The same as XML text, for people who compare with WeCom's documents. Rendered as text, never as markup. */
export function maskedXml(fields: readonly ShownField[]): string {
  const lines: string[] = ["<xml>"];
  const open: { name: string; depth: number }[] = [];
  const indent = (depth: number) => "  ".repeat(depth + 1);
  const closeTo = (depth: number) => {
    for (let last = open.at(-1); last && last.depth >= depth; last = open.at(-1)) {
      lines.push(`${indent(last.depth)}</${last.name}>`);
      open.pop();
    }
  };
  for (const { name, depth, value } of fields) {
    closeTo(depth);
    if (value === null) {
      lines.push(`${indent(depth)}<${name}>`);
      open.push({ name, depth });
    } else lines.push(`${indent(depth)}<${name}><![CDATA[${value}]]></${name}>`);
  }
  closeTo(0);
  return [...lines, "</xml>"].join("\n");
}
