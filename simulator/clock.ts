/** Virtual time (rule 16): real time plus an offset that only grows. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  seconds(): number;
}

export function createClock(readOffsetMs: () => number, realNow: () => number = Date.now): Clock {
  return {
    now: () => realNow() + readOffsetMs(),
    seconds: () => Math.floor((realNow() + readOffsetMs()) / 1000),
  };
}
