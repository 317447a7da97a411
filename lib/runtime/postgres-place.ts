import "server-only";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { DataDirError } from "./data-dir-lock";
import { canReach, type RunAs } from "./postgres-binaries";

const POINTER = "postgres-location";
const FIRST_PORT = 21_000;
/** Below the ports that systems give to outgoing connections (32768 on Linux). */
const LAST_PORT = 31_999;

function isOwn(dir: string): boolean {
  const stat = lstatSync(dir);
  return stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid());
}

/** A folder of our own outside the data dir, the same at every start with that data dir. */
export function privateDir(dataDir: string): string {
  const name = createHash("sha256").update(path.resolve(dataDir)).digest("hex").slice(0, 16);
  for (const parent of ["/var/lib", os.tmpdir()]) {
    const home = path.join(parent, "wecom-provider-portal");
    const dir = path.join(home, name);
    try {
      mkdirSync(home, { recursive: true, mode: 0o755 });
      mkdirSync(dir, { recursive: true, mode: 0o711 });
      // In a shared temp dir somebody else may have made them first, to put their programs in.
      if (isOwn(home) && isOwn(dir)) return dir;
    } catch {
      // Not ours to write: the next place.
    }
  }
  throw new DataDirError(
    "没有可写的私有目录 / no private folder can be made; set DATABASE_URL or PORTAL_DATA_DIR",
  );
}

/**
 * Where the database of this data dir lives: inside it, or, when PostgreSQL's user cannot get there
 * (a clone in a home folder closed to others), in a private folder that a note in the data dir names,
 * so that the next start finds the same data.
 */
export function findClusterDir(
  dataDir: string,
  user: RunAs | undefined,
  log: (line: string) => void,
): string {
  const inside = path.join(dataDir, "postgres");
  const pointer = path.join(dataDir, POINTER);
  if (existsSync(pointer)) {
    const noted = readFileSync(pointer, "utf8").trim();
    if (!existsSync(noted)) {
      throw new DataDirError(
        `数据库原在 ${noted}，现已不存在；若确要重新开始，请删除 ${pointer} / ` +
          `the database was in that folder, which is gone; delete the note only to start afresh`,
      );
    }
    log(`内置数据库位于 / the embedded database is in ${noted}`);
    return noted;
  }
  if (canReach(dataDir, user)) return inside;
  if (existsSync(inside)) {
    throw new DataDirError(
      `系统用户 postgres 无法进入 ${inside}，请放开上级目录的执行权限 / the user postgres cannot reach it: ` +
        "chmod o+x the folders above it",
    );
  }
  const outside = path.join(privateDir(dataDir), "postgres");
  log(
    `数据目录对 postgres 用户不可达，内置数据库放在 / the data dir is closed to postgres, the database is in ${outside}`,
  );
  return outside;
}

/** Written once the database is there; a start killed before that decides anew and comes to the same place. */
export function noteClusterDir(dataDir: string, clusterDir: string): void {
  if (clusterDir !== path.join(dataDir, "postgres"))
    writeFileSync(path.join(dataDir, POINTER), `${clusterDir}\n`);
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The port of the last start if it is still free, else another; kept in `file`. */
export async function choosePort(file: string): Promise<number> {
  const kept = existsSync(file)
    ? z.coerce.number().int().safeParse(readFileSync(file, "utf8").trim())
    : undefined;
  if (kept?.success && kept.data >= 1024 && (await isPortFree(kept.data))) return kept.data;
  // Spread by pid so that several data dirs started together rarely meet.
  const span = LAST_PORT - FIRST_PORT + 1;
  for (let i = 0; i < span; i++) {
    const port = FIRST_PORT + ((process.pid * 37 + i * 101) % span);
    if (!(await isPortFree(port))) continue;
    writeFileSync(file, `${port}\n`);
    return port;
  }
  throw new DataDirError("没有空闲端口 / no free port for the embedded database");
}
