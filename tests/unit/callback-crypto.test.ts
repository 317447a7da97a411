import { createCipheriv, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decodeAesKey, openWecom, sealWecom } from "@/lib/core/crypto/wecom-aes";
import { isWecomSignature, signWecom } from "@/lib/core/crypto/wecom-signature";
import vectors from "@/tests/vectors/wecom-callback.json";

const require = createRequire(import.meta.url);
const wecomCrypto: {
  decrypt(key: string, text: string): { message: string; id: string };
  encrypt(key: string, message: string, id: string, random?: Buffer): string;
  getSignature(token: string, timestamp: string, nonce: string, encrypt: string): string;
} = require("@wecom/crypto");
const WechatCrypto: new (
  token: string,
  key: string,
  id: string,
) => {
  decrypt(text: string): { message: string; id: string };
  encrypt(text: string): string;
  getSignature(timestamp: string, nonce: string, encrypt: string): string;
} = require("wechat-crypto");

function keyOf(text: string): Buffer {
  const key = decodeAesKey(text);
  if (!key) throw new Error("not a key");
  return key;
}

const KEY_TEXT = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
const KEY = keyOf(KEY_TEXT);
const keyText = fc.stringMatching(/^[A-Za-z0-9]{43}$/);

/** Encrypts `plain` as it stands: no head, no padding of ours. */
function rawSeal(plain: Buffer): string {
  const cipher = createCipheriv("aes-256-cbc", KEY, KEY.subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
}

describe("published vectors", () => {
  test.each(vectors.vectors)("$id opens, is signed and seals again byte for byte", (vector) => {
    const key = keyOf(vector.encodingAESKey);
    const opened = openWecom(key, vector.encrypt);
    if (!opened.ok) throw new Error(opened.code);
    expect(opened.value.message.toString("utf8")).toBe(vector.plaintext);
    expect(opened.value.receiveId).toBe(vector.receiveId);
    expect(isWecomSignature(vector.msgSignature, vector.token, vector)).toBe(true);
    const random = Buffer.from(vector.randomHex, "hex");
    expect(sealWecom(key, random, vector.plaintext, vector.receiveId)).toBe(vector.encrypt);
  });

  test.each(vectors.signatureOnly)("$id is the signature", (vector) => {
    expect(signWecom(vector.token, vector)).toBe(vector.msgSignature);
  });

  test.each(vectors.negative)("$id is refused", (vector) => {
    const isSigned = isWecomSignature(vector.msgSignature, vector.token, vector);
    const opened = openWecom(keyOf(vector.encodingAESKey), vector.encrypt);
    const isForReceiver = opened.ok && opened.value.receiveId === vector.receiveId;
    expect(isSigned && isForReceiver).toBe(false);
    expect(vector.mustFailAs.startsWith("signature")).toBe(!isSigned);
  });
});

describe("keys", () => {
  test("a key whose last character carries dropped bits is a good key", () => {
    expect(KEY).toHaveLength(32);
    expect(`${KEY.toString("base64").slice(0, 43)}`).not.toBe(KEY_TEXT);
  });

  test.each(["", "a".repeat(42), "a".repeat(44), `${"a".repeat(42)}=`, `${"a".repeat(42)} `, "ä".repeat(43)])(
    "%j is no key",
    (text) => {
      expect(decodeAesKey(text)).toBeNull();
    },
  );
});

describe("A9: what does not open is a typed refusal", () => {
  const body = (length: number, tail: Buffer) => {
    const head = Buffer.alloc(20);
    head.writeUInt32BE(length, 16);
    return Buffer.concat([head, tail]);
  };

  test.each([
    ["nothing", "", "aes.base64"],
    ["not base64", "****", "aes.base64"],
    ["base64url", "-_-_", "aes.base64"],
    ["not whole blocks", Buffer.alloc(17).toString("base64"), "aes.length"],
    ["pad byte 0", rawSeal(Buffer.alloc(32)), "aes.padding"],
    ["pad byte 33", rawSeal(Buffer.alloc(64, 33)), "aes.padding"],
    ["pad byte 255", rawSeal(Buffer.alloc(32, 255)), "aes.padding"],
    ["pad longer than the text", rawSeal(Buffer.alloc(16, 17)), "aes.padding"],
    [
      "one pad byte wrong",
      rawSeal(Buffer.concat([body(0, Buffer.alloc(4)), Buffer.of(8, 8, 8, 8, 9, 8, 8, 8)])),
      "aes.padding",
    ],
    ["nothing but padding", rawSeal(Buffer.alloc(32, 32)), "aes.bounds"],
    [
      "length past the end",
      rawSeal(Buffer.concat([body(1, Buffer.alloc(0)), Buffer.alloc(12, 12)])),
      "aes.bounds",
    ],
    [
      "length 2^31",
      rawSeal(Buffer.concat([body(2 ** 31, Buffer.alloc(0)), Buffer.alloc(12, 12)])),
      "aes.bounds",
    ],
    [
      "length 2^32-1",
      rawSeal(Buffer.concat([body(2 ** 32 - 1, Buffer.alloc(0)), Buffer.alloc(12, 12)])),
      "aes.bounds",
    ],
  ])("%s", (_name, ciphertext, code) => {
    expect(openWecom(KEY, ciphertext)).toEqual({ ok: false, code });
  });

  property.prop([fc.uint8Array({ maxLength: 2_000 })])("A9: arbitrary bytes never throw", (bytes) => {
    const opened = openWecom(KEY, Buffer.from(bytes).toString("base64"));
    expect(typeof opened.ok).toBe("boolean");
  });

  property.prop([fc.uint8Array({ minLength: 1, maxLength: 40 })])(
    "A9: arbitrary plain blocks never throw",
    (bytes) => {
      const plain = Buffer.alloc(Math.ceil(bytes.length / 16) * 16, bytes[0]);
      plain.set(bytes, plain.length - bytes.length);
      expect(typeof openWecom(KEY, rawSeal(plain)).ok).toBe("boolean");
    },
  );
});

describe("round trips", () => {
  const message = fc.string({ unit: "grapheme", maxLength: 300 });
  const receiveId = fc.stringMatching(/^[A-Za-z0-9_-]{0,40}$/);

  property.prop([keyText, message, receiveId, fc.uint8Array({ minLength: 16, maxLength: 16 })])(
    "what we seal, we and both libraries open",
    (text, given, id, random) => {
      const sealed = sealWecom(keyOf(text), random, given, id);
      const opened = openWecom(keyOf(text), sealed);
      if (!opened.ok) throw new Error(opened.code);
      expect([opened.value.message.toString("utf8"), opened.value.receiveId]).toEqual([given, id]);
      expect(wecomCrypto.decrypt(text, sealed)).toMatchObject({ message: given, id });
      expect(new WechatCrypto("t", text, "any").decrypt(sealed)).toMatchObject({ message: given, id });
    },
  );

  property.prop([keyText, message, receiveId])("what both libraries seal, we open", (text, given, id) => {
    // wechat-crypto can't seal for an empty receive id.
    const others = id === "" ? [] : [new WechatCrypto("t", text, id).encrypt(given)];
    for (const sealed of [wecomCrypto.encrypt(text, given, id, randomBytes(16)), ...others]) {
      const opened = openWecom(keyOf(text), sealed);
      if (!opened.ok) throw new Error(opened.code);
      expect([opened.value.message.toString("utf8"), opened.value.receiveId]).toEqual([given, id]);
    }
  });

  property.prop([
    fc.stringMatching(/^[A-Za-z0-9]{1,32}$/),
    fc.stringMatching(/^\d{10}$/),
    fc.stringMatching(/^[!-~]{1,64}$/),
    fc.base64String({ maxLength: 200 }),
  ])("our signature is both libraries' signature", (token, timestamp, nonce, encrypt) => {
    const ours = signWecom(token, { timestamp, nonce, encrypt });
    expect(wecomCrypto.getSignature(token, timestamp, nonce, encrypt)).toBe(ours);
    expect(new WechatCrypto(token, KEY_TEXT, "x").getSignature(timestamp, nonce, encrypt)).toBe(ours);
  });
});

describe("A1, A2: signatures", () => {
  const parts = { timestamp: "1700000000", nonce: "n1", encrypt: "AAAA" };
  const right = signWecom("token", parts);

  test.each([
    "",
    "x",
    right.slice(1),
    `${right}0`,
    right.toUpperCase(),
    "z".repeat(40),
    "é".repeat(40),
    "签".repeat(40),
  ])("A2: %j is wrong and does not throw", (given) => {
    expect(isWecomSignature(given, "token", parts)).toBe(false);
  });

  test("A1: one changed character in any of the five inputs is a wrong signature", () => {
    expect(isWecomSignature(right, "token", parts)).toBe(true);
    expect(isWecomSignature(right, "tokem", parts)).toBe(false);
    for (const name of ["timestamp", "nonce", "encrypt"] as const) {
      const value = parts[name];
      for (let at = 0; at < value.length; at += 1) {
        const changed = `${value.slice(0, at)}${value[at] === "7" ? "8" : "7"}${value.slice(at + 1)}`;
        expect(isWecomSignature(right, "token", { ...parts, [name]: changed })).toBe(false);
      }
    }
    for (let at = 0; at < 40; at += 1) {
      const changed = `${right.slice(0, at)}${right[at] === "7" ? "8" : "7"}${right.slice(at + 1)}`;
      expect(isWecomSignature(changed, "token", parts)).toBe(false);
    }
  });
});
