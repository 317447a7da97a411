import { createHmac, timingSafeEqual } from "node:crypto";
import type { Secret } from "@/lib/core/secret";

/**
 * Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, base64, behind `v1,`; several signatures are separated
 * by spaces while a secret is being replaced. A secret is `whsec_` and the base64 of its 24 to 64 bytes.
 */
const PREFIX = "whsec_";
const VERSION = "v1";
/** How far a message may lie in the past or the future. */
export const TOLERANCE_SECONDS = 5 * 60;
const NEW_SECRET_BYTES = 32;

/** Text of a new secret. Needs 32 random bytes. */
export function makeWebhookSecret(random: Uint8Array): string {
  return PREFIX + Buffer.from(random.subarray(0, NEW_SECRET_BYTES)).toString("base64");
}

function keyOf(secret: Secret): Buffer {
  const text = secret.reveal();
  return Buffer.from(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text, "base64");
}

function digest(secret: Secret, id: string, timestamp: number, body: string | Buffer): Buffer {
  return createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest();
}

/** The three headers of a message, signed with every secret given, newest first. */
export function signWebhook(
  secrets: readonly Secret[],
  message: { id: string; timestamp: number; body: string | Buffer },
): { "webhook-id": string; "webhook-timestamp": string; "webhook-signature": string } {
  const { id, timestamp, body } = message;
  const signatures = secrets.map(
    (secret) => `${VERSION},${digest(secret, id, timestamp, body).toString("base64")}`,
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}

export type WebhookRefusal = "malformed" | "too_old" | "too_new" | "bad_signature";

/**
 * Checks a message as a receiver should: the time in both directions, then the signature in constant time.
 *
 * Doubles are not its business: see `createIdMemory`, asked after this, so that a forged message uses up no id (R9).
 */
export function verifyWebhook(
  secrets: readonly Secret[],
  headers: { id: string | null; timestamp: string | null; signature: string | null },
  body: string | Buffer,
  nowSeconds: number,
): { ok: true; id: string } | { ok: false; why: WebhookRefusal } {
  const { id, timestamp, signature } = headers;
  if (!id || !signature || !timestamp || !/^\d{1,12}$/.test(timestamp))
    return { ok: false, why: "malformed" };
  const seconds = Number(timestamp);
  if (seconds < nowSeconds - TOLERANCE_SECONDS) return { ok: false, why: "too_old" };
  if (seconds > nowSeconds + TOLERANCE_SECONDS) return { ok: false, why: "too_new" };
  const given = signature.split(" ").flatMap((one) => {
    const [version, text] = one.split(",");
    return version === VERSION && text ? [Buffer.from(text, "base64")] : [];
  });
  for (const secret of secrets) {
    const right = digest(secret, id, seconds, body);
    if (given.some((one) => one.length === right.length && timingSafeEqual(one, right)))
      return { ok: true, id };
  }
  return { ok: false, why: "bad_signature" };
}

/** A receiver's memory of ids: `isNew` answers true once per id while it is remembered. Bounded. */
export function createIdMemory(keepSeconds = 2 * TOLERANCE_SECONDS, maxIds = 100_000) {
  const seen = new Map<string, number>();
  return {
    isNew(id: string, nowSeconds: number): boolean {
      for (const [old, until] of seen) {
        if (until > nowSeconds && seen.size < maxIds) break;
        seen.delete(old);
      }
      const known = seen.get(id);
      if (known !== undefined && known > nowSeconds) return false;
      seen.delete(id);
      seen.set(id, nowSeconds + keepSeconds);
      return true;
    },
  };
}
