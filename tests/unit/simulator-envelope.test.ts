import { readFileSync } from "node:fs";
import path from "node:path";
import { fc, test as propertyTest } from "@fast-check/vitest";
import { decrypt, encrypt, getSignature } from "@wecom/crypto";
import { describe, expect, test } from "vitest";
import { decodeAesKey, open, seal, sign } from "../../simulator/envelope";
import { readXml, writeXml } from "../../simulator/xml";

interface Vector {
  id: string;
  token: string;
  encodingAESKey: string;
  receiveId: string;
  timestamp: string;
  nonce: string;
  msgSignature: string;
  encrypt: string;
  randomHex: string;
  plaintext: string;
  mustFailAs?: { stage: string; code: number } | string;
}
const file = path.join(import.meta.dirname, "../vectors/wecom-callback.json");
const { vectors, negative } = JSON.parse(readFileSync(file, "utf8")) as {
  vectors: Vector[];
  negative: Vector[];
};

function keyOf(vector: { encodingAESKey: string }): Buffer {
  const key = decodeAesKey(vector.encodingAESKey);
  if (key === null) throw new Error("key of a vector does not decode");
  return key;
}

describe("published vectors", () => {
  test.each(vectors)("$id: opens, seals byte for byte, signs", (vector) => {
    const key = keyOf(vector);
    expect(open(key, vector.encrypt, vector.receiveId)).toEqual({
      ok: true,
      message: vector.plaintext,
      receiveId: vector.receiveId,
    });
    expect(seal(key, vector.plaintext, vector.receiveId, Buffer.from(vector.randomHex, "hex"))).toBe(
      vector.encrypt,
    );
    expect(sign(vector.token, vector.timestamp, vector.nonce, vector.encrypt)).toBe(vector.msgSignature);
  });

  test.each(negative)("$id is refused", (vector) => {
    const isSigned =
      sign(vector.token, vector.timestamp, vector.nonce, vector.encrypt) === vector.msgSignature;
    expect(isSigned && open(keyOf(vector), vector.encrypt, vector.receiveId).ok).toBe(false);
  });
});

describe("refusals carry the library's number", () => {
  const key = keyOf({ encodingAESKey: "PjK1gIhqjj6npCwwADiBUSVa4p6zeAMANqJPiNT3bGY" });
  test.each([
    ["", -40010],
    ["***", -40010],
    ["YWJj", -40007],
  ])("%j", (sealed, library) => {
    expect(open(key, sealed, "x")).toEqual({ ok: false, library });
  });
  test("another receiver is -40005", () => {
    expect(open(key, seal(key, "hi", "wwa"), "wwb")).toEqual({ ok: false, library: -40005 });
  });
  test("keys of the wrong length or alphabet are none", () => {
    expect([decodeAesKey("short"), decodeAesKey("!".repeat(43)), decodeAesKey("a".repeat(44))]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

propertyTest.prop([fc.string({ unit: "grapheme", maxLength: 300 }), fc.string({ maxLength: 40 })])(
  "@wecom/crypto opens what it seals, and the other way round",
  (message, receiveId) => {
    const encodingAESKey = "PjK1gIhqjj6npCwwADiBUSVa4p6zeAMANqJPiNT3bGY";
    const key = keyOf({ encodingAESKey });
    expect(decrypt(encodingAESKey, seal(key, message, receiveId))).toMatchObject({ message, id: receiveId });
    expect(open(key, encrypt(encodingAESKey, message, receiveId), receiveId)).toMatchObject({
      ok: true,
      message,
    });
    const sealed = seal(key, message, receiveId);
    expect(sign("T", "1", "2", sealed)).toBe(getSignature("T", "1", "2", sealed));
  },
);

test("XML: CDATA that ends early survives, DOCTYPE is refused, numbers stay text", () => {
  expect(
    readXml(
      writeXml([
        ["A", "x]]>y"],
        ["N", 9],
      ]),
    ),
  ).toEqual({ A: "x]]>y", N: "9" });
  expect(readXml('<!DOCTYPE x [<!ENTITY a "b">]><xml><A>1</A></xml>')).toBeNull();
  expect(readXml("<html></html>")).toBeNull();
});
