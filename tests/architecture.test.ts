import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const SKIPPED = new Set(["node_modules", ".next", "dist", ".data", ".git", "generated", "test-results"]);

/** Floor of a file: which of our folders it may import from. Change this together with docs/architecture.md. */
const MAY_IMPORT: Record<string, string[]> = {
  "lib/core": ["lib/core"],
  "lib/wecom": ["lib/wecom", "lib/core"],
  "lib/store": ["lib/store", "lib/core"],
  "lib/features": ["lib/features", "lib/wecom", "lib/store", "lib/core"],
  "lib/runtime": ["lib/runtime", "lib/features", "lib/wecom", "lib/store", "lib/core"],
  "app/_ui": ["app/_ui", "lib/core"],
  app: ["app", "app/_ui", "lib/runtime", "lib/features", "lib/core"],
  simulator: ["simulator"],
};
const FEATURE_ORDER: Record<string, string[]> = {
  tokens: ["tokens"],
  install: ["install", "tokens"],
  proxy: ["proxy", "tokens"],
  gateway: ["gateway", "tokens"],
  callbacks: ["callbacks", "install", "proxy", "gateway", "tokens"],
};

function filesUnder(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder)).flatMap((name) => {
    if (SKIPPED.has(name)) return [];
    const child = path.join(folder, name);
    return statSync(path.join(ROOT, child)).isDirectory()
      ? filesUnder(child)
      : /\.tsx?$/.test(name)
        ? [child]
        : [];
  });
}

const files = ["app", "lib", "simulator"].flatMap(filesUnder);
const textOf = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

function floorOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((floor) => file === floor || file.startsWith(`${floor}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Our own files that `file` imports, as paths from the root, with whether only types are taken. */
function importsOf(file: string): { target: string; isTypeOnly: boolean }[] {
  const found: { target: string; isTypeOnly: boolean }[] = [];
  for (const match of textOf(file).matchAll(
    /^\s*(?:import|export)\s+(type\s+)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)|^import "([^"]+)"/gm,
  )) {
    const source = match[2] ?? match[3] ?? match[4] ?? "";
    const target = source.startsWith("@/")
      ? source.slice(2)
      : source.startsWith(".")
        ? path.normalize(path.join(path.dirname(file), source))
        : null;
    if (target) found.push({ target, isTypeOnly: match[1] !== undefined });
  }
  return found;
}

function featureOf(file: string): string | undefined {
  return file.match(/^lib\/features\/([^/]+)\//)?.[1];
}

describe("the five floors", () => {
  test("there are files to judge", () => {
    expect(files.length).toBeGreaterThan(40);
  });

  test("imports only go down", () => {
    const wrong: string[] = [];
    for (const file of files) {
      const allowed = MAY_IMPORT[floorOf(file) ?? ""] ?? [];
      for (const { target, isTypeOnly } of importsOf(file)) {
        const floor = floorOf(target);
        // A page may name the type of what it shows; the value still comes through a use-case.
        const isAllowedType =
          isTypeOnly && floorOf(file) === "app" && (floor === "lib/store" || floor === "lib/wecom");
        if (floor && !allowed.includes(floor) && !isAllowedType) wrong.push(`${file} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("features meet only in the order tokens < install, proxy, gateway < callbacks", () => {
    const wrong: string[] = [];
    for (const file of files) {
      const from = featureOf(file);
      const allowed = from ? FEATURE_ORDER[from] : undefined;
      if (!allowed) continue;
      for (const { target } of importsOf(file)) {
        const to = featureOf(target);
        if (to && FEATURE_ORDER[to] && !allowed.includes(to)) wrong.push(`${file} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("no file imports itself in a circle", () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((one) => !one.isTypeOnly)
          .flatMap(({ target }) =>
            [`${target}.ts`, `${target}.tsx`, `${target}/index.ts`, target].filter((one) =>
              files.includes(one),
            ),
          ),
      ]),
    );
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (file: string, trail: string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
        return;
      }
      state.set(file, "open");
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

describe("time, randomness, network and settings come in as arguments", () => {
  const below = files.filter((file) => /^lib\/(core|wecom|store|features)\//.test(file));
  test.each([
    ["process.env", /process\.env/],
    ["fetch(", /(?<![.\w])fetch\(/],
    ["Date.now()", /Date\.now\(\)/],
    ["new Date()", /new Date\(\)/],
    ["Math.random()", /Math\.random\(\)/],
  ])("nobody below the runtime writes %s", (_name, pattern) => {
    const bare = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    expect(below.filter((file) => pattern.test(bare(textOf(file))))).toEqual([]);
  });

  test("process.env is read in lib/runtime/env.ts alone", () => {
    const readers = files.filter(
      (file) => !file.startsWith("simulator/") && /process\.env/.test(textOf(file)),
    );
    expect(readers.filter((file) => file !== "lib/runtime/env.ts")).toEqual([]);
  });

  test("the store and the runtime never reach a browser", () => {
    const open = files.filter(
      (file) => /^lib\/(store|runtime)\//.test(file) && !/^import "server-only";/m.test(textOf(file)),
    );
    expect(open).toEqual([]);
  });

  test("A2: signatures and tokens are never compared with ===", () => {
    const pattern =
      /(?:\b(?:msgSignature|signature|sessionToken|stateToken)\b)\s*(?:===|!==)(?!\s*(?:undefined|null|""))/;
    expect(files.filter((file) => !file.startsWith("simulator/") && pattern.test(textOf(file)))).toEqual([]);
  });
});

describe("size", () => {
  test("no file is longer than 300 lines", () => {
    expect(files.filter((file) => textOf(file).split("\n").length > 300)).toEqual([]);
  });
});
