import { hash, timingSafeEqual } from "node:crypto";

/** What `msg_signature` covers besides the Token: the query texts as received and the base64 ciphertext. */
export type SignedParts = { timestamp: string; nonce: string; encrypt: string };

const SIGNATURE = /^[0-9a-f]{40}$/;

/**
 * `msg_signature` of WeCom document 91144: SHA-1 over Token, timestamp, nonce and ciphertext, sorted as strings.
 *
 * The parts are joined without a separator, so the signature does not prove where one ends and the next begins:
 * callers check the form of each part first and take freshness from the inner message (threat A3).
 */
export function signWecom(token: string, parts: SignedParts): string {
  const sorted = [token, parts.timestamp, parts.nonce, parts.encrypt].sort();
  return hash("sha1", sorted.join(""));
}

/** Whether `given` is the signature. Constant time over well-formed input; anything else is simply wrong (threat A2). */
export function isWecomSignature(given: string, token: string, parts: SignedParts): boolean {
  const expected = Buffer.from(signWecom(token, parts), "latin1");
  if (!SIGNATURE.test(given)) return false;
  return timingSafeEqual(Buffer.from(given, "latin1"), expected);
}
