import { spawn } from "node:child_process";
import { readdirSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./bundle.mjs";

const BUILD_ID = path.join(ROOT, ".next", "BUILD_ID");
/** What the pages are made of. */
const SOURCES = [
  "app",
  "lib",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
];

function hasNewer(name, time) {
  const stat = statSync(name, { throwIfNoEntry: false });
  if (!stat) return false;
  if (!stat.isDirectory()) return stat.mtimeMs > time;
  return readdirSync(name).some((child) => !child.startsWith(".") && hasNewer(path.join(name, child), time));
}

/** Whether `.next` holds a finished build that is not older than what it was made of. */
export function isNextBuilt() {
  const made = statSync(BUILD_ID, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && !SOURCES.some((name) => hasNewer(path.join(ROOT, name), made));
}

/** Runs `next build` in a process of its own (its memory goes with it); quiet unless it fails or `isLoud`. */
export async function buildNext({ isLoud }) {
  const startedAt = new Date();
  const cli = path.join(ROOT, "node_modules/next/dist/bin/next");
  const child = spawn(process.execPath, [cli, "build"], {
    cwd: ROOT,
    stdio: ["ignore", isLoud ? "inherit" : "pipe", isLoud ? "inherit" : "pipe"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    output += chunk;
  });
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  process.removeListener("exit", stop);
  if (code !== 0) throw new Error(`next build:\n${output}`);
  // The time of its start: what changed while it ran is newer.
  utimesSync(BUILD_ID, startedAt, startedAt);
}
