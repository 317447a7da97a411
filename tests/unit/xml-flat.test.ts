import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { readFlat } from "@/lib/core/xml/read-flat";
import { readNested, readXml } from "@/lib/core/xml/read-xml";
import { writeXml } from "@/lib/core/xml/write-xml";

const PIECES = [
  "<A>",
  "</A>",
  "<Bc1_>",
  "</Bc1_>",
  "<a>",
  "</a>",
  "<A/>",
  "</A >",
  "<![CDATA[",
  "]]>",
  "![CDATA[w]]",
  "]]",
  "text",
  " ",
  "\n",
  "\r\n",
  "\u00a0",
  "\u3000",
  "&amp;",
  "&",
  ">",
  "<",
  '="',
  "é🎉",
  "<xml>",
  "</xml>",
  "<ToString>",
  "</ToString>",
];
const element = fc.tuple(
  fc.constantFrom("A", "Bc1_", "C", "D"),
  fc.constantFrom("plain", "cdata"),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((parts) => parts.join("")),
  fc.constantFrom("", " ", "\n", "x"),
);
const nearlyFlat = fc
  .array(element, { maxLength: 4 })
  .map((all) =>
    all.map(([name, kind, text, gap]) =>
      kind === "cdata" ? `<${name}><![CDATA[${text}]]></${name}>${gap}` : `<${name}>${text}</${name}>${gap}`,
    ),
  );
const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 });
const body = fc.oneof(nearlyFlat, soup).map((parts) => `<xml>${parts.join("")}</xml>`);

/** What the quick reading answers for a body; null where it leaves the body to the parser. */
const flatOf = (text: string) => {
  const trimmed = text.trim();
  const nested = readNested(trimmed);
  const whole = readXml(Buffer.from(trimmed, "utf8"));
  return { flat: readFlat(trimmed, (value) => value.trim()), nested, whole };
};

describe("the quick reading of flat documents", () => {
  property.prop([body], { numRuns: 5_000 })(
    "answers what the parser answers, or leaves it to the parser",
    (text) => {
      const { flat, nested, whole } = flatOf(text);
      expect(JSON.stringify(whole)).toBe(JSON.stringify(nested));
      if (flat) expect(nested.ok && Object.keys(nested.value)).toEqual(Object.keys(flat));
    },
  );

  property.prop([
    fc.dictionary(
      fc.stringMatching(/^[A-Z][A-Za-z0-9_]{0,20}$/),
      fc.oneof(fc.nat(), fc.string({ unit: "grapheme" })),
      {
        minKeys: 1,
        maxKeys: 20,
      },
    ),
  ])("takes everything flat that is written the usual way", (fields) => {
    fc.pre(Object.values(fields).every((value) => !/[\r\0]|\]\]>/.test(String(value))));
    const text = writeXml(fields);
    const flat = readFlat(text, (value) => value.trim());
    expect(flat).not.toBeNull();
    expect({ ...flat }).toEqual(
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value).trim()])),
    );
  });

  test.each([
    ["a repeated name", "<xml><A>1</A><A>1</A></xml>"],
    ["children", "<xml><A><B>1</B></A></xml>"],
    ["two CDATA sections in one element", "<xml><A><![CDATA[a]]><![CDATA[b]]></A></xml>"],
    ["an entity", "<xml><A>a&amp;b</A></xml>"],
    ["text beside elements", "<xml>x<A>1</A></xml>"],
    ["a carriage return", "<xml><A>1</A>\r\n</xml>"],
    ["nothing inside", "<xml></xml>"],
    [
      "more elements than any event has",
      `<xml>${Array.from({ length: 65 }, (_, n) => `<A${n}>1</A${n}>`).join("")}</xml>`,
    ],
  ])("leaves to the parser: %s", (_name, text) => {
    expect(readFlat(text, (value) => value)).toBeNull();
  });
});
