import "server-only";
import { LRUCache } from "lru-cache";
import { KEY_LIMITS, type KeyLimits } from "@/lib/core/key-limits";
import type { ApiCost } from "@/lib/runtime/api/api-types";

/** Requests a minute. Counted per process: two web processes let through twice as much. */
export type ApiLimits = { cachedPerKey: number; callsPerKey: number; callsPerCorp: number };
export const DEFAULT_LIMITS: ApiLimits = {
  cachedPerKey: KEY_LIMITS.cachedPerMinute.usual,
  callsPerKey: KEY_LIMITS.callsPerMinute.usual,
  callsPerCorp: 3_000,
};

const WINDOW_SECONDS = 60;
const WINDOW_MS = WINDOW_SECONDS * 1_000;
const MAX_COUNTED = 50_000;

export type Spent = {
  isOver: boolean;
  remaining: number;
  /** Name, value, name, value: what Node takes without building an object for each answer. */
  headers: readonly string[];
  retryAfterSeconds: number;
};

/** The headers of a limit by name. */
export function limitHeaders({ headers }: Pick<Spent, "headers">): Record<string, string> {
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < headers.length; at += 2) named[headers[at] ?? ""] = headers[at + 1] ?? "";
  return named;
}

/** The texts of a limit: made once for the usual one, and once in a window for one of somebody's own. */
type Figure = { points: number; policy: string; limit: string };

/** Fixed windows in memory. Our own because the library's answers come by a promise, which costs more than the count. */
export function createBucket(name: string, points: number, now: () => number) {
  const counted = new LRUCache<string, { used: number; endsAt: number; figure: Figure }>({
    max: MAX_COUNTED,
  });
  const figureOf = (of: number): Figure => ({
    points: of,
    policy: `"${name}";q=${of};w=${WINDOW_SECONDS}`,
    limit: String(of),
  });
  const usual = figureOf(points);
  /**
   * Counts one request. `own`: the limit of this one, null for the usual; when it changes within a window, what was
   * used stays used. The headers are those of the IETF draft (RateLimit, RateLimit-Policy) and the older three that
   * most clients read.
   */
  return (who: string, own: number | null = null): Spent => {
    const at = now();
    let window = counted.get(who);
    if (!window || window.endsAt <= at) {
      window = { used: 0, endsAt: at + WINDOW_MS, figure: usual };
      counted.set(who, window);
    }
    const wanted = own ?? points;
    if (window.figure.points !== wanted) window.figure = own === null ? usual : figureOf(own);
    const { figure } = window;
    window.used += 1;
    const remaining = Math.max(wanted - window.used, 0);
    const reset = Math.max(1, Math.ceil((window.endsAt - at) / 1_000));
    return {
      isOver: window.used > wanted,
      remaining,
      retryAfterSeconds: reset,
      headers: [
        "ratelimit-policy",
        figure.policy,
        "ratelimit",
        `"${name}";r=${remaining};t=${reset}`,
        "ratelimit-limit",
        figure.limit,
        "ratelimit-remaining",
        String(remaining),
        "ratelimit-reset",
        String(reset),
      ],
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
    spendKey: (caller: { keyId: string } & KeyLimits, cost: ApiCost) =>
      cost === "cached"
        ? cached(caller.keyId, caller.cachedPerMinute)
        : calls(caller.keyId, caller.callsPerMinute),
    /** One corp's share of one suite's calls, whichever keys make them. */
    spendCorp: (authorizationId: string) => corps(authorizationId),
  };
}
export type ApiLimiter = ReturnType<typeof createApiLimits>;
