import "server-only";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DataDirError, lockDataDir } from "./data-dir-lock";
import { findRunAs, prepareBinaries } from "./postgres-binaries";
import {
  type Cluster,
  clusterUrl,
  createCluster,
  ensureDatabase,
  readLogTail,
  readPassword,
  spawnPostgres,
  waitUntilReady,
} from "./postgres-cluster";
import { clearOrphan, stopPostmaster } from "./postgres-orphan";
import { choosePort, findClusterDir, noteClusterDir, privateDir } from "./postgres-place";

export interface EmbeddedPostgresOptions {
  /** PORTAL_DATA_DIR; made if missing. */
  dataDir: string;
  log: (line: string) => void;
  /** Called when the server cannot be kept alive: the portal should stop and say so. */
  onFailure?: (error: Error) => void;
  /** Extra `name=value` settings; tests switch fsync off with it. */
  settings?: readonly string[];
}

export interface EmbeddedPostgres {
  databaseUrl: string;
  port: number;
  /** Process id of the server now; changes when it was restarted. */
  pid: number;
  /** Stops the server in order and frees the data dir. May be called twice. */
  stop(): Promise<void>;
}

const DATABASE = "portal";
const START_ATTEMPTS = 5;
const RESTART_ATTEMPTS = 5;

/**
 * Runs the PostgreSQL of this portal under its data dir. One portal per data dir: a second one gets a
 * `DataDirError`. Whatever way the last run ended, kill -9 included, the data is found again.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  try {
    // Others may pass (PostgreSQL's own user must) but not look; every file in it is closed by itself.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DataDirError(`无法创建数据目录 / cannot make PORTAL_DATA_DIR ${dataDir} (${code})`);
  }
  const lock = await lockDataDir(dataDir);
  try {
    const cluster = await prepareCluster(dataDir, options);
    const child = await launch(cluster, options.log);
    await ensureDatabase(cluster, DATABASE);
    return watch(cluster, child, options, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function prepareCluster(dataDir: string, options: EmbeddedPostgresOptions): Promise<Cluster> {
  const user = findRunAs();
  const nativeDir = prepareBinaries(user, () => privateDir(dataDir));
  const clusterDir = findClusterDir(dataDir, user, options.log);
  if (!existsSync(clusterDir)) {
    options.log("首次启动，正在创建内置数据库 / first start, making the embedded database");
    createCluster({ nativeDir, clusterDir, user });
  }
  noteClusterDir(dataDir, clusterDir);
  removeLeftovers(clusterDir);
  return {
    nativeDir,
    clusterDir,
    user,
    password: readPassword(clusterDir),
    // Chosen at launch, when an orphan that may hold the kept port is gone.
    port: 0,
    logFile: path.join(dataDir, "postgres.log"),
    settings: options.settings ?? [],
  };
}

/** Half-made folders of first starts that were killed; we hold the lock, so nobody is making one. */
function removeLeftovers(clusterDir: string): void {
  const parent = path.dirname(clusterDir);
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${path.basename(clusterDir)}.new-`)) {
      rmSync(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

/** Starts until it answers. Right after a crash, dying children of the old server can be in the way for a moment. */
async function launch(cluster: Cluster, log: (line: string) => void): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    await clearOrphan(cluster.clusterDir, log);
    cluster.port = await choosePort(path.join(path.dirname(cluster.logFile), "postgres-port"));
    const child = spawnPostgres(cluster);
    if (await waitUntilReady(cluster, child)) return child;
    if (attempt === START_ATTEMPTS) {
      throw new DataDirError(
        `内置数据库无法启动 / the embedded database does not start:\n${readLogTail(cluster.logFile)}`,
      );
    }
    await delay(200 * attempt);
  }
}

function watch(
  cluster: Cluster,
  first: ChildProcess,
  options: EmbeddedPostgresOptions,
  release: () => void,
): EmbeddedPostgres {
  let child = first;
  let stopping: Promise<void> | undefined;
  const { port } = cluster;

  const restart = async () => {
    options.log("内置数据库意外退出，正在重启 / the embedded database ended unexpectedly, restarting it");
    for (let attempt = 1; attempt <= RESTART_ATTEMPTS && !stopping; attempt++) {
      await clearOrphan(cluster.clusterDir, options.log);
      const next = spawnPostgres({ ...cluster, port });
      child = next;
      if (await waitUntilReady(cluster, next)) {
        next.once("exit", onExit);
        if (next.exitCode === null && next.signalCode === null) return;
      }
      await delay(250 * 2 ** attempt);
    }
    if (!stopping) throw new DataDirError(readLogTail(cluster.logFile));
  };
  const onExit = () => {
    if (!stopping) restart().catch((error: Error) => options.onFailure?.(error));
  };
  if (first.exitCode === null && first.signalCode === null) first.once("exit", onExit);
  else onExit();

  const end = async () => {
    const { pid } = child;
    const isRunning = () => child.exitCode === null && child.signalCode === null;
    if (pid !== undefined && isRunning()) await stopPostmaster(pid, isRunning);
    release();
  };
  return {
    databaseUrl: clusterUrl(cluster, DATABASE),
    port,
    get pid() {
      return child.pid ?? 0;
    },
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}
