import "server-only";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { DataDirError } from "./data-dir-lock";
import type { RunAs } from "./postgres-binaries";

/** One PostgreSQL data folder and how to run it. No policy here: where it lives and who watches it is decided above. */
export interface Cluster {
  nativeDir: string;
  clusterDir: string;
  user: RunAs | undefined;
  password: string;
  port: number;
  logFile: string;
  /** `name=value` settings on top of ours. */
  settings: readonly string[];
}

export const SUPERUSER = "portal";
const READY_DEADLINE_MS = 10 * 60_000;
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

/** Everything PostgreSQL needs from the environment; nothing of ours reaches it. */
const ENV: NodeJS.ProcessEnv = { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

export function clusterUrl(cluster: Pick<Cluster, "password" | "port">, database: string): string {
  return `postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${cluster.port}/${database}`;
}

/**
 * Makes a new data folder with a random password, which it keeps inside (0600). Appears by rename: a
 * start that is killed half-way leaves only a folder that nobody looks at.
 */
export function createCluster(options: Pick<Cluster, "nativeDir" | "clusterDir" | "user">): void {
  const { nativeDir, clusterDir, user } = options;
  const staging = `${clusterDir}.new-${randomBytes(4).toString("hex")}`;
  const password = randomBytes(24).toString("hex");
  const own = (file: string) => user && chownSync(file, user.uid, user.gid);
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  own(staging);
  try {
    const secret = path.join(staging, "password");
    writeFileSync(secret, password, { mode: 0o600 });
    own(secret);
    const made = path.join(staging, "cluster");
    const args = [
      "-D",
      made,
      "-U",
      SUPERUSER,
      `--pwfile=${secret}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
    ];
    // PostgreSQL's own C.UTF-8: the same order and case rules on every machine, with no locale installed.
    args.push("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
    execFileSync(path.join(nativeDir, "bin", "initdb"), args, {
      ...user,
      cwd: staging,
      env: ENV,
      stdio: "pipe",
    });
    renameSync(secret, path.join(made, "portal.password"));
    renameSync(made, clusterDir);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: Buffer };
    throw new DataDirError(`无法创建内置数据库 / initdb failed:\n${stderr?.toString().trim() || message}`);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

export function readPassword(clusterDir: string): string {
  return readFileSync(path.join(clusterDir, "portal.password"), "utf8").trim();
}

/** Starts the server. Detached, so that a Ctrl-C in the terminal reaches only us and we stop it in order. */
export function spawnPostgres(cluster: Cluster): ChildProcess {
  if ((statSync(cluster.logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) {
    renameSync(cluster.logFile, `${cluster.logFile}.old`);
  }
  const settings = [
    `port=${cluster.port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "jit=off",
    "log_line_prefix=%m [%p] ",
    "log_timezone=UTC",
    "timezone=UTC",
    // Details of errors quote the values of rows.
    "log_error_verbosity=terse",
    ...cluster.settings,
  ];
  const log = openSync(cluster.logFile, "a", 0o600);
  const args = ["-D", cluster.clusterDir, ...settings.flatMap((setting) => ["-c", setting])];
  const child = spawn(path.join(cluster.nativeDir, "bin", "postgres"), args, {
    ...cluster.user,
    cwd: cluster.clusterDir,
    env: ENV,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  // The last chance when our process ends without stopping it; the next start would stop it otherwise.
  const stopWithUs = () => child.kill("SIGINT");
  process.once("exit", stopWithUs);
  child.once("exit", () => process.removeListener("exit", stopWithUs));
  return child;
}

export function readLogTail(logFile: string): string {
  if (!existsSync(logFile)) return "";
  return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-8).join("\n");
}

/** True once it answers a query; false when the process ended first. Recovery after a crash may take a while. */
export async function waitUntilReady(cluster: Cluster, child: ChildProcess): Promise<boolean> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  child.once("error", end);
  child.once("exit", end);
  if (child.exitCode !== null || child.signalCode !== null) end();
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (!isOver && performance.now() < deadline) {
    if (await isAnswering(cluster)) return !isOver;
    await delay(25);
  }
  return false;
}

async function isAnswering(cluster: Cluster): Promise<boolean> {
  const connectionString = clusterUrl(cluster, "postgres");
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Creates a database unless it exists. */
export async function ensureDatabase(cluster: Cluster, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl(cluster, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
