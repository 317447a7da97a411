/** The house-keeping that starts a round runs this often. */
export const ROUND_SECONDS = 60;
/** As often as it takes for a lost event to be made good within 15 minutes, rounds and their spreading included. */
const EVERY_SECONDS = 12 * 60;
/** Readings a second, of two calls each: 4 of the 660 that WeCom allows one address of a provider (40,000 a minute). */
const READINGS_PER_SECOND = 2;

export type ReconcilePlan = { everySeconds: number; perRound: number; gapSeconds: number };

/**
 * How often each of `count` authorisations is read again without an event.
 *
 * Every 12 minutes as long as that means no more than `READINGS_PER_SECOND`, that is for up to 1,440 of them; beyond
 * that the pace of the calls stays and the pass takes longer. The bound of a round also holds after a standstill,
 * when all are due at once. Pure.
 */
export function reconcilePlan(count: number): ReconcilePlan {
  return {
    everySeconds: Math.max(EVERY_SECONDS, Math.ceil(count / READINGS_PER_SECOND)),
    perRound: ROUND_SECONDS * READINGS_PER_SECOND,
    gapSeconds: 1 / READINGS_PER_SECOND,
  };
}
