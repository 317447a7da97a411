import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { pooledRandom } from "@/lib/core/crypto/random-pool";
import { Secret } from "@/lib/core/secret";

/** Keys that encrypt the database, newest first. `bytes` is 32 bytes. */
export type KeyRing = readonly { id: string; bytes: Buffer }[];

/** Where a sealed value lives. It is bound in: a blob moved to another row, column or table does not open (threat H2). */
export type SealedPlace = { table: string; row: string; column: string };

const VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Thrown when a blob can't be opened: unknown key, moved, altered or cut short. Says where, never what. */
export class SealBroken extends Error {
  constructor(place: SealedPlace, why: string) {
    super(`sealed value ${place.table}.${place.column} of row ${place.row} does not open: ${why}`);
    this.name = "SealBroken";
  }
}

function placeBytes(place: SealedPlace, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, place.table, place.row, place.column]), "utf8");
}

/** One key per blob, so that no AES key sees more than one nonce (threat H4). */
function blobKey(master: Buffer, salt: Buffer): Buffer {
  return createHmac("sha256", master).update("wecom-portal seal v1").update(salt).digest();
}

/**
 * Seals text with AES-256-GCM under the newest key.
 *
 * Layout: version (1) ‖ key id length (1) ‖ key id ‖ salt (16) ‖ nonce (12) ‖ tag (16) ‖ ciphertext.
 */
export function seal(ring: KeyRing, place: SealedPlace, text: string): Buffer {
  const newest = ring[0];
  if (!newest) throw new Error("no encryption key is configured");
  const salt = pooledRandom(SALT_BYTES);
  const nonce = pooledRandom(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", blobKey(newest.bytes, salt), nonce);
  cipher.setAAD(placeBytes(place, newest.id));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const keyId = Buffer.from(newest.id, "utf8");
  return Buffer.concat([Buffer.of(VERSION, keyId.length), keyId, salt, nonce, cipher.getAuthTag(), body]);
}

/** Key id of a blob, to see which rows still need the newest key. Null when it is no blob of ours. */
export function sealedKeyId(blob: Uint8Array): string | null {
  const length = blob[1];
  if (blob[0] !== VERSION || length === undefined || blob.length < 2 + length) return null;
  return Buffer.from(blob.subarray(2, 2 + length)).toString("utf8");
}

/** Opens what `seal` made. Throws `SealBroken`; never answers a wrong text. */
export function unseal(ring: KeyRing, place: SealedPlace, blob: Uint8Array): Secret {
  const keyId = sealedKeyId(blob);
  if (keyId === null) throw new SealBroken(place, "not a sealed value");
  const key = ring.find((one) => one.id === keyId);
  if (!key) throw new SealBroken(place, `key "${keyId}" is not configured`);
  const start = 2 + Buffer.byteLength(keyId, "utf8");
  const data = Buffer.from(blob.buffer, blob.byteOffset + start, blob.length - start);
  if (data.length < SALT_BYTES + NONCE_BYTES + TAG_BYTES) throw new SealBroken(place, "cut short");
  const salt = data.subarray(0, SALT_BYTES);
  const nonce = data.subarray(SALT_BYTES, SALT_BYTES + NONCE_BYTES);
  const tag = data.subarray(SALT_BYTES + NONCE_BYTES, SALT_BYTES + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", blobKey(key.bytes, salt), nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(placeBytes(place, keyId));
  decipher.setAuthTag(tag);
  try {
    const body = data.subarray(SALT_BYTES + NONCE_BYTES + TAG_BYTES);
    return new Secret(Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8"));
  } catch {
    throw new SealBroken(place, "altered, moved, or sealed with another key of the same id");
  }
}

/** A keyed fingerprint: equal texts can be found in the database without being stored. 32 bytes. */
export function fingerprint(ring: KeyRing, purpose: string, text: string): Buffer {
  const oldest = ring.at(-1);
  if (!oldest) throw new Error("no encryption key is configured");
  return createHmac("sha256", oldest.bytes)
    .update(`wecom-portal fingerprint ${purpose}\n`)
    .update(text)
    .digest();
}
