import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { generateClient } from "../../prisma/generate.mjs";
import { bundle, ROOT } from "./bundle.mjs";
import { buildNext, isNextBuilt } from "./next-build.mjs";

/**
 * What stands behind the npm scripts. Prepares what is stale (database client, pages, bundles), then runs
 * the entry point in this same process: signals reach it, and nothing has to be forwarded.
 *
 * An entry point exports `main(command, args, { simulatorBundle })`, or does its work when imported.
 */

const ENTRIES = {
  start: "lib/runtime/main.ts",
  dev: "lib/runtime/main.ts",
  worker: "lib/runtime/main.ts",
  demo: "lib/runtime/demo.ts",
  migrate: "lib/runtime/migrate-command.ts",
  simulator: "simulator/main.ts",
  bench: "tests/bench/main.ts",
};
const SIMULATOR = "simulator/main.ts";
const NEEDS_PAGES = new Set(["start", "demo", "bench"]);
/** Errors whose message is meant for people; everything else shows where it came from. */
const FOR_PEOPLE = new Set(["ConfigError", "DataDirError", "MigrationError"]);

function isCheckOnly(args) {
  return args.includes("--check-config");
}

async function buildAll() {
  generateClient();
  await buildNext({ isLoud: true });
  const entries = new Set([ENTRIES.start, ENTRIES.demo, ENTRIES.migrate, ENTRIES.simulator]);
  for (const entry of entries) if (existsSync(path.join(ROOT, entry))) await bundle(entry);
}

async function run(command, args) {
  const entry = ENTRIES[command];
  if (command !== "simulator") generateClient();
  if (NEEDS_PAGES.has(command) && !isCheckOnly(args) && !isNextBuilt()) {
    console.log("正在构建页面，约需半分钟 / building the pages, about half a minute …");
    await buildNext({ isLoud: false });
  }
  const simulatorBundle = command === "demo" || command === "bench" ? await bundle(SIMULATOR) : undefined;
  const file = await bundle(entry);
  process.argv = [process.argv[0], file, command, ...args];
  const program = await import(pathToFileURL(file).href);
  if (typeof program.main === "function") await program.main(command, args, { simulatorBundle });
}

const [command, ...args] = process.argv.slice(2);
process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.NODE_ENV ??= command === "dev" ? "development" : "production";
process.chdir(ROOT);

try {
  if (command === "build") await buildAll();
  else if (Object.hasOwn(ENTRIES, command ?? "")) await run(command, args);
  else {
    console.error(`用法 / usage: node lib/runtime/launch.mjs build|${Object.keys(ENTRIES).join("|")}`);
    process.exitCode = 2;
  }
} catch (error) {
  console.error(FOR_PEOPLE.has(error?.name) ? error.message : error);
  // At once: what was half started may hold the process open.
  process.exit(1);
}
