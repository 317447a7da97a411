export type JsonFault = {
  /** Where reading stopped, from 1; null when the parser does not say. */
  at: { line: number; column: number } | null;
};

/** What is wrong with a text that should be JSON; null when nothing is. Never quotes the text. */
export function findJsonFault(text: string): JsonFault | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const isCutOff = message.startsWith("Unexpected end") || message.startsWith("Unterminated");
    const position = isCutOff ? text.length : Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
    return { at: Number.isNaN(position) ? null : placeOf(text, position) };
  }
}

function placeOf(text: string, position: number): { line: number; column: number } {
  const lines = text.slice(0, position).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
