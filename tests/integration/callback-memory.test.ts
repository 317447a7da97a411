import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "@/lib/runtime/bundle.mjs";
import { type CallbackWorld, createCallbackWorld } from "./callback-kit";

/** An object that outlives its request takes kilobytes with it: all that the request pointed to. */
const MOST_BYTES = 600;

let world: CallbackWorld;
beforeAll(async () => {
  world = await createCallbackWorld();
});
afterAll(() => world?.close());

test("a callback leaves nothing behind that the quick collections of young memory can't clear", {
  timeout: 120_000,
}, async () => {
  const program = await bundle("tests/support/callback-memory-program.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", program, world.databaseUrl]);
  const { bytesEach } = JSON.parse(stdout);
  expect(bytesEach).toBeLessThan(MOST_BYTES);
});
