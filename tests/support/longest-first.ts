import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take longest, by their names. Begun last, each would run alone while the other worker has nothing left to do. */
const LONGEST = ["pages", "chaos", "gateway-processes", "embedded-postgres", "token-single-flight"];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
};

/** The order of test files: the longest first, the others as vitest orders them (on a fresh clone, by size). */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
