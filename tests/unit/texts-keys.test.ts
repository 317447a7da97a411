import { describe, expect, test } from "vitest";
import { ERRORS } from "@/lib/core/errors";
import { errorText, LOCALES, parseErrorCode, parseLocale, TEXTS } from "@/lib/core/texts";
import { translatorFor } from "@/lib/runtime/i18n";

type Leaf = { key: string; text: string };

function leavesOf(value: unknown, path: string[] = []): Leaf[] {
  if (typeof value === "string") return [{ key: path.join("."), text: value }];
  if (typeof value !== "object" || value === null) throw new Error(`${path.join(".")} is no text`);
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

const leaves = { "zh-CN": leavesOf(TEXTS["zh-CN"]), en: leavesOf(TEXTS.en) };
const argumentsOf = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ""))]
    // Words inside plural branches are text.
    .filter((name) => new RegExp(`\\{${name}[,}]`).test(text) && !/^(one|other|#)$/.test(name))
    .sort();

describe("two languages", () => {
  test("English has every text that Chinese has, and no other", () => {
    expect(leaves.en.map((leaf) => leaf.key).sort()).toEqual(leaves["zh-CN"].map((leaf) => leaf.key).sort());
  });

  test("no text is empty", () => {
    for (const locale of LOCALES)
      expect(leaves[locale].filter((leaf) => leaf.text.trim() === "").map((leaf) => leaf.key)).toEqual([]);
  });

  test("both languages fill the same values into a text", () => {
    const english = new Map(leaves.en.map((leaf) => [leaf.key, leaf.text]));
    for (const { key, text } of leaves["zh-CN"])
      expect([key, argumentsOf(english.get(key) ?? "")]).toEqual([key, argumentsOf(text)]);
  });

  test("every text can be formatted in its language", () => {
    for (const locale of LOCALES) {
      const t = translatorFor(locale);
      for (const { key, text } of leaves[locale]) {
        const values = Object.fromEntries(
          argumentsOf(text).map((name) => [name, name === "count" ? 2 : "值"]),
        );
        const shown = t(key as Parameters<typeof t>[0], values);
        expect(shown, key).not.toBe(key);
        expect(shown, key).not.toMatch(/[{}]/);
      }
    }
  });

  test("English counts one and many differently", () => {
    const t = translatorFor("en");
    expect(t("common.ago.minutes", { count: 1 })).toBe("1 minute ago");
    expect(t("common.ago.minutes", { count: 5 })).toBe("5 minutes ago");
  });

  test("the install button has the exact words in both languages", () => {
    expect(TEXTS["zh-CN"].site.home.installButton).toBe("微信企业号应用授权");
    expect(TEXTS.en.site.home.installButton).toBe("微信企业号应用授权");
  });

  test("English uses no full-width punctuation outside quoted WeCom terms", () => {
    const wrong = leaves.en.filter(({ text }) => /[，。：；「」“”’]/.test(text));
    expect(wrong.map((leaf) => leaf.key)).toEqual([]);
  });

  test("Chinese keeps a space between Chinese and Latin letters or digits", () => {
    const wrong = leaves["zh-CN"].filter(({ text }) =>
      /[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]/.test(text.replace(/\{[^}]*\}/g, "")),
    );
    expect(wrong.map((leaf) => leaf.key)).toEqual([]);
  });
});

describe("languages and error codes from outside", () => {
  test("only the two languages are known", () => {
    expect(parseLocale("zh-CN")).toBe("zh-CN");
    expect(parseLocale("en")).toBe("en");
    for (const text of ["zh", "EN", "fr", "", null, "__proto__"]) expect(parseLocale(text)).toBeNull();
  });

  test("an address can name only codes of the table", () => {
    for (const code of Object.keys(ERRORS)) expect(parseErrorCode(code)).toBe(code);
    for (const text of ["constructor", "__proto__", "toString", "nope", ""])
      expect(parseErrorCode(text)).toBeNull();
  });

  test("every error says something in both languages", () => {
    for (const code of Object.keys(ERRORS)) {
      const known = parseErrorCode(code);
      if (!known) throw new Error(code);
      expect(errorText(known, "zh-CN")).toMatch(/[\u4e00-\u9fff]/);
      expect(errorText(known, "en")).toMatch(/^[A-Z]/);
    }
  });
});
