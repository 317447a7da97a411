import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { errcodePage } from "@/lib/core/errcode-page";
import { adviceFor, listErrcodes, searchErrcodes, searchLibraryCodes } from "@/lib/core/wecom-errcodes";
import { isWorthRepeating } from "@/lib/wecom/errcodes";

const docs = (name: string) => readFileSync(path.resolve(import.meta.dirname, "../../docs", name), "utf8");

describe("the table of error codes", () => {
  test("every code says meaning, cause, whose it is and what to do, in both languages", () => {
    for (const code of listErrcodes()) {
      const advice = adviceFor(code);
      if (!advice) throw new Error(String(code));
      expect(["provider", "program", "corp", "user", "platform"]).toContain(advice.fault);
      for (const text of Object.values(advice.zh)) expect(text, String(code)).toMatch(/[\u4e00-\u9fff]/);
      for (const text of Object.values(advice.en)) expect(text, String(code)).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });

  test("the codes that people ask about most are there", () => {
    for (const code of [
      -1, 40001, 40014, 40078, 40082, 40084, 40085, 42001, 42009, 45009, 48002, 50001, 60020,
    ])
      expect(adviceFor(code), String(code)).not.toBeNull();
    // Belongs to official accounts, not to WeCom.
    expect(adviceFor(45011)).toBeNull();
  });

  test("what the page says of trying again is what the portal does", () => {
    for (const [code, { kind }] of searchErrcodes(""))
      expect(isWorthRepeating({ kind: "refused", api: "x", errcode: code, hint: null }), String(code)).toBe(
        kind === "back_off",
      );
  });

  test("a search finds by the beginning of the number and by words of either language", () => {
    expect(searchErrcodes("6002").map(([code]) => code)).toEqual([60020, 60021, 60028]);
    expect(searchErrcodes("白名单").map(([code]) => code)).toContain(60020);
    expect(searchErrcodes("permanent code").map(([code]) => code)).toContain(40084);
    expect(searchErrcodes("nothing of the kind")).toEqual([]);
    expect(searchLibraryCodes("-40005").map((one) => one.code)).toEqual([-40005]);
  });
});

describe("docs", () => {
  test("the pages of error codes are generated from the table and current (npm run docs:errcodes)", () => {
    expect(docs("errcodes.md")).toBe(errcodePage("en"));
    expect(docs("errcodes.zh-CN.md")).toBe(errcodePage("zh-CN"));
  });
});
