import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Where this run's server is, and the migrated database that the others are copied from. */
    testPostgres: { adminUrl: string; template: string };
  }
}

export interface TestDatabase {
  databaseUrl: string;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Runs one statement on its own connection: CREATE and DROP DATABASE allow no other way. */
export async function runStatement(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function create(template: string | undefined): Promise<TestDatabase> {
  const { adminUrl, template: migrated } = inject("testPostgres");
  const name = `${migrated}_${randomBytes(6).toString("hex")}`;
  const source = template === undefined ? "template0" : migrated;
  await runStatement(adminUrl, `CREATE DATABASE "${name}" TEMPLATE "${source}"`);
  return {
    databaseUrl: withDatabase(adminUrl, name),
    drop: () => runStatement(adminUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}

/**
 * A database of the caller's own with every migration applied, empty otherwise: a copy of this run's
 * template (tens of milliseconds). Call it in `beforeAll` and `drop()` in `afterAll`; what is forgotten
 * goes at the end of the run.
 */
export function createTestDatabase(): Promise<TestDatabase> {
  return create("migrated");
}

/** One without any table, for tests of the migrations themselves. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create(undefined);
}
