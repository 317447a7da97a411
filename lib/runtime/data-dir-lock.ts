import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { linkSync, renameSync, rmSync, statSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Trouble with PORTAL_DATA_DIR or the embedded database; the message is meant for people. */
export class DataDirError extends Error {
  override name = "DataDirError";
}

export interface DataDirLock {
  release(): void;
}

/** Longer socket paths are cut or refused by the system (104 bytes on macOS, 108 on Linux). */
const MAX_SOCKET_PATH = 100;

/**
 * Where the lock lives: in the data dir by its shorter name, else in the temp dir under a name made from
 * it. A socket and not a file with a pid: the system ends it with its process, also after kill -9, also
 * when the next start has another pid namespace and another process has got the old pid.
 */
function socketPath(dataDir: string): string {
  const absolute = path.join(dataDir, "portal.sock");
  const relative = path.relative(process.cwd(), absolute);
  const short = relative.length < absolute.length ? relative : absolute;
  if (short.length <= MAX_SOCKET_PATH - 20 && process.platform !== "win32") return short;
  const hash = createHash("sha256").update(absolute).digest("hex").slice(0, 24);
  if (process.platform === "win32") return `\\\\.\\pipe\\portal-${hash}`;
  return path.join(os.tmpdir(), `portal-${hash}.sock`);
}

function isAnswered(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function listen(file: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject);
    server.listen(file, () => resolve(server.unref()));
  });
}

/** Removes a dead socket; another starter may have replaced it meanwhile, and then it is put back. */
function removeDead(file: string, inode: number): void {
  const aside = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(file, aside);
    if (statSync(aside).ino !== inode) linkSync(aside, file);
    rmSync(aside, { force: true });
  } catch {
    // Somebody else removed it first.
  }
}

/** A portal that was just told to stop needs a moment; a restart must not fail for that. */
const WAIT_MS = 3_000;

/** Makes sure that no other portal uses this data dir as long as this process lives. The dir must exist. */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const file = socketPath(dataDir);
  const own = `${file}.${randomBytes(4).toString("hex")}`;
  const isPipe = file.startsWith("\\\\");
  const server = await listen(isPipe ? file : own).catch((error: NodeJS.ErrnoException) => {
    if (isPipe && error.code === "EADDRINUSE") throw inUse(dataDir);
    throw new DataDirError(`数据目录不可写 / cannot write to PORTAL_DATA_DIR ${dataDir} (${error.code})`);
  });
  if (isPipe) return { release: () => server.close() };
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    try {
      linkSync(own, file);
      rmSync(own, { force: true });
      return { release: () => release(server, file) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        server.close();
        throw error;
      }
    }
    const inode = statSync(file, { throwIfNoEntry: false })?.ino;
    if (await isAnswered(file)) {
      if (performance.now() > deadline) break;
      await delay(100);
    } else if (inode !== undefined) removeDead(file, inode);
  }
  server.close();
  rmSync(own, { force: true });
  throw inUse(dataDir);
}

function release(server: Server, file: string): void {
  rmSync(file, { force: true });
  server.close();
}

function inUse(dataDir: string): DataDirError {
  return new DataDirError(
    `另一个门户进程正在使用数据目录 ${dataDir}，请先停止它，或为本进程设置另一个 PORTAL_DATA_DIR / ` +
      `another portal is using this data dir; stop it first, or give this one its own PORTAL_DATA_DIR`,
  );
}
