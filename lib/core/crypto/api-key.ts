import { createHash, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 10;
const SECRET_LENGTH = 32;
const CHECK_LENGTH = 6;
const FORM = /^wpk_([0-9A-Za-z]{10})_[0-9A-Za-z]{32}[0-9A-Za-z]{6}$/;
/** The longest key that a bootstrap file may give. */
const MAX_LENGTH = 204;

/** Random base62 text; bytes that would favour some letters are thrown away. */
function randomText(length: number, random: (bytes: number) => Buffer): string {
  let text = "";
  while (text.length < length)
    for (const byte of random(length * 2))
      if (byte < 248 && text.length < length) text += ALPHABET[byte % ALPHABET.length];
  return text;
}

function checkOf(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let i = 0; i < CHECK_LENGTH; i += 1) {
    digits = (ALPHABET[rest % 62] ?? "0") + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/**
 * A new key: `wpk_` + id + `_` + 32 random letters and digits (190 bits) + their CRC32. The prefix and the checksum
 * let secret scanners recognise a leaked key without asking anybody (promise R17).
 */
export function makeApiKey(random: (bytes: number) => Buffer): { keyId: string; key: string } {
  const keyId = randomText(ID_LENGTH, random);
  return { keyId, key: makeApiKeyWithId(keyId, random) };
}

/** Another secret for an id that exists: rotation. */
export function makeApiKeyWithId(keyId: string, random: (bytes: number) => Buffer): string {
  const text = `wpk_${keyId}_${randomText(SECRET_LENGTH, random)}`;
  return text + checkOf(text);
}

/** Whether a text is a key as we make them, checksum included. For scanners and tests; a given key may look otherwise. */
export function isWellFormedApiKey(text: string): boolean {
  return FORM.test(text) && text.slice(-CHECK_LENGTH) === checkOf(text.slice(0, -CHECK_LENGTH));
}

/** What lists show of a key: its id, or the beginning of a key that the bootstrap file gave. */
export function shownApiKey(key: string): string {
  const id = FORM.exec(key)?.[1];
  return id ? `wpk_${id}` : key.slice(0, 8);
}

/** What is stored instead of a key. A random key needs no slow hash: nobody can try 2^190. */
export function hashApiKey(key: string): Buffer {
  return createHash("sha256").update(key, "utf8").digest();
}

/** The key of an `Authorization` header; null for anything else, without saying why. */
export function readBearerKey(header: string | null | undefined): string | null {
  if (!header || header.length > MAX_LENGTH + 10) return null;
  const match = /^bearer +(wpk_[\x21-\x7e]{8,200})$/i.exec(header);
  return match?.[1] ?? null;
}

/** Compares two hashes in the same time whatever they hold. */
export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
