import { createCipheriv, createDecipheriv } from "node:crypto";
import { fail, ok, type Result } from "@/lib/core/result";

// WeCom document 91144: AES-256-CBC, the first half of the key is the IV, padding to 32 by hand.
const KEY_TEXT = /^[A-Za-z0-9+/]{43}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const KEY_BYTES = 32;
const CIPHER_BLOCK = 16;
const PAD_BLOCK = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const HEAD_BYTES = RANDOM_BYTES + LENGTH_BYTES;

/** Why a ciphertext did not open. For counters and tests only: nobody outside may tell one from another (threat A8). */
export type OpenFailure = "aes.base64" | "aes.length" | "aes.padding" | "aes.bounds";

/** What was inside: the message bytes, and the receive id that says for whom it was sealed (may be empty). */
export type Opened = { message: Buffer; receiveId: string };

/**
 * The 32 key bytes of an EncodingAESKey, or null when it has another form.
 *
 * Lenient on purpose: in the vendor's own sample the last of the 43 characters carries two set low bits
 * that decoding drops, so a strict decoder would refuse a good key.
 */
export function decodeAesKey(encodingAesKey: string): Buffer | null {
  if (!KEY_TEXT.test(encodingAesKey)) return null;
  const bytes = Buffer.from(`${encodingAesKey}=`, "base64");
  return bytes.length === KEY_BYTES ? bytes : null;
}

/** Opens base64 ciphertext. Every bound is checked before a slice; no field of the input sizes an allocation (threat A9). */
export function openWecom(key: Buffer, ciphertext: string): Result<Opened, OpenFailure> {
  if (ciphertext.length % 4 !== 0 || !BASE64.test(ciphertext)) return fail("aes.base64");
  const sealed = Buffer.from(ciphertext, "base64");
  if (sealed.length === 0 || sealed.length % CIPHER_BLOCK !== 0) return fail("aes.length");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, CIPHER_BLOCK));
  decipher.setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = plain[plain.length - 1] ?? 0;
  if (!isPaddingRight(plain, pad)) return fail("aes.padding");
  const end = plain.length - pad;
  if (end < HEAD_BYTES) return fail("aes.bounds");
  const length = plain.readUInt32BE(RANDOM_BYTES);
  if (length > end - HEAD_BYTES) return fail("aes.bounds");
  return ok({
    message: plain.subarray(HEAD_BYTES, HEAD_BYTES + length),
    receiveId: plain.toString("utf8", HEAD_BYTES + length, end),
  });
}

/** Looks at all pad bytes whatever the first of them says, so that a wrong one costs no less time than a right one. */
function isPaddingRight(plain: Buffer, pad: number): boolean {
  let wrong = pad < 1 || pad > PAD_BLOCK || pad > plain.length ? 1 : 0;
  const start = Math.max(0, plain.length - PAD_BLOCK);
  for (let at = start; at < plain.length; at += 1) {
    if (at >= plain.length - pad) wrong |= (plain[at] ?? 0) ^ pad;
  }
  return wrong === 0;
}

/** Seals a message for a receive id; `random` is 16 fresh random bytes. Answers base64. */
export function sealWecom(key: Buffer, random: Uint8Array, message: string, receiveId: string): string {
  if (random.length !== RANDOM_BYTES) throw new Error(`sealWecom needs ${RANDOM_BYTES} random bytes`);
  const body = Buffer.from(message, "utf8");
  const head = Buffer.alloc(LENGTH_BYTES);
  head.writeUInt32BE(body.length);
  const parts = [Buffer.from(random), head, body, Buffer.from(receiveId, "utf8")];
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const pad = PAD_BLOCK - (size % PAD_BLOCK);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, CIPHER_BLOCK));
  cipher.setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([...parts, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString("base64");
}
