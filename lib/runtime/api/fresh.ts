import "server-only";
import { LRUCache } from "lru-cache";

/** Handed out while it is read again in the background. */
export const SOFT_MS = 2_000;
/** Older than this nothing is handed out: what was revoked or cancelled ends within 5 s (threat F12, decision 0051). */
export const HARD_MS = 4_000;

/** What must be read could not be: the database is away. Worth trying again shortly. */
export class NotReadable extends Error {
  override name = "NotReadable";
}

export type FreshOptions<V> = {
  /** What is not usable is never handed out from memory: it is read again each time. */
  isUsable?: (value: V) => boolean;
  /** Milliseconds that only go forward. */
  now?: () => number;
};

/** One value of the database, kept for a few seconds, read once for any number of callers. */
export type Fresh<V> = {
  /** At once, without waiting; undefined when it must be read first. */
  peek(): V | undefined;
  /** Read anew unless it is at most `maxAgeMs` old. */
  get(maxAgeMs?: number): Promise<V>;
  forget(): void;
};

export function createFresh<V>(load: () => Promise<V>, options: FreshOptions<V> = {}): Fresh<V> {
  const now = options.now ?? (() => performance.now());
  const isUsable = options.isUsable ?? (() => true);
  let kept: { value: V; readAt: number } | null = null;
  let running: Promise<V> | null = null;

  function read(): Promise<V> {
    if (running) return running;
    // As old as the moment before the question: what changes while it travels is not in the answer.
    const readAt = now();
    const mine = load()
      .then(
        (value) => {
          if (running === mine) kept = { value, readAt };
          return value;
        },
        (cause: unknown) => {
          throw cause instanceof NotReadable ? cause : new NotReadable("not readable", { cause });
        },
      )
      .finally(() => {
        if (running === mine) running = null;
      });
    running = mine;
    return mine;
  }

  function peekWithin(maxAgeMs: number): V | undefined {
    if (!kept) return undefined;
    const age = now() - kept.readAt;
    if (age > maxAgeMs || !isUsable(kept.value)) return undefined;
    if (age > SOFT_MS) read().catch(() => {});
    return kept.value;
  }

  return {
    peek: () => peekWithin(HARD_MS),
    get: async (maxAgeMs = HARD_MS) => {
      const found = peekWithin(maxAgeMs);
      return found === undefined ? read() : found;
    },
    forget() {
      kept = null;
      running = null;
    },
  };
}

/** Many of them by name; the least used are forgotten past `max`. */
export function createFreshMap<V>(
  max: number,
  load: (name: string) => Promise<V>,
  options: FreshOptions<V> = {},
) {
  const all = new LRUCache<string, Fresh<V>>({ max });
  return {
    peek: (name: string): V | undefined => all.get(name)?.peek(),
    get(name: string, maxAgeMs?: number): Promise<V> {
      const found = all.get(name) ?? createFresh(() => load(name), options);
      all.set(name, found);
      return found.get(maxAgeMs);
    },
    forget: (name: string) => void all.delete(name),
    clear: () => all.clear(),
  };
}
