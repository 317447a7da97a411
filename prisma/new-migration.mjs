import { chmodSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { importBundle } from "../lib/runtime/bundle.mjs";
import { diffMigrations, LOCK_FILE, LOCK_TEXT, MIGRATIONS_DIR } from "./schema-engine.mjs";

/**
 * `npm run migrate:new NAME`: writes `prisma/migrations/<time>_<name>/migration.sql`, the step from the
 * migrations that exist to `schema.prisma`. Nothing is applied.
 *
 * The engine replays the old migrations in a shadow database that it makes and drops by itself. That
 * happens on DATABASE_URL when it is set (its user must be allowed to create databases), else on an
 * embedded PostgreSQL that lives as long as this command.
 */
async function withDatabase(work) {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL);
  const { startEmbeddedPostgres } = await importBundle("lib/runtime/embedded-postgres.ts");
  const dataDir = await mkdtemp(path.join(tmpdir(), "portal-shadow-"));
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: () => {}, settings: ["fsync=off"] });
  try {
    return await work(server.databaseUrl);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function writeMigration(name) {
  const script = await withDatabase(diffMigrations);
  if (script === "") {
    console.log("schema.prisma 没有变化，未生成迁移 / schema.prisma has not changed, nothing written");
    return;
  }
  const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const dir = path.join(MIGRATIONS_DIR, `${time}_${name}`);
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "migration.sql"), `${script}\n`);
  await writeFile(path.join(MIGRATIONS_DIR, LOCK_FILE), LOCK_TEXT);
  console.log(path.relative(process.cwd(), path.join(dir, "migration.sql")));
}

const words = process.argv.slice(2).join("_").toLowerCase();
const name = words.replaceAll(/[^a-z0-9]+/g, "_");
if (name) await writeMigration(name);
else {
  console.error("用法 / usage: npm run migrate:new NAME");
  process.exitCode = 2;
}
