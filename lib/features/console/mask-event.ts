import type { XmlFields, XmlValue } from "@/lib/core/xml/read-xml";

/** Why a field's value is dots: `secret` for ever, `personal` until somebody gives a reason. */
export type Mask = "secret" | "personal";
export type ShownField = { name: string; depth: number; value: string | null; mask: Mask | null };

/** Codes, tickets and keys: whoever reads them could act with them (threats E9, H1). */
const SECRET_NAME = /(ticket|code|secret|token|password|aeskey)$/i;
const PLAIN_NAMES = new Set(["errcode", "retcode", "scancode", "resultcode"]);
/** What tells something of a person beyond an id: names, ways to reach them, where they are, what they wrote. */
const PERSONAL_NAMES = new Set(
  (
    "name alias mobile telephone email bizmail position address avatar gender extattr content picurl " +
    "location_x location_y latitude longitude precision label poiname title description url scanresult " +
    "applyusername applyuserimage itemname itemimage itemspeech remark welcome"
  ).split(" "),
);
/** What stands in place of a masked value. */
export const DOTS = "••••••••";
const MAX_SHOWN = 4_000;

/** Whether and why a field of this name is shown as dots. */
export function maskOf(name: string): Mask | null {
  const plain = name.toLowerCase();
  if (SECRET_NAME.test(name) && !PLAIN_NAMES.has(plain)) return "secret";
  return PERSONAL_NAMES.has(plain) ? "personal" : null;
}

/** A callback's fields as lines of a list; masked ones as dots, before they leave the server. */
export function maskFields(
  fields: XmlFields,
  options: { isRevealed?: boolean } = {},
  depth = 0,
): ShownField[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    maskOne(name, value, options.isRevealed === true, depth),
  );
}

function maskOne(name: string, value: XmlValue, isRevealed: boolean, depth: number): ShownField[] {
  if (Array.isArray(value)) return value.flatMap((one) => maskOne(name, one, isRevealed, depth));
  const mask = maskOf(name);
  if (value !== "" && (mask === "secret" || (mask === "personal" && !isRevealed)))
    return [{ name, depth, value: DOTS, mask }];
  if (typeof value !== "string")
    return [{ name, depth, value: null, mask: null }, ...maskFields(value, { isRevealed }, depth + 1)];
  return [{ name, depth, value: value.slice(0, MAX_SHOWN), mask: null }];
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
