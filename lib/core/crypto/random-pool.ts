import { randomBytes } from "node:crypto";

const POOL_BYTES = 4_096;
const MAX_POOLED = 64;
let pool = Buffer.alloc(0);
let used = 0;

/**
 * Random bytes of the operating system, taken in bulk: one system call for hundreds of ids, salts and nonces.
 *
 * No byte is given out twice, and a used-up pool is replaced, never refilled, so what was given out stays as it was.
 */
export function pooledRandom(bytes: number): Buffer {
  if (bytes > MAX_POOLED) return randomBytes(bytes);
  if (used + bytes > pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}
