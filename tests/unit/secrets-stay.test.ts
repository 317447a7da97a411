import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { Secret } from "@/lib/core/secret";
import { openApiOf } from "@/lib/runtime/api/openapi";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import type { ApiKey } from "@/lib/store/api-keys";
import type { Authorization } from "@/lib/store/authorizations";

const ROOT = path.resolve(import.meta.dirname, "../..");

function filesUnder(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder)).flatMap((name) => {
    const child = path.join(folder, name);
    if (name === "generated") return [];
    return statSync(path.join(ROOT, child)).isDirectory()
      ? filesUnder(child)
      : /\.tsx?$/.test(name)
        ? [child]
        : [];
  });
}

/** Names of the members of a type that hold a `Secret`. */
type SecretMembers<T> = {
  [K in keyof T]: T[K] extends Secret | null
    ? null extends T[K]
      ? Exclude<T[K], null> extends never
        ? never
        : K
      : K
    : never;
}[keyof T];

describe("F11: permanent codes and suite secrets have no way out", () => {
  test("only the token service and the installation open a permanent code", () => {
    // The export writes suite secrets for owners who type their password again; permanent codes have no such way.
    const may = /^lib\/(features\/(tokens|install)\/|store\/|wecom\/|features\/setup\/export-settings\.ts)/;
    const exported = readFileSync(path.join(ROOT, "lib/features/setup/export-settings.ts"), "utf8");
    expect(exported).not.toMatch(/findCredentials|permanentCode/);
    const readers = [...filesUnder("lib"), ...filesUnder("app")].filter((file) =>
      /findCredentials\(|permanentCode\.reveal|suiteSecret\.reveal/.test(
        readFileSync(path.join(ROOT, file), "utf8"),
      ),
    );
    expect(readers.length).toBeGreaterThan(2);
    expect(readers.filter((file) => !may.test(file))).toEqual([]);
  });

  test("what the API and the console hand on holds no secret, by its type", () => {
    // These lines do not compile when somebody adds a secret to a row that pages and answers are made of.
    const authorization: SecretMembers<Authorization> extends never ? true : false = true;
    const key: SecretMembers<ApiKey> extends never ? true : false = true;
    expect([authorization, key]).toEqual([true, true]);
    expect(JSON.stringify({ secret: new Secret("x") })).toBe('{"secret":"[secret]"}');
  });

  test("no answer of the API describes a permanent code, a suite secret, a ticket of a suite or a callback key", () => {
    const text = JSON.stringify(openApiOf(API_ROUTES, "https://portal.provider.cn"));
    expect(text).not.toMatch(/permanent_?code|suite_?secret|suite_?ticket"|encoding_?aes/i);
  });
});
