import "server-only";
import { LRUCache } from "lru-cache";
import type { ApiCost } from "@/lib/runtime/api/api-types";

/** Requests a minute. Counted per process: two web processes let through twice as much. */
export type ApiLimits = { cachedPerKey: number; callsPerKey: number; callsPerCorp: number };
export const DEFAULT_LIMITS: ApiLimits = { cachedPerKey: 600_000, callsPerKey: 6_000, callsPerCorp: 3_000 };

const WINDOW_SECONDS = 60;
const WINDOW_MS = WINDOW_SECONDS * 1_000;
const MAX_COUNTED = 50_000;

export type Spent = {
  isOver: boolean;
  remaining: number;
  headers: Record<string, string>;
  retryAfterSeconds: number;
};

/** Fixed windows in memory. Our own because the library's answers come by a promise, which costs more than the count. */
export function createBucket(name: string, points: number, now: () => number) {
  const counted = new LRUCache<string, { used: number; endsAt: number }>({ max: MAX_COUNTED });
  const policy = `"${name}";q=${points};w=${WINDOW_SECONDS}`;
  const limit = String(points);
  /**
   * Counts one request. The headers are those of the IETF draft (RateLimit, RateLimit-Policy) and the older three
   * that most clients read.
   */
  return (who: string): Spent => {
    const at = now();
    let window = counted.get(who);
    if (!window || window.endsAt <= at) {
      window = { used: 0, endsAt: at + WINDOW_MS };
      counted.set(who, window);
    }
    window.used += 1;
    const remaining = Math.max(points - window.used, 0);
    const reset = Math.max(1, Math.ceil((window.endsAt - at) / 1_000));
    return {
      isOver: window.used > points,
      remaining,
      retryAfterSeconds: reset,
      headers: {
        "ratelimit-policy": policy,
        ratelimit: `"${name}";r=${remaining};t=${reset}`,
        "ratelimit-limit": limit,
        "ratelimit-remaining": String(remaining),
        "ratelimit-reset": String(reset),
      },
    };
  };
}

/** Buckets per key and per corp (threat F8). */
export function createApiLimits(
  limits: ApiLimits = DEFAULT_LIMITS,
  now: () => number = () => performance.now(),
) {
  const cached = createBucket("key-cached", limits.cachedPerKey, now);
  const calls = createBucket("key", limits.callsPerKey, now);
  const corps = createBucket("corp", limits.callsPerCorp, now);
  return {
    spendKey: (keyId: string, cost: ApiCost) => (cost === "cached" ? cached : calls)(keyId),
    /** One corp's share of one suite's calls, whichever keys make them. */
    spendCorp: corps,
  };
}
export type ApiLimiter = ReturnType<typeof createApiLimits>;
