const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const DIGITS = "0123456789";

/** Seeded generator: the same seed gives the same codes, jitter and faults. Not for real secrets. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  text(length: number): string;
  digits(length: number): string;
  /** Whole number, both ends included. */
  between(low: number, high: number): number;
  shuffle<T>(items: readonly T[]): T[];
}

/** mulberry32, its state kept by the caller so that it can be saved with everything else. */
export function createRandom(read: () => number, write: (state: number) => void): Random {
  const next = (): number => {
    const state = (read() + 0x6d2b79f5) | 0;
    write(state);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (alphabet: string, length: number): string => {
    let out = "";
    for (let i = 0; i < length; i += 1) out += alphabet.charAt(Math.floor(next() * alphabet.length));
    return out;
  };
  return {
    next,
    text: (length) => pick(ALPHANUMERIC, length),
    digits: (length) => pick(DIGITS, length),
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    shuffle: (items) => {
      const left = [...items];
      const out: typeof left = [];
      while (left.length > 0) out.push(...left.splice(Math.floor(next() * left.length), 1));
      return out;
    },
  };
}
