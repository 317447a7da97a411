import "server-only";
import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { StoreContext } from "@/lib/store/context";

const WINDOW_SECONDS = 15 * 60;
const TRIES_PER_ACCOUNT_AND_ADDRESS = 10;
/** From anywhere. Ten addresses must conspire to close an account to its owner; a guesser gets no more than this. */
const TRIES_PER_ACCOUNT = 100;
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
  const perPair = limiter("staff-account-address", TRIES_PER_ACCOUNT_AND_ADDRESS);
  const perAccount = limiter("staff-account", TRIES_PER_ACCOUNT);
  const perAddress = limiter("staff-address", TRIES_PER_ADDRESS);
  // Addresses and e-mails are not kept as they are, and a key of any length fits its column.
  const keyOf = (text: string) => createHash("sha256").update(text).digest("base64url");
  const accountOf = (email: string) => keyOf(email.toLowerCase());
  const pairOf = (email: string, address: string) => keyOf(`${email.toLowerCase()} ${address}`);

  return {
    /**
     * Counts a sign-in try before the password is looked at, so that parallel guesses can't slip through (threat D12).
     * Unknown accounts count like known ones. False: too many within fifteen minutes.
     */
    async spendSignInTry(email: string, address: string): Promise<boolean> {
      try {
        await perAddress.consume(keyOf(address));
        // Before the account's own count: what one address tries in vain is not held against the account.
        await perPair.consume(pairOf(email, address));
        await perAccount.consume(accountOf(email));
        return true;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return false;
        throw refusal;
      }
    },
    /**
     * A right password clears this address's count of the account and gives the try back to the address and the
     * account. The guesses of others stay counted.
     */
    async forgetSignInTries(email: string, address: string): Promise<void> {
      await perPair.delete(pairOf(email, address));
      await perAccount.reward(accountOf(email));
      await perAddress.reward(keyOf(address));
    },
  };
}
