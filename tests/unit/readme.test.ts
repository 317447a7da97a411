import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { CALLBACK_CAUSES } from "@/lib/core/callback-causes";
import { SETTING_RULES } from "@/lib/runtime/setting-rules";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

describe.each(["README.md", "README.zh-CN.md"])("%s says what is true", (file) => {
  const text = read(file);

  test("every setting is in it, and no other", () => {
    const named = [...text.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap((row) =>
      [...(row[1] ?? "").matchAll(/`([A-Z_]+)`/g)].map((match) => match[1]),
    );
    expect(named.sort()).toEqual(Object.keys(SETTING_RULES).sort());
  });

  test("every command in it exists", () => {
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((one) => !Object.hasOwn(scripts, one))).toEqual([]);
  });

  test("it names as many causes of a refused callback as there are", () => {
    expect(text).toMatch(new RegExp(`\\b${Object.keys(CALLBACK_CAUSES).length} (causes|种原因)`));
  });

  test("every file and folder that it links to or names as proof is there", () => {
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? "");
    const local = links.filter((one) => !/^https?:/.test(one));
    const proofs = [...text.matchAll(/`(?:tests\/[a-z0-9]+\/)?([a-z0-9-]+(?:\.test)?\.ts)`/g)].map(
      (match) => match[1] ?? "",
    );
    const isThere = (name: string) =>
      ["tests/unit", "tests/integration", "tests/e2e"].some((folder) =>
        existsSync(path.join(ROOT, folder, name)),
      );
    expect([
      ...local.filter((one) => !existsSync(path.join(ROOT, one))),
      ...proofs.filter((one) => !isThere(one)),
    ]).toEqual([]);
    expect(proofs.length).toBeGreaterThan(8);
  });
});
