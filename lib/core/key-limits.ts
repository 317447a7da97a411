/** How many requests a minute one key may make; null: what every key may. */
export type KeyLimits = { callsPerMinute: number | null; cachedPerMinute: number | null };

/**
 * `usual` holds for a key that says nothing else. Above `max` a figure would guard nobody: one process does not answer
 * more than that.
 */
export const KEY_LIMITS = {
  callsPerMinute: { usual: 6_000, max: 60_000 },
  cachedPerMinute: { usual: 600_000, max: 6_000_000 },
} as const satisfies Record<keyof KeyLimits, { usual: number; max: number }>;
