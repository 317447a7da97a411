import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = path.join(import.meta.dirname, "..");
const SCHEMA = path.join(import.meta.dirname, "schema.prisma");
const OUTPUT = path.join(ROOT, "lib/store/generated");

/** Newer than the schema and than the Prisma that would write it. */
function isFresh(prismaPackage) {
  const client = path.join(OUTPUT, "client.ts");
  if (!existsSync(client) || readdirSync(OUTPUT).length === 0) return false;
  const made = statSync(client).mtimeMs;
  return made >= statSync(SCHEMA).mtimeMs && made >= statSync(prismaPackage).mtimeMs;
}

/**
 * Writes the database client to `lib/store/generated`, unless it is there and fresh. Silent on success.
 *
 * `prisma generate` asks for the native engine before it starts although it never runs it, and would try
 * to download one. Any program that exists satisfies it: we name the Node that is running.
 */
export function generateClient() {
  const require = createRequire(import.meta.url);
  const prismaPackage = require.resolve("prisma/package.json");
  if (isFresh(prismaPackage)) return false;
  const cli = path.join(path.dirname(prismaPackage), "build/index.js");
  try {
    execFileSync(process.execPath, [cli, "generate", "--no-hints", "--schema", SCHEMA], {
      cwd: ROOT,
      stdio: "pipe",
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
    });
  } catch (error) {
    throw new Error(`prisma generate:\n${error.stdout ?? ""}${error.stderr ?? error.message}`);
  }
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) generateClient();
