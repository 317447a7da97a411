import "server-only";

/** Whoever follows events keeps a connection and asks the database twice a second, so there are only so many. */
export const MAX_STREAMS = { perKey: 5, perProcess: 200 };
/** When to come again: a stream that its reader left is over by then. */
export const SEAT_WAIT_SECONDS = 5;

/** Places for streams and waiting polls, per key and per process (threat F8). */
export function createSeats(max: { perKey: number; perProcess: number } = MAX_STREAMS) {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    /** Null: none is free. Else what gives the place back; called again it does nothing. */
    take(keyId: string): (() => void) | null {
      const own = taken.get(keyId) ?? 0;
      if (own >= max.perKey || all >= max.perProcess) return null;
      taken.set(keyId, own + 1);
      all += 1;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        all -= 1;
        const left = (taken.get(keyId) ?? 1) - 1;
        if (left > 0) taken.set(keyId, left);
        else taken.delete(keyId);
      };
    },
  };
}
