// `npm run check`: types, lint, format and architecture, nothing else. Stays under a minute.
import { bin, runStep } from "./run-step.mjs";

const steps = [
  ["database client", process.execPath, ["prisma/generate.mjs"]],
  ["types", bin("tsc"), ["--noEmit"]],
  ["types of the simulator", bin("tsc"), ["--noEmit", "-p", "simulator"]],
  ["lint and format", bin("biome"), ["check", "--error-on-warnings", "."]],
  ["architecture", bin("vitest"), ["run", "--project", "unit", "tests/architecture.test.ts"]],
];

let failed = 0;
for (const [name, command, args] of steps) failed += (await runStep(name, command, args)) === 0 ? 0 : 1;
process.exit(failed === 0 ? 0 : 1);
