import "server-only";
import { applyMigrations } from "@/prisma/migrate.mjs";
import { startEmbeddedPostgres } from "./embedded-postgres";
import { loadSettings } from "./env";

/** `npm run migrate`: brings DATABASE_URL, or the embedded database, up to date and stops. */
export async function main(): Promise<void> {
  const log = (line: string) => process.stdout.write(`${line}\n`);
  const { databaseUrl, dataDir } = loadSettings("migrate");
  const server = databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir, log }) : undefined;
  try {
    const { applied } = await applyMigrations({ databaseUrl: databaseUrl ?? server?.databaseUrl ?? "", log });
    if (applied.length === 0) log("数据库已是最新 / the database is up to date");
  } finally {
    await server?.stop();
  }
}
