import { type Opened, openWecom, sealWecom } from "@/lib/core/crypto/wecom-aes";
import { isWecomSignature, signWecom } from "@/lib/core/crypto/wecom-signature";
import type { Secret } from "@/lib/core/secret";
import { MAX_XML_BYTES, readXml, textOf } from "@/lib/core/xml/read-xml";
import { writeXml } from "@/lib/core/xml/write-xml";
import type { CallbackQuery } from "@/lib/wecom/callback-query";

/** Base64 makes 4 of 3 bytes; the rest is for the elements around it. More than this never reaches a hash (threat B1). */
export const MAX_ENVELOPE_BYTES = Math.ceil((MAX_XML_BYTES * 4) / 3) + 5_462;

/** Three elements and room for what WeCom may add: anybody may send one, so it must cost next to nothing (threat B1). */
export const ENVELOPE_LIMITS = { bytes: MAX_ENVELOPE_BYTES, elements: 16, marks: 64 };

/** The outer XML of a POST. Unauthenticated: only `encrypt` is covered by the signature. */
export type Envelope = { toUserName: string; agentId: string; encrypt: string };

/** Token and AES key of one live pair, decoded. */
export type OpeningKey = { token: Secret; aesKey: Buffer };

/** Reads the outer XML; null when it is not one. */
export function readEnvelope(body: Uint8Array): Envelope | null {
  const read = readXml(body, ENVELOPE_LIMITS);
  if (!read.ok) return null;
  const encrypt = textOf(read.value, "Encrypt");
  if (encrypt === null) return null;
  return {
    toUserName: textOf(read.value, "ToUserName") ?? "",
    agentId: textOf(read.value, "AgentID") ?? "",
    encrypt,
  };
}

/**
 * Verifies and opens a ciphertext with the first of `keys` whose Token signs it (newest first: threat A10).
 * Null for a wrong signature, padding, length: callers can't tell which, so answers can't either (threat A8).
 */
export function openSigned<K extends OpeningKey>(
  keys: readonly K[],
  query: CallbackQuery,
  encrypt: string,
): (Opened & { key: K }) | null {
  const parts = { timestamp: query.timestamp, nonce: query.nonce, encrypt };
  for (const key of keys) {
    if (!isWecomSignature(query.msgSignature, key.token.reveal(), parts)) continue;
    const opened = openWecom(key.aesKey, encrypt);
    // Two pairs may share a Token and differ in the key: go on to the next.
    if (opened.ok) return { message: opened.value.message, receiveId: opened.value.receiveId, key };
  }
  return null;
}

/** What a sealed message is made from; timestamp and nonce are the sender's to choose. */
export type SealInput = {
  key: OpeningKey;
  random: Uint8Array;
  timestamp: string;
  nonce: string;
  message: string;
  receiveId: string;
};

/** Seals and signs: ciphertext and signature, for a callback, a URL check or a passive reply. */
export function sealSigned(input: SealInput): { encrypt: string; msgSignature: string } {
  const encrypt = sealWecom(input.key.aesKey, input.random, input.message, input.receiveId);
  const { timestamp, nonce } = input;
  return { encrypt, msgSignature: signWecom(input.key.token.reveal(), { timestamp, nonce, encrypt }) };
}

/** A passive reply to a message (WeCom document 90930): the body to answer with. */
export function writePassiveReply(input: SealInput): string {
  const { encrypt, msgSignature } = sealSigned(input);
  return writeXml({
    Encrypt: encrypt,
    MsgSignature: msgSignature,
    TimeStamp: Number(input.timestamp),
    Nonce: input.nonce,
  });
}
