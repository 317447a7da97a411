import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { generateClient } from "../../prisma/generate.mjs";
import { bundle, importBundle, ROOT } from "./bundle.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { buildNext, isNextBuilt } from "./next-build.mjs";

/**
 * What stands behind the npm scripts. Prepares what is stale (database client, pages, bundles), then runs
 * the entry point in this same process: signals reach it, and nothing has to be forwarded.
 *
 * An entry point exports `main(command, args)`, or does its work when imported; `demo` gets the path of the
 * simulator's bundle instead, which it starts as a process of its own.
 */

const ENTRIES = {
  start: "lib/runtime/main.ts",
  dev: "lib/runtime/main.ts",
  worker: "lib/runtime/main.ts",
  demo: "lib/runtime/demo.ts",
  migrate: "lib/runtime/migrate-command.ts",
  simulator: "simulator/main.ts",
  bench: "tests/bench/main.ts",
  chaos: "tests/chaos/main.ts",
};
const SIMULATOR = "simulator/main.ts";
const NEEDS_PAGES = new Set(["start", "demo", "bench", "chaos"]);
const NEEDS_SETTINGS = new Set(["start", "dev", "worker", "demo", "migrate"]);
/** Errors whose message is meant for people; everything else shows where it came from. */
const FOR_PEOPLE = new Set(["ConfigError", "DataDirError", "MigrationError"]);

async function buildAll() {
  generateClient();
  await buildNext({ isLoud: true });
  const entries = new Set([ENTRIES.start, ENTRIES.demo, ENTRIES.migrate, ENTRIES.simulator]);
  for (const entry of entries) if (existsSync(path.join(ROOT, entry))) await bundle(entry);
}

/** Settings come first: nobody waits for a build to hear that one is wrong. */
async function checkSettings(command) {
  const { loadSettings } = await importBundle("lib/runtime/env.ts");
  loadSettings(command);
}

/**
 * Until the program stops in order by itself, a signal ends the process through `exit`, which takes the
 * embedded database along.
 */
function exitOnEarlySignals() {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(130);
    });
  }
}

async function run(command, args) {
  exitOnEarlySignals();
  endWithNpm();
  if (NEEDS_SETTINGS.has(command)) await checkSettings(command);
  if (args.includes("--check-config")) {
    console.log("配置正确 / the settings are right");
    return;
  }
  if (command !== "simulator") generateClient();
  if (NEEDS_PAGES.has(command) && !isNextBuilt()) {
    console.log("正在构建页面，约需半分钟 / building the pages, about half a minute …");
    await buildNext({ isLoud: false });
  }
  const simulatorBundle = command === "demo" ? await bundle(SIMULATOR) : undefined;
  const file = await bundle(ENTRIES[command]);
  // As if the bundle had been named on the command line: the simulator and the benchmarks read it from there.
  const own = ["simulator", "bench", "chaos"].includes(command) ? args : [command, ...args];
  process.argv = [process.argv[0], file, ...own];
  const program = await import(pathToFileURL(file).href);
  if (command === "demo") await program.main(simulatorBundle);
  else if (typeof program.main === "function") await program.main(command, args);
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
