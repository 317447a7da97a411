import fc from "fast-check";
import { expect, test } from "vitest";
import { cheapestEncoding } from "@/lib/runtime/text-encoding";

test("whatever the text holds, the bytes sent are those of UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const encoding = cheapestEncoding(text, Buffer.byteLength(text));
      expect(Buffer.from(text, encoding).equals(Buffer.from(text, "utf8"))).toBe(true);
    }),
  );
  expect(cheapestEncoding("success", 7)).toBe("latin1");
  expect(cheapestEncoding("é", 2)).toBe("utf8");
});
