/** A place in a list that is ordered by time and id, as text for an address. */
export type ListCursor = { at: Date; id: string };

const FORM = /^(\d{1,16})_([0-9a-f-]{36})$/;

export function writeCursor({ at, id }: ListCursor): string {
  return `${at.getTime()}_${id}`;
}

/** Null for anything that we did not write. */
export function readCursor(text: string | undefined): ListCursor | null {
  const match = FORM.exec(text ?? "");
  if (!match?.[1] || !match[2]) return null;
  const at = new Date(Number(match[1]));
  return Number.isNaN(at.getTime()) ? null : { at, id: match[2] };
}
