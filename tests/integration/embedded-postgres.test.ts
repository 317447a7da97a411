import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundle } from "@/lib/runtime/bundle.mjs";
import { DataDirError } from "@/lib/runtime/data-dir-lock";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { loadGeneratedKeys } from "@/lib/runtime/generated-keys";

let home: string;
let dataDir: string;
let lines: string[];
const running: EmbeddedPostgres[] = [];
const children: number[] = [];

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "portal-embedded-"));
  // PostgreSQL runs as another user when the tests run as root.
  chmodSync(home, 0o711);
  dataDir = path.join(home, "data");
  lines = [];
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  for (const pid of children.splice(0)) kill(pid, "SIGKILL");
  const pointer = path.join(dataDir, "postgres-location");
  if (existsSync(pointer)) rmSync(path.dirname(readFileSync(pointer, "utf8").trim()), { recursive: true });
  rmSync(home, { recursive: true, force: true });
});

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Over already.
  }
}

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
  running.push(server);
  return server;
}

async function query(server: { databaseUrl: string }, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A portal-like process of its own that starts the database, writes a row and says so. */
async function startProcess(): Promise<{ pid: number; postgresPid: number; ended: Promise<void> }> {
  const file = await bundle("lib/runtime/embedded-postgres.ts");
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(file)};
    import pg from ${JSON.stringify(import.meta.resolve("pg"))};
    const server = await startEmbeddedPostgres({ dataDir: process.argv[1], log() {} });
    const client = new pg.Client({ connectionString: server.databaseUrl });
    client.on("error", () => {});
    await client.connect();
    await client.query("CREATE TABLE IF NOT EXISTS kept (id int)");
    await client.query("INSERT INTO kept VALUES (7)");
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("no process");
  children.push(pid);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const postgresPid = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(Number.parseInt(chunk.toString(), 10)));
    child.once("exit", () => reject(new Error("the process ended before it was ready")));
  });
  children.push(postgresPid);
  return { pid, postgresPid, ended };
}

test("data, address and password are the same after a stop and a start", async () => {
  const first = await start();
  await query(first, "CREATE TABLE kept AS SELECT 7 AS id");
  await first.stop();
  const second = await start();
  expect(second.databaseUrl).toBe(first.databaseUrl);
  expect(await query(second, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
});

test("after kill -9 of the portal its committed data is there and its left-over server is gone", async () => {
  const { pid, postgresPid, ended } = await startProcess();
  kill(pid, "SIGKILL");
  await ended;
  const server = await start();
  expect(await query(server, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
  expect(server.pid).not.toBe(postgresPid);
  expect(await query(server, "SHOW fsync")).toEqual([{ fsync: "on" }]);
});

test("after kill -9 of portal and database together the committed data is there", async () => {
  const { pid, postgresPid, ended } = await startProcess();
  // The portal first: it starts a database that died again, and must not get that far.
  kill(pid, "SIGKILL");
  kill(postgresPid, "SIGKILL");
  await ended;
  expect(existsSync(path.join(dataDir, "postgres", "postmaster.pid"))).toBe(true);
  expect(await query(await start(), "SELECT id FROM kept")).toEqual([{ id: 7 }]);
});

test("a database that dies while the portal runs comes back at the same address", async () => {
  const server = await start();
  await query(server, "CREATE TABLE kept AS SELECT 7 AS id");
  const before = server.pid;
  kill(before, "SIGKILL");
  const rows = () => query(server, "SELECT id FROM kept").catch(() => undefined);
  await expect.poll(rows, { timeout: 15_000, interval: 50 }).toEqual([{ id: 7 }]);
  expect(server.pid).not.toBe(before);
});

test("a second portal on the same data dir is refused with the reason, and the first goes on", async () => {
  const first = await start();
  const refusal = await startEmbeddedPostgres({ dataDir, log() {} }).catch((error) => error);
  expect(refusal).toBeInstanceOf(DataDirError);
  expect(refusal.message).toContain("PORTAL_DATA_DIR");
  expect(await query(first, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("of several portals started at the same moment exactly one gets the data dir", async () => {
  const starts = await Promise.allSettled(Array.from({ length: 4 }, () => start()));
  const refused = starts.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(3);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(DataDirError);
});

// A container gives the same small pids to other programs after every restart.
test("a postmaster.pid whose number now belongs to another program does not block the start", async () => {
  const first = await start();
  await first.stop();
  const stale = `${process.pid}\n${path.join(dataDir, "postgres")}\n1\n5432\n\n127.0.0.1\n`;
  writeFileSync(path.join(dataDir, "postgres", "postmaster.pid"), stale);
  expect(await query(await start(), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("a port that was taken meanwhile is replaced, below the ports of outgoing connections", async () => {
  const first = await start();
  await first.stop();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(first.port, "127.0.0.1", resolve));
  try {
    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(second.port).toBeLessThan(32_768);
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});

test("the database listens on loopback only and keeps its password to its owner", async () => {
  const server = await start();
  expect(await query(server, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  const wrong = new URL(server.databaseUrl);
  wrong.password = "wrong";
  await expect(query({ databaseUrl: wrong.href }, "SELECT 1")).rejects.toThrow("password");
  const mode = execFileSync("stat", ["-c", "%a", path.join(dataDir, "postgres", "portal.password")]);
  expect(mode.toString().trim()).toBe("600");
});

test.runIf(process.getuid?.() === 0)(
  "in a folder closed to PostgreSQL's user the database goes to a private one, says so, and is found again",
  async () => {
    chmodSync(home, 0o700);
    const first = await start();
    await query(first, "CREATE TABLE kept AS SELECT 7 AS id");
    expect(lines.join("\n")).toContain(readFileSync(path.join(dataDir, "postgres-location"), "utf8").trim());
    await first.stop();
    expect(await query(await start(), "SELECT id FROM kept")).toEqual([{ id: 7 }]);
  },
);

test("generated keys are made once, closed to others, and a broken file stops the start", () => {
  mkdirSync(dataDir);
  const first = loadGeneratedKeys(dataDir);
  const second = loadGeneratedKeys(dataDir);
  expect(second.keyRing).toEqual(first.keyRing);
  expect(second.authSecret.reveal()).toBe(first.authSecret.reveal());
  expect(first.keyRing[0]?.bytes).toHaveLength(32);
  const file = path.join(dataDir, "encryption-keys");
  writeFileSync(file, "1:AAAA");
  expect(() => loadGeneratedKeys(dataDir)).toThrow(DataDirError);
  chmodSync(file, 0o644);
  expect(() => loadGeneratedKeys(dataDir)).toThrow("chmod 600");
});
