/** The time and its passing; a test hands in its own. */
export interface Clock {
  now(): Date;
}

/** Randomness and ids; a test hands in a seeded one. */
export interface Ids {
  /** A UUIDv7. */
  uuid(): string;
  /** `bytes` random bytes. */
  random(bytes: number): Buffer;
}

/** A structured log: event names from a fixed vocabulary, plain facts, never objects with secrets (threat H6). */
export type LogFacts = Record<string, string | number | boolean | null | undefined>;
export interface Log {
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
}
