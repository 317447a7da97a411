import "server-only";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DataDirError } from "./data-dir-lock";

/** After this a server that does not stop in order is told to stop at once; its log makes that safe. */
const FAST_STOP_MS = 20_000;
const GIVE_UP_MS = 40_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    try {
      return execFileSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8", stdio: "pipe" });
    } catch {
      return "";
    }
  }
}

/** The postmaster of this data folder if one runs. The pid alone proves nothing: it may be another program's by now. */
export function findPostmaster(clusterDir: string): number | undefined {
  const file = path.join(clusterDir, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined;
  return commandLine(pid).includes(clusterDir) ? pid : undefined;
}

/**
 * Makes the data folder free to start on. The caller holds the data dir's lock, so a server that still
 * runs here is what a killed portal left: it is stopped (not taken over, so that settings, port and
 * watching are always those of this start). A `postmaster.pid` whose process is gone or is another
 * program is removed: PostgreSQL itself would refuse when the pid was given to another process of ours.
 */
export async function clearOrphan(clusterDir: string, log: (line: string) => void): Promise<void> {
  const pid = findPostmaster(clusterDir);
  if (pid === undefined) {
    rmSync(path.join(clusterDir, "postmaster.pid"), { force: true });
    return;
  }
  log("正在停止上次遗留的内置数据库 / stopping the embedded database that the last run left behind");
  await stopPostmaster(pid, () => findPostmaster(clusterDir) === pid);
  rmSync(path.join(clusterDir, "postmaster.pid"), { force: true });
}

/** Stops in order, then at once, then gives up. */
export async function stopPostmaster(pid: number, isRunning: () => boolean): Promise<void> {
  const started = performance.now();
  let isUrgent = false;
  signal(pid, "SIGINT");
  while (isRunning()) {
    const waited = performance.now() - started;
    if (waited > GIVE_UP_MS)
      throw new DataDirError(`内置数据库没有停止 / the embedded database does not stop (pid ${pid})`);
    if (waited > FAST_STOP_MS && !isUrgent) {
      isUrgent = true;
      signal(pid, "SIGQUIT");
    }
    await delay(15);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
