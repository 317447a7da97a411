import type { Ids } from "@/lib/core/clock";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** The largest multiple of 62 in a byte: bytes above it are dropped, or some letters would come more often. */
const FAIR_BYTES = 248;
const TOKEN_LENGTH = 32;
const AES_KEY_LENGTH = 43;

export type KeyPair = { token: string; encodingAesKey: string };

function letters(ids: Ids, length: number): string {
  let text = "";
  while (text.length < length)
    for (const byte of ids.random(length * 2))
      if (byte < FAIR_BYTES && text.length < length) text += ALPHABET[byte % ALPHABET.length];
  return text;
}

/** A Token of 32 and an EncodingAESKey of 43 letters and digits (WeCom documents 91116, 91144). */
export function makeKeyPair(ids: Ids): KeyPair {
  return { token: letters(ids, TOKEN_LENGTH), encodingAesKey: letters(ids, AES_KEY_LENGTH) };
}
