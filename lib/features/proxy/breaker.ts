/** Whether a call may go out; if not, in how many seconds it may. */
export type BreakerVerdict = { isOpen: false } | { isOpen: true; retryAfterSeconds: number };

type Block = { until: number; seconds: number; isProbing: boolean };

/** WeCom counts by the minute and by the hour, and a ban lasts as long as its window (protocol: 45009). */
const FIRST_SECONDS = 60;
const MAX_SECONDS = 3_600;
/** A limit reached again this soon after a block counts as the same one: the longer window is what was exceeded. */
const MEMORY_FACTOR = 2;
const MAX_BLOCKS = 20_000;

/**
 * Stops calls of one corp to one API once WeCom has answered 45009: more of them would only be refused, and would
 * keep the ban alive for everybody else of that corp (threat F8).
 *
 * Per process: each learns by one refused call. After a block one call may probe; the others wait for what it finds.
 */
export function createBreaker() {
  const blocks = new Map<string, Block>();

  function remember(key: string, block: Block): void {
    blocks.delete(key);
    blocks.set(key, block);
    const oldest = blocks.keys().next().value;
    if (blocks.size > MAX_BLOCKS && oldest !== undefined) blocks.delete(oldest);
  }

  return {
    /** Asked before each call. A closed answer after a block makes this call the probe. */
    enter(key: string, now: Date): BreakerVerdict {
      const block = blocks.get(key);
      if (!block) return { isOpen: false };
      const left = block.until - now.getTime();
      if (left > 0) return { isOpen: true, retryAfterSeconds: Math.ceil(left / 1_000) };
      if (-left > block.seconds * 1_000 * MEMORY_FACTOR) {
        blocks.delete(key);
        return { isOpen: false };
      }
      if (block.isProbing) return { isOpen: true, retryAfterSeconds: 1 };
      block.isProbing = true;
      return { isOpen: false };
    },
    /** WeCom refused the call for its number. Answers for how long nothing goes out. */
    trip(key: string, now: Date): number {
      const block = blocks.get(key);
      // Calls that were under way together when the limit was reached are one finding, not several.
      if (block && block.until > now.getTime()) return Math.ceil((block.until - now.getTime()) / 1_000);
      const seconds = Math.min(block ? block.seconds * 2 : FIRST_SECONDS, MAX_SECONDS);
      remember(key, { until: now.getTime() + seconds * 1_000, seconds, isProbing: false });
      return seconds;
    },
    /** The call got another answer. Ends a block that is over; one that began while this call was under way stays. */
    clear(key: string, now: Date): void {
      const block = blocks.get(key);
      if (block && block.until <= now.getTime()) blocks.delete(key);
    },
    /** The call brought no answer at all: somebody else may probe. */
    release(key: string): void {
      const block = blocks.get(key);
      if (block) block.isProbing = false;
    },
    size: () => blocks.size,
  };
}

export type Breaker = ReturnType<typeof createBreaker>;
