import type { StoredToken } from "@/lib/store/tokens";

/** Nothing is handed to other programs with less life than this, by our clock (promise R14). */
export const HAND_OUT_SECONDS = 300;
/** One caller fetches a new token from here on, while the others still get the old one. */
export const REFRESH_EARLY_SECONDS = 600;
/** A refused token causes at most one fetch in this time, so that a platform that refuses everything is not stormed. */
export const FORCED_EVERY_SECONDS = 60;

/**
 * - `use`: hand out what is stored; with less than 300 s only when WeCom has nothing better at this moment
 * - `refresh`: fetch; whoever loses the race may use the old one if it `isStillGood`
 * - `give_up`: WeCom was asked a moment ago and refused; ask again after `retryAfter`
 */
export type TokenPlan =
  | { act: "use" }
  | { act: "refresh"; isForced: boolean; isStillGood: boolean }
  | { act: "give_up" };

/** What to do for a caller. Pure. `isRefused`: the caller saw WeCom refuse exactly the stored token. */
export function planToken(row: StoredToken | null, isRefused: boolean, now: Date): TokenPlan {
  const left =
    row?.value && row.expiresAt ? (row.expiresAt.getTime() - now.getTime()) / 1000 : Number.NEGATIVE_INFINITY;
  const isGood = left >= HAND_OUT_SECONDS;
  const mustWait = row?.retryAfter != null && row.retryAfter.getTime() > now.getTime();
  if (isRefused && isGood) {
    const sinceForced = row?.forcedAt ? (now.getTime() - row.forcedAt.getTime()) / 1000 : Infinity;
    // Within the minute the caller gets what there is: its own call fails and it stops, instead of a loop. Unless a
    // better one is on its way: whoever holds the lease may be fetching it for the same report, and is waited for.
    const isSpent = mustWait || sinceForced < FORCED_EVERY_SECONDS;
    if (isSpent && !row?.isLeased) return { act: "use" };
    return { act: "refresh", isForced: true, isStillGood: false };
  }
  if (left >= REFRESH_EARLY_SECONDS) return { act: "use" };
  if (mustWait) return left > 0 ? { act: "use" } : { act: "give_up" };
  return { act: "refresh", isForced: false, isStillGood: isGood };
}
