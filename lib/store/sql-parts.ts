import "server-only";

/** Collects the values of a statement; each call answers the placeholder of its value. */
export type Placeholders = { values: unknown[]; put(value: unknown): string };

export function placeholders(): Placeholders {
  const values: unknown[] = [];
  return {
    values,
    put(value) {
      values.push(value);
      return `$${values.length}`;
    },
  };
}

/** A place in a list that is ordered by time and id, newest first. */
export type Position = { receivedAt: Date; id: string };
export type Direction = "older" | "newer";

/** The condition and order of the page that follows `from`; rows of "newer" come oldest first and are turned round. */
export function pageClause(put: Placeholders["put"], from: Position | null, direction: Direction) {
  const order = direction === "older" ? "DESC" : "ASC";
  return {
    condition: from
      ? `(received_at, id) ${direction === "older" ? "<" : ">"} (${put(from.receivedAt.toISOString())}::timestamptz, ${put(from.id)}::uuid)`
      : "true",
    order: `ORDER BY received_at ${order}, id ${order}`,
  };
}
