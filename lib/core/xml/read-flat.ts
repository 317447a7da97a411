/** `<Name>` with a name as WeCom writes its own: capital first, nothing a prototype could have. */
const OPEN = /<([A-Z][A-Za-z0-9_]{0,63})>/y;
const ROOT_OPEN = "<xml>";
const ROOT_CLOSE = "</xml>";
const CDATA_OPEN = "<![CDATA[";
const CDATA_CLOSE = "]]>";
const MAX_ELEMENTS = 64;

/**
 * The common case of `readXml` without a parser: one `<xml>` whose elements hold nothing but text or one CDATA section,
 * each name once. Every envelope and nearly every event of WeCom has this form, and reading it so costs a tenth.
 *
 * Null says only that the document has another form, malformed ones among them: the parser judges those. What is
 * answered here, the parser would have answered too; a property test holds the two together.
 */
export function readFlat(text: string, clean: (value: string) => string): Record<string, string> | null {
  if (!text.startsWith(ROOT_OPEN) || !text.endsWith(ROOT_CLOSE) || text.includes("\r")) return null;
  const end = text.length - ROOT_CLOSE.length;
  const fields: Record<string, string> = Object.create(null);
  let elements = 0;
  let at = skipSpace(text, ROOT_OPEN.length);
  while (at < end) {
    OPEN.lastIndex = at;
    const name = OPEN.exec(text)?.[1];
    elements += 1;
    if (name === undefined || name in fields || elements > MAX_ELEMENTS) return null;
    const from = at + name.length + 2;
    const isCdata = text.startsWith(CDATA_OPEN, from);
    const start = isCdata ? from + CDATA_OPEN.length : from;
    const stop = text.indexOf(isCdata ? CDATA_CLOSE : "<", start);
    if (stop === -1) return null;
    const close = isCdata ? stop + CDATA_CLOSE.length : stop;
    if (!text.startsWith(`</${name}>`, close)) return null;
    const value = text.slice(start, stop);
    // Entities are the parser's.
    if (!isCdata && value.includes("&")) return null;
    fields[name] = clean(value);
    at = skipSpace(text, close + name.length + 3);
  }
  return elements > 0 && at === end ? fields : null;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 9; code = text.charCodeAt(at))
    at += 1;
  return at;
}
