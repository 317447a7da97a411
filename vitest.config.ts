import path from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take longest, by their names. Begun last, each would run alone while the other worker has nothing left to do. */
const LONGEST = ["pages", "chaos", "gateway-processes", "embedded-postgres", "token-single-flight"];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
};

/** The order of test files: the longest first, the others as vitest orders them (on a fresh clone, by size). */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

const root = import.meta.dirname;
const alias = { "@": root, "server-only": path.join(root, "tests/support/empty.ts") };

/** They wait for processes, databases and browsers: of two files at once, one computes while the other waits. */
const SIDE_BY_SIDE = { globalSetup: ["tests/support/global-setup.ts"], maxWorkers: 2 };

export default defineConfig({
  resolve: { alias },
  test: {
    // An odd zone on purpose: nothing may depend on the zone of the machine.
    env: { TZ: "Pacific/Chatham", NODE_ENV: "test" },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    // The files of a worker share their modules, which hold no state of a test. Loaded anew for every file they were three
    // quarters of the unit tests' time and a fifth of the integration tests'.
    isolate: false,
    projects: [
      { extends: true, test: { name: "unit", include: ["tests/*.test.ts", "tests/unit/**/*.test.ts"] } },
      {
        extends: true,
        test: { ...SIDE_BY_SIDE, name: "integration", include: ["tests/integration/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          ...SIDE_BY_SIDE,
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
