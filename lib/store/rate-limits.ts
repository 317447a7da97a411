import "server-only";
import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { StoreContext } from "@/lib/store/context";

const WINDOW_SECONDS = 15 * 60;
const TRIES_PER_ACCOUNT = 10;
const TRIES_PER_ADDRESS = 50;

export function createRateLimitsStore({ pool }: StoreContext) {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: "rate_limits",
      tableCreated: true,
      keyPrefix,
      points,
      duration: WINDOW_SECONDS,
      // With the database away a guesser still meets a limit, counted per process.
      insuranceLimiter: new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_SECONDS }),
    });
  const perAccount = limiter("staff-account", TRIES_PER_ACCOUNT);
  const perAddress = limiter("staff-address", TRIES_PER_ADDRESS);
  // Addresses and e-mails are not kept as they are, and a key of any length fits its column.
  const keyOf = (text: string) => createHash("sha256").update(text).digest("base64url");

  return {
    /**
     * Counts a sign-in try before the password is looked at, so that parallel guesses can't slip through (threat D12).
     * Unknown accounts count like known ones. False: too many within fifteen minutes.
     */
    async spendSignInTry(email: string, address: string): Promise<boolean> {
      try {
        await perAddress.consume(keyOf(address));
        await perAccount.consume(keyOf(email.toLowerCase()));
        return true;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return false;
        throw refusal;
      }
    },
    /** A right password clears the account's count and gives the try back to the address. */
    async forgetSignInTries(email: string, address: string): Promise<void> {
      await perAccount.delete(keyOf(email.toLowerCase()));
      await perAddress.reward(keyOf(address));
    },
  };
}
