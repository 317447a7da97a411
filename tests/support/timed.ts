/**
 * For a test that looks at a real clock. Such a test may be repeated once: what it measures can be held up by whatever
 * else the machine does, and a broken promise fails twice.
 */
export const TIMED = { retry: 1 } as const;
