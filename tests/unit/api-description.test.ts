import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openApiOf } from "@/lib/runtime/api/openapi";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { writeClient } from "@/lib/runtime/api/write-client";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CLIENT = path.join(ROOT, "tests/support/api-client.ts");

function biome(text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "api-client-"));
  try {
    const file = path.join(folder, "client.ts");
    writeFileSync(file, text);
    execFileSync(
      path.join(ROOT, "node_modules/.bin/biome"),
      ["format", "--write", `--config-path=${ROOT}`, file],
      {
        cwd: folder,
        stdio: "pipe",
      },
    );
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the description of the API", () => {
  test("is valid OpenAPI 3.1 and gives the linter nothing to warn about", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "openapi-"));
    try {
      const file = path.join(folder, "openapi.json");
      writeFileSync(file, JSON.stringify(openApiOf(API_ROUTES, "https://portal.provider.cn")));
      const output = execFileSync(
        process.execPath,
        [path.join(ROOT, "node_modules/@redocly/cli/bin/cli.js"), "lint", "--format=json", file],
        {
          cwd: folder,
          encoding: "utf8",
          stdio: ["ignore", "pipe", "pipe"],
          // The linter asks nobody and tells nobody: no telemetry, no look for a newer version.
          env: {
            NODE_ENV: "test",
            PATH: process.env.PATH,
            HOME: folder,
            REDOCLY_TELEMETRY: "off",
            REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
          },
        },
      );
      const { totals, problems } = JSON.parse(output);
      expect(problems).toEqual([]);
      expect(totals).toMatchObject({ errors: 0, warnings: 0 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  test("every example is what the route's own schema accepts", () => {
    for (const { operationId, answer, body, bodyExample } of API_ROUTES) {
      if (answer.schema && answer.example !== undefined)
        expect({ operationId, ...answer.schema.safeParse(answer.example) }).toMatchObject({ success: true });
      if (body)
        expect({ operationId, ...body.safeParse(bodyExample ?? {}) }).toMatchObject({ success: true });
    }
  });

  test("the typed client is the one that the registry makes (UPDATE_CLIENT=1 writes it)", () => {
    const made = biome(writeClient(API_ROUTES));
    if (process.env.UPDATE_CLIENT) writeFileSync(CLIENT, made);
    expect(readFileSync(CLIENT, "utf8")).toBe(made);
  });

  test("operation ids, summaries and scopes are there in both languages, once each", () => {
    const ids = API_ROUTES.map((one) => one.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { summary } of API_ROUTES) {
      expect(summary.zh).toMatch(/[一-鿿]/);
      expect(summary.en).not.toMatch(/[一-鿿]/);
    }
  });
});
