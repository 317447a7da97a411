/** Cells that a spreadsheet would take for a formula begin with one of these, full-width ones too (threat E8). */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** One cell: quoted where needed, and never a formula, whatever somebody named their enterprise. */
export function csvCell(value: string | number | boolean | null): string {
  const text = value === null ? "" : String(value);
  const safe = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line with its end. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** Excel takes a file without it for the machine's own code page, and Chinese for rubbish. */
export const CSV_BOM = "\uFEFF";
