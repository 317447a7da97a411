import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { applyMigrations, checkMigrations, MigrationError } from "@/prisma/migrate.mjs";
import { diffMigrations } from "@/prisma/schema-engine.mjs";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/postgres";

const MIGRATIONS = path.join(import.meta.dirname, "../../prisma/migrations");
const names = readdirSync(MIGRATIONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const scratch = mkdtempSync(path.join(os.tmpdir(), "portal-migrations-"));

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function query<T extends pg.QueryResultRow>(sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The repository's migrations plus one of the test's own. */
function withMigration(name: string, sql: string): string {
  const dir = path.join(scratch, name);
  cpSync(MIGRATIONS, dir, { recursive: true });
  mkdirSync(path.join(dir, `29990101000000_${name}`));
  writeFileSync(path.join(dir, `29990101000000_${name}`, "migration.sql"), sql);
  return dir;
}

test("an empty database gets every migration, and a second run applies nothing", async () => {
  const { databaseUrl } = database;
  expect(await applyMigrations({ databaseUrl })).toEqual({ applied: names });
  expect(await applyMigrations({ databaseUrl })).toEqual({ applied: [] });
});

// The Prisma CLI compares exactly these: names, SHA-256 of the files, finished and not rolled back.
test("Prisma's own engine calls the result up to date, with the checksums the CLI would write", async () => {
  await applyMigrations({ databaseUrl: database.databaseUrl });
  expect(await checkMigrations({ databaseUrl: database.databaseUrl })).toMatchObject({ isUpToDate: true });
  const rows = await query<{ migration_name: string; checksum: string; done: boolean; steps: number }>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AND rolled_back_at IS NULL AS done,
            applied_steps_count AS steps FROM _prisma_migrations ORDER BY migration_name`,
  );
  const expected = names.map((name) => {
    const file = readFileSync(path.join(MIGRATIONS, name, "migration.sql"));
    const checksum = createHash("sha256").update(file).digest("hex");
    return { migration_name: name, checksum, done: true, steps: 1 };
  });
  expect(rows).toEqual(expected);
});

test("processes that start at the same moment apply each migration once and all succeed", async () => {
  const { databaseUrl } = database;
  const runs = await Promise.all(Array.from({ length: 6 }, () => applyMigrations({ databaseUrl })));
  expect(runs.flatMap((run) => run.applied).sort()).toEqual(names);
  expect(await query("SELECT migration_name FROM _prisma_migrations")).toHaveLength(names.length);
});

test("a function body and a semicolon inside a string survive the way to the database", async () => {
  const dir = withMigration(
    "semicolons",
    `-- one; comment
     CREATE FUNCTION zz_twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN n * 2; END; $$;
     CREATE TABLE zz (id int PRIMARY KEY, note text DEFAULT 'a;b');
     INSERT INTO zz (id) VALUES (zz_twice(21));`,
  );
  await applyMigrations({ databaseUrl: database.databaseUrl, dir });
  expect(await query("SELECT id, note FROM zz")).toEqual([{ id: 42, note: "a;b" }]);
});

test("a migration that fails half-way leaves nothing of itself and names itself", async () => {
  const dir = withMigration("broken", "CREATE TABLE zz_first (id int); CREATE TABLE zz_first (id int);");
  const failure = await applyMigrations({ databaseUrl: database.databaseUrl, dir }).catch((error) => error);
  expect(failure).toBeInstanceOf(MigrationError);
  expect(failure.message).toContain("29990101000000_broken");
  expect(await query("SELECT to_regclass('zz_first') AS found")).toEqual([{ found: null }]);
  // The next start refuses too instead of running on a half-known schema.
  await expect(applyMigrations({ databaseUrl: database.databaseUrl, dir })).rejects.toThrow(MigrationError);
});

test("H12: a database that a newer version migrated is used with a warning that names the migration", async () => {
  const dir = withMigration("future", "CREATE TABLE zz_future (id int);");
  await applyMigrations({ databaseUrl: database.databaseUrl, dir });
  const lines: string[] = [];
  await applyMigrations({ databaseUrl: database.databaseUrl, log: (line) => lines.push(line) });
  expect(lines.join("\n")).toContain("29990101000000_future");
});

/** The repository's migrations up to and without this one. */
function before(name: string): string {
  const dir = path.join(scratch, `before-${name}`);
  mkdirSync(dir);
  for (const older of names.filter((one) => one < name))
    cpSync(path.join(MIGRATIONS, older), path.join(dir, older), { recursive: true });
  return dir;
}

type Column = { table: string; name: string; type: string };

/** Some value of each type; `turn` keeps what must be unique apart. */
function someValue(type: string, turn: number): string {
  if (type === "uuid") return "gen_random_uuid()";
  if (type === "boolean") return "false";
  if (type === "jsonb") return `'{}'`;
  if (type === "bytea") return `decode('0${turn}', 'hex')`;
  if (type === "ARRAY") return `'{}'`;
  if (type.startsWith("timestamp")) return "now()";
  return /int|numeric|double/.test(type) ? String(turn) : `'${turn}'`;
}

/** What a process of the version whose columns these are does with each table: adds a row, reads and changes it. */
async function useAll(columns: Column[], turn: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
  // Rows of one table at a time: what they refer to is not there.
  await client.query("SET session_replication_role = replica");
  try {
    for (const table of new Set(columns.map((one) => one.table))) {
      const own = columns.filter((one) => one.table === table);
      const list = own.map((one) => `"${one.name}"`).join(", ");
      const values = own.map((one) => someValue(one.type, turn)).join(", ");
      await client.query(`INSERT INTO "${table}" (${list}) VALUES (${values})`);
      await client.query(`SELECT ${list} FROM "${table}"`);
      await client.query(
        `UPDATE "${table}" SET ${own.map((one) => `"${one.name}" = "${one.name}"`).join(", ")}`,
      );
    }
  } finally {
    await client.end();
  }
}

test.each(names.slice(1))("H12: the version before goes on reading and writing after %s", async (name) => {
  await applyMigrations({ databaseUrl: database.databaseUrl, dir: before(name) });
  const columns = await query<Column>(
    `SELECT table_name AS table, column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name NOT LIKE '\\_%'
     ORDER BY table_name, ordinal_position`,
  );
  await useAll(columns, 1);
  await applyMigrations({ databaseUrl: database.databaseUrl, log: () => {} });
  await useAll(columns, 2);
});

test("an index built CONCURRENTLY waits for whoever reads, and is whole", async () => {
  await applyMigrations({ databaseUrl: database.databaseUrl });
  const reader = new pg.Client({ connectionString: database.databaseUrl });
  await reader.connect();
  await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  await reader.query("SELECT count(*) FROM corps");
  const dir = withMigration("index", "CREATE INDEX CONCURRENTLY corps_later ON corps (created_at);");
  const migration = applyMigrations({ databaseUrl: database.databaseUrl, dir });
  const patience = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'
    AND query LIKE 'CREATE INDEX CONC%' AND now() - query_start > interval '300 milliseconds'`;
  try {
    await expect.poll(() => query(patience), { timeout: 10_000 }).toHaveLength(1);
  } finally {
    await reader.end();
  }
  expect(await migration).toEqual({ applied: ["29990101000000_index"] });
  expect(await query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'corps_later'::regclass")).toEqual([
    { indisvalid: true },
  ]);
});

test("trouble with the connection is named without the password", async () => {
  const wrong = new URL(database.databaseUrl);
  wrong.pathname = "/no_such_database";
  wrong.password = "hunter2hunter2";
  const failure = await applyMigrations({ databaseUrl: wrong.href }).catch((error) => error);
  expect(failure).toBeInstanceOf(MigrationError);
  expect(failure.message).toMatch(/wrong user or password|no such database/);
  expect(failure.message).not.toContain("hunter2");
  await expect(applyMigrations({ databaseUrl: "mysql://x" })).rejects.toThrow("DATABASE_URL");
});

test("the migrations lead to exactly what schema.prisma says", async () => {
  expect(await diffMigrations(database.databaseUrl)).toBe("");
});

test("a database for a test is a copy with every migration applied", async () => {
  const own = await createTestDatabase();
  try {
    expect(await checkMigrations({ databaseUrl: own.databaseUrl })).toMatchObject({ isUpToDate: true });
  } finally {
    await own.drop();
  }
});
