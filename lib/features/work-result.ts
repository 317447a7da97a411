/**
 * How one piece of work ended. `retry` is expected trouble (WeCom away, code in other hands) and is told from a bug,
 * which throws. Without `inSeconds` the worker's own back-off applies.
 */
export type WorkResult = { kind: "done" } | { kind: "retry"; reason: string; inSeconds?: number };

export const DONE: WorkResult = { kind: "done" };
