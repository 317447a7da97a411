import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { fc, test as propertyTest } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type KeyRing, SealBroken, seal, sealedKeyId, unseal } from "@/lib/core/crypto/seal";
import { Secret } from "@/lib/core/secret";

const ring: KeyRing = [{ id: "2026-11", bytes: randomBytes(32) }];
const place = { table: "suites", row: "0195", column: "suite_secret" };

describe("secrets at rest", () => {
  propertyTest.prop([fc.string({ unit: "binary" })])(
    "H1: what is sealed opens again, and only then",
    (text) => {
      expect(unseal(ring, place, seal(ring, place, text)).reveal()).toBe(
        Buffer.from(text, "utf8").toString("utf8"),
      );
    },
  );

  test("H1: the text is nowhere in the blob", () => {
    expect(seal(ring, place, "permanent-code-canary").includes("canary")).toBe(false);
  });

  test.each([
    ["another row", { ...place, row: "0196" }],
    ["another column", { ...place, column: "token" }],
    ["another table", { ...place, table: "tokens" }],
  ])("H2: a blob moved to %s does not open", (_name, other) => {
    expect(() => unseal(ring, other, seal(ring, place, "x"))).toThrow(SealBroken);
  });

  propertyTest.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])(
    "H2: no altered byte goes unnoticed",
    (at, flip) => {
      const blob = seal(ring, place, "permanent-code");
      const index = at % blob.length;
      blob[index] = (blob[index] ?? 0) ^ flip;
      expect(() => unseal(ring, place, blob)).toThrow();
    },
  );

  test("H3: after a new key comes first, old blobs still open and new ones carry the new key's id", () => {
    const old = seal(ring, place, "before");
    const both: KeyRing = [{ id: "2026-12", bytes: randomBytes(32) }, ...ring];
    expect(unseal(both, place, old).reveal()).toBe("before");
    expect(sealedKeyId(seal(both, place, "after"))).toBe("2026-12");
  });

  test("H3: a blob whose key is not configured says which key it needs", () => {
    const blob = seal(ring, place, "x");
    expect(() => unseal([{ id: "other", bytes: randomBytes(32) }], place, blob)).toThrow(
      /"2026-11" is not configured/,
    );
  });

  test("H4: the same text sealed a thousand times gives a thousand different blobs", () => {
    const blobs = new Set(Array.from({ length: 1000 }, () => seal(ring, place, "x").toString("base64")));
    expect(blobs.size).toBe(1000);
  });
});

describe("H5: a Secret shows itself to nobody", () => {
  const secret = new Secret("canary-value");
  test.each([
    ["a template", `${secret}`],
    ["JSON", JSON.stringify({ secret })],
    ["util.inspect", inspect({ secret })],
    ["a string sum", `token=${String(secret)}`],
  ])("%s", (_name, shown) => {
    expect(shown).not.toContain("canary");
    expect(shown).toContain("[secret]");
  });
});
