import { hash, verify } from "@node-rs/argon2";
import { z } from "zod";

/** argon2id with the OWASP minimum of 2024 (19 MiB, 2 passes, 1 lane): about 30 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * The hash of a password nobody has. An unknown account is checked against it, so that the answer takes as long as for
 * a known one (threat D12). Made once per process, with the same cost.
 */
let nobody: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Whether the password fits. A null hash takes as long as any other and never fits. */
export async function isPasswordRight(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hash("no account has this password", COST);
  const isRight = await verify(passwordHash ?? (await nobody), password);
  return isRight && passwordHash !== null;
}

/** A password that somebody chooses. Length is what counts; no rules on kinds of characters (NIST SP 800-63B). */
export const newPassword = z.string().min(12).max(200);
