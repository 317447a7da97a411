import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { clearOrphan } from "@/lib/runtime/postgres-orphan";
import { applyMigrations } from "@/prisma/migrate.mjs";
import { runStatement, withDatabase } from "./postgres";

const PREFIX = "portal-tests-";
const quiet = () => {};

/** Tests lose nothing when the machine does, and are several times faster for it. */
const FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Stops and removes what a killed test run left; the folder's name carries that run's pid. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = Number.parseInt(name.slice(PREFIX.length), 10);
    if (!name.startsWith(PREFIX) || !Number.isInteger(pid) || isAlive(pid)) continue;
    const dir = path.join(os.tmpdir(), name);
    const cluster = path.join(dir, "postgres");
    if (existsSync(cluster)) await clearOrphan(cluster, quiet);
    rmSync(dir, { recursive: true, force: true });
  }
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };
  await sweep();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  // PostgreSQL runs as another user when the tests run as root.
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: quiet, settings: FAST });
  const stop = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: server.databaseUrl, stop };
}

async function dropDatabases(adminUrl: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE starts_with(datname, $1)",
      [prefix],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

/** One PostgreSQL for the run (TEST_DATABASE_URL, or an embedded one) with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const template = `portal_test_${randomBytes(4).toString("hex")}`;
  await runStatement(server.url, `CREATE DATABASE "${template}" TEMPLATE template0`);
  await applyMigrations({ databaseUrl: withDatabase(server.url, template) });
  project.provide("testPostgres", { adminUrl: server.url, template });
  return async () => {
    await dropDatabases(server.url, template);
    await server.stop();
  };
}
