import { pathToFileURL } from "node:url";
import pg from "pg";
import { MIGRATIONS_DIR, NO_FILTER, readMigrations, withEngine } from "./schema-engine.mjs";

/**
 * Applies `prisma/migrations`: `node prisma/migrate.mjs` with DATABASE_URL, or `applyMigrations` from the
 * process that is starting. The types and contracts stand in migrate.d.mts.
 */

/** Our own advisory lock: the engine's lives on a pooled connection and gives up after ten seconds. */
const LOCK_KEY = 7_210_734_015;
const DEFAULT_WAIT_SECONDS = 120;

export class MigrationError extends Error {
  name = "MigrationError";
}

/** Connection trouble in words; the address is named, user and password are not. */
function describeConnection(error, databaseUrl) {
  const { host, pathname } = new URL(databaseUrl);
  const where = `${host}${pathname}`;
  const reasons = {
    ECONNREFUSED: "没有在监听 / nothing listens there",
    ENOTFOUND: "主机名不存在 / no such host",
    ETIMEDOUT: "连接超时 / timed out",
    "28P01": "用户名或密码错误 / wrong user or password",
    28000: "登录被拒绝 / login refused",
    "3D000": "数据库不存在，请先创建 / no such database, create it first",
    42501: "权限不足 / not permitted",
    53300: "连接数已满 / too many connections",
    "57P03": "数据库正在启动或停止 / the server is starting up or shutting down",
  };
  const reason = reasons[error.code] ?? error.code ?? error.message;
  return new MigrationError(`无法连接数据库 / cannot connect to the database ${where}: ${reason}`);
}

function describeFailure(error, failedNames) {
  const text = String(error.message).split("\n   0:")[0].trim();
  const name = failedNames.at(-1);
  const advice = `解决后先执行 / once solved, run first: node prisma/migrate.mjs --rolled-back ${name}`;
  return new MigrationError(
    `数据库迁移失败 / a migration failed${name ? `: ${name}` : ""}\n${text}${name ? `\n${advice}` : ""}`,
  );
}

async function connect(databaseUrl) {
  if (!URL.canParse(databaseUrl) || !/^postgres(ql)?:$/.test(new URL(databaseUrl).protocol)) {
    throw new MigrationError("DATABASE_URL 应为 / must be postgresql://user:password@host:port/database");
  }
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 15_000 });
  // A connection lost while waiting shows in the query that waits.
  client.on("error", () => {});
  await client.connect().catch((error) => {
    throw describeConnection(error, databaseUrl);
  });
  return client;
}

/** One process migrates, the others wait; the lock goes with the connection, so a killed one never blocks. */
async function withLock(databaseUrl, { log, waitSeconds }, work) {
  const client = await connect(databaseUrl);
  try {
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS taken", [LOCK_KEY]);
    if (!rows[0].taken) {
      log("等待另一个进程完成迁移 / waiting for another process that is migrating");
      await client.query(`SET lock_timeout = '${Number(waitSeconds)}s'`);
      await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]).catch((error) => {
        if (error.code !== "55P03") throw error;
        throw new MigrationError(
          `另一个进程仍在迁移，已等待 ${waitSeconds} 秒 / another process has been migrating for ${waitSeconds} s`,
        );
      });
    }
    return await work();
  } finally {
    await client.end().catch(() => {});
  }
}

async function diagnose(engine, migrationsList) {
  const found = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  return {
    isUpToDate:
      found.hasMigrationsTable &&
      found.history === null &&
      found.editedMigrationNames.length === 0 &&
      found.failedMigrationNames.length === 0,
    edited: found.editedMigrationNames,
    failed: found.failedMigrationNames,
    missingHere: found.history?.unpersistedMigrationNames ?? [],
  };
}

export async function checkMigrations({ databaseUrl, dir = MIGRATIONS_DIR }) {
  const migrationsList = await readMigrations(dir);
  return withEngine(databaseUrl, (engine) => diagnose(engine, migrationsList));
}

export async function applyMigrations({
  databaseUrl,
  log = () => {},
  dir = MIGRATIONS_DIR,
  waitSeconds = DEFAULT_WAIT_SECONDS,
}) {
  const migrationsList = await readMigrations(dir);
  return withLock(databaseUrl, { log, waitSeconds }, () =>
    withEngine(databaseUrl, async (engine) => {
      const before = await diagnose(engine, migrationsList);
      for (const name of before.edited) {
        log(`警告：迁移文件在应用后被改动 / warning: changed since it was applied: ${name}`);
      }
      for (const name of before.missingHere) {
        log(`警告：数据库比本版本新 / warning: the database is newer than this version: ${name}`);
      }
      const done = await engine
        .applyMigrations({ migrationsList, filters: NO_FILTER })
        .catch(async (error) => {
          throw describeFailure(error, (await diagnose(engine, migrationsList)).failed);
        });
      for (const name of done.appliedMigrationNames) log(`已应用迁移 / applied ${name}`);
      return { applied: done.appliedMigrationNames };
    }),
  );
}

/** After a failed migration: says that nothing of it is left, so that the next run tries it again. */
async function markRolledBack(databaseUrl, migrationName) {
  const options = { log: console.log, waitSeconds: DEFAULT_WAIT_SECONDS };
  await withLock(databaseUrl, options, () =>
    withEngine(databaseUrl, (engine) => engine.markMigrationRolledBack({ migrationName })),
  );
}

async function main() {
  const databaseUrl = process.env.DATABASE_URL ?? "";
  const [flag, name] = process.argv.slice(2);
  if (flag === "--rolled-back" && name) return markRolledBack(databaseUrl, name);
  const { applied } = await applyMigrations({ databaseUrl, log: console.log });
  if (applied.length === 0) console.log("数据库已是最新 / the database is up to date");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main().catch((error) => {
    console.error(error instanceof MigrationError ? error.message : error);
    process.exitCode = 1;
  });
}
