/** A place in a list that is ordered by time and id, as text for an address. */
export type ListCursor = { at: Date; id: string };

/** Milliseconds until the year 2286, and a UUID: what a database takes without complaint. */
export const CURSOR_FORM = /^(\d{1,13})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function writeCursor({ at, id }: ListCursor): string {
  return `${at.getTime()}_${id}`;
}

/** Null for anything that we did not write. */
export function readCursor(text: string | undefined): ListCursor | null {
  const match = CURSOR_FORM.exec(text ?? "");
  return match?.[1] && match[2] ? { at: new Date(Number(match[1])), id: match[2] } : null;
}
