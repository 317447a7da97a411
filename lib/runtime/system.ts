import "server-only";
import { randomBytes } from "node:crypto";
import type { Clock, Ids } from "@/lib/core/clock";
import { pooledRandom } from "@/lib/core/crypto/random-pool";
import { uuidV7 } from "@/lib/core/ids";

/** The clock of this machine. */
export const systemClock: Clock = { now: () => new Date() };

/** Randomness of the operating system. */
export const systemIds: Ids = {
  uuid: () => uuidV7(Date.now(), pooledRandom(10)),
  random: (bytes) => randomBytes(bytes),
};
