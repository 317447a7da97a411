import "server-only";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { ApiCost } from "@/lib/runtime/api/api-types";

/** Requests a minute. Counted per process: two web processes let through twice as much. */
export type ApiLimits = { cachedPerKey: number; callsPerKey: number; callsPerCorp: number };
export const DEFAULT_LIMITS: ApiLimits = { cachedPerKey: 600_000, callsPerKey: 6_000, callsPerCorp: 3_000 };

const WINDOW_SECONDS = 60;

export type Spent = {
  isOver: boolean;
  remaining: number;
  headers: Record<string, string>;
  retryAfterSeconds: number;
};

/**
 * Buckets per key and per corp (threat F8). The headers tell of the bucket that is nearer to its end, in the form of
 * the IETF draft and in the older one with three fields that most clients read.
 */
export function createApiLimits(limits: ApiLimits = DEFAULT_LIMITS) {
  const bucket = (name: string, points: number) => ({
    name,
    points,
    limiter: new RateLimiterMemory({ keyPrefix: name, points, duration: WINDOW_SECONDS }),
  });
  const cached = bucket("key-cached", limits.cachedPerKey);
  const calls = bucket("key", limits.callsPerKey);
  const corps = bucket("corp", limits.callsPerCorp);

  async function spend(from: ReturnType<typeof bucket>, who: string): Promise<Spent> {
    let result: RateLimiterRes;
    let isOver = false;
    try {
      result = await from.limiter.consume(who);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      result = refusal;
      isOver = true;
    }
    const reset = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
    return {
      isOver,
      remaining: result.remainingPoints,
      retryAfterSeconds: reset,
      headers: {
        "ratelimit-policy": `"${from.name}";q=${from.points};w=${WINDOW_SECONDS}`,
        ratelimit: `"${from.name}";r=${result.remainingPoints};t=${reset}`,
        "ratelimit-limit": String(from.points),
        "ratelimit-remaining": String(result.remainingPoints),
        "ratelimit-reset": String(reset),
      },
    };
  }

  return {
    spendKey: (keyId: string, cost: ApiCost) => spend(cost === "cached" ? cached : calls, keyId),
    /** One corp's share of one suite's calls, whichever keys make them. */
    spendCorp: (authorizationId: string) => spend(corps, authorizationId),
  };
}
export type ApiLimiter = ReturnType<typeof createApiLimits>;
