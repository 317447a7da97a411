import { spawn } from "node:child_process";

/** Runs one command of a test run, its output passed through. Answers the exit code (1 when ended by a signal). */
export function runStep(name, command, args, env = {}) {
  const started = Date.now();
  console.log(`\n── ${name}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.on("error", (error) => {
      console.error(`${name}: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(
        `── ${name}: ${code === 0 ? "ok" : `failed (exit ${code ?? "by signal"})`} in ${seconds} s`,
      );
      resolve(code ?? 1);
    });
  });
}

/** Path of a program installed with the project. */
export function bin(name) {
  return new URL(`../../node_modules/.bin/${name}`, import.meta.url).pathname;
}
