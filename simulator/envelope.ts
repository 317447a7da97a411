import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from "node:crypto";

const BLOCK = 32;
const HEAD = 20;

/** A refusal with the number of the official libraries (protocol.md 2.8). */
export type Opened = { ok: true; message: string; receiveId: string } | { ok: false; library: number };

/** Key bytes; null unless 43 characters give 32 bytes. The last character may carry two bits that get lost. */
export function decodeAesKey(encodingAesKey: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey)) return null;
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  return key.length === 32 ? key : null;
}

/** protocol.md 2.3: SHA-1 of the four strings in byte order. */
export function sign(token: string, timestamp: string, nonce: string, encrypt: string): string {
  const parts = [token, timestamp, nonce, encrypt].map((part) => Buffer.from(part));
  parts.sort(Buffer.compare);
  return createHash("sha1").update(Buffer.concat(parts)).digest("hex");
}

/** protocol.md 2.2. `random16` is given by tests only; the platform's 16 bytes usually are ASCII hex. */
export function seal(key: Buffer, message: string, receiveId: string, random16?: Buffer): string {
  const random = random16 ?? Buffer.from(randomBytes(8).toString("hex"));
  const body = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([random, length, body, Buffer.from(receiveId)]);
  const pad = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString("base64");
}

/** Opens what a provider sends back; the caller compares nothing any more. */
export function open(key: Buffer, encrypt: string, expectedReceiveId: string): Opened {
  const sealed = Buffer.from(encrypt, "base64");
  if (sealed.length === 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(encrypt)) return { ok: false, library: -40010 };
  if (sealed.length % 16 !== 0) return { ok: false, library: -40007 };
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16));
  decipher.setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = plain[plain.length - 1] ?? 0;
  if (pad < 1 || pad > BLOCK || !plain.subarray(-pad).every((byte) => byte === pad))
    return { ok: false, library: -40008 };
  const body = plain.subarray(0, plain.length - pad);
  if (body.length < HEAD) return { ok: false, library: -40008 };
  const end = HEAD + body.readUInt32BE(16);
  if (end > body.length) return { ok: false, library: -40008 };
  const receiveId = body.subarray(end).toString();
  if (receiveId !== expectedReceiveId) return { ok: false, library: -40005 };
  return { ok: true, message: body.subarray(HEAD, end).toString(), receiveId };
}

export function isSameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
