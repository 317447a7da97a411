const MAX_UNDER_WAY = 400;
/** One program that stalls must leave places to the others (threat F8). */
const MAX_PER_KEY = 100;

/** Calls under way in this process: how many, and whose. */
export function createUnderWay() {
  const ofKey = new Map<string, number>();
  let count = 0;
  return {
    get count() {
      return count;
    },
    /** Takes a place; answers how to leave it (once), or null when there is none left for this key. */
    enter(keyId: string): (() => void) | null {
      const own = ofKey.get(keyId) ?? 0;
      if (count >= MAX_UNDER_WAY || own >= MAX_PER_KEY) return null;
      count += 1;
      ofKey.set(keyId, own + 1);
      return () => {
        count -= 1;
        const left = (ofKey.get(keyId) ?? 1) - 1;
        if (left > 0) ofKey.set(keyId, left);
        else ofKey.delete(keyId);
      };
    },
  };
}
export type UnderWay = ReturnType<typeof createUnderWay>;
