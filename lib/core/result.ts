/** An expected outcome: a value, or a code of the error table. Unexpected trouble is thrown instead. */
export type Result<T, C extends string> = { ok: true; value: T } | { ok: false; code: C };

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function fail<C extends string>(code: C): { ok: false; code: C } {
  return { ok: false, code };
}
