import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const DOCS = path.resolve(import.meta.dirname, "../../docs");
const FIX_IT = path.join(DOCS, "fix-it");
const pages = readdirSync(FIX_IT).filter((name) => name.endsWith(".md"));
const textOf = (name: string) => readFileSync(path.join(FIX_IT, name), "utf8");

describe("pages that people find by the words of an error", () => {
  test.each([
    "echostr 校验失败",
    "服务商没有响应",
    "-40001",
    "-40002",
    "-40003",
    "-40004",
    "-40005",
    "40085",
    "40078",
    "60020",
  ])("there is a page with %s in its heading, in Chinese and in English", (words) => {
    const heads = (isChinese: boolean) =>
      pages
        .filter((name) => name.endsWith(".zh-CN.md") === isChinese)
        .filter((name) => (textOf(name).split("\n")[0] ?? "").includes(words));
    expect(heads(true).length).toBeGreaterThan(0);
    expect(heads(false).length).toBeGreaterThan(0);
  });

  test("every page has its twin in the other language and leads somewhere that exists", () => {
    const wrong: string[] = [];
    for (const name of pages) {
      const twin = name.endsWith(".zh-CN.md")
        ? name.replace(".zh-CN.md", ".md")
        : name.replace(/\.md$/, ".zh-CN.md");
      if (!pages.includes(twin)) wrong.push(`${name} has no twin`);
      for (const [, target = ""] of textOf(name).matchAll(/\]\(([^)#]+)\)/g))
        if (!existsSync(path.join(FIX_IT, target))) wrong.push(`${name} → ${target}`);
    }
    expect(wrong).toEqual([]);
  });

  test("every alert names a metric of the portal and a page that exists", () => {
    const rules = readFileSync(path.join(DOCS, "alerts/wecom-portal.rules.yml"), "utf8");
    const sources = ["lib/runtime/metrics.ts", "lib/runtime/health-metrics.ts"]
      .map((file) => readFileSync(path.resolve(DOCS, "..", file), "utf8"))
      .join("");
    for (const [, name = ""] of rules.matchAll(/\bwecom_portal_([a-z_]+?)(?:_bucket)?\b/g))
      expect(sources, name).toContain(name);
    for (const [, page = ""] of rules.matchAll(/runbook: docs\/(\S+)/g))
      expect(existsSync(path.join(DOCS, page)), page).toBe(true);
  });
});
