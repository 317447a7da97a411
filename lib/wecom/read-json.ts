// A whole JSON string, or a whole number of 16 and more digits that is no part of a fraction.
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * Parses JSON and keeps integers beyond 2^53 whole, as strings: order and licence ids would lose their last digits.
 *
 * Throws SyntaxError for what is no JSON.
 */
export function readJson(text: string): unknown {
  const safe = text.replace(STRING_OR_LONG_INTEGER, (found) =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`,
  );
  return JSON.parse(safe);
}
