// `npm test`: everything that proves the product, in one run.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { ensureBrowser } from "./browser.mjs";
import { bin, runStep } from "./run-step.mjs";

const started = Date.now();
const totals = { passed: 0, failed: 0, skipped: 0 };
const reports = new URL("../../test-results/", import.meta.url).pathname;
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

async function vitest(project, env = {}) {
  const file = `${reports}${project}.json`;
  const args = [
    "run",
    "--project",
    project,
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  const code = await runStep(`${project} tests`, bin("vitest"), args, env);
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests;
    totals.skipped += report.numPendingTests;
    console.log(`${project}: ${report.numPassedTests} passed, ${report.numFailedTests} failed`);
  } catch {
    totals.failed += 1;
  }
  return code;
}

let failures = 0;
const must = (code) => {
  failures += code === 0 ? 0 : 1;
};

must(await runStep("check", process.execPath, [new URL("check.mjs", import.meta.url).pathname]));
must(await vitest("unit"));
must(await runStep("production build", process.execPath, ["lib/runtime/launch.mjs", "build"]));
must(await vitest("integration"));
const browser = await ensureBrowser();
if (browser) must(await vitest("e2e", { CHROMIUM_PATH: browser }));
else failures += 1;

console.log(`\nThe whole run took ${Math.round((Date.now() - started) / 1000)} s.`);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`${totals.passed} passed, ${Math.max(totals.failed, failures)} failed${skipped}`);
process.exit(failures === 0 && totals.failed === 0 ? 0 : 1);
