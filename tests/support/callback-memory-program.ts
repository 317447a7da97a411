// Takes callbacks and tells how much memory each leaves behind. Bundled, started by callback-memory.test.ts.

import type { Deps } from "@/lib/features/deps";
import { handleCallback } from "@/lib/runtime/callback-handler";
import { createRequestLog } from "@/lib/runtime/request-log";
import { systemClock, systemIds } from "@/lib/runtime/system";
import { createStore } from "@/lib/store/create-store";
import { KEYS, post, SUITE_IDS } from "@/tests/integration/callback-kit";
import { KEY_RING } from "@/tests/support/portal-process";

const TOTAL = 6_000;
const AT_ONCE = 16;
const PER_ROUND = 200;
/** Until here code is compiled and caches are filled. */
const WARM_ROUNDS = 12;

const collectYoung = (globalThis as unknown as { gc(how: { type: "minor" }): void }).gc;

const [databaseUrl = ""] = process.argv.slice(2);
const store = createStore({ databaseUrl, keyRing: KEY_RING, clock: systemClock, ids: systemIds });
const quiet = () => {};
// All that a callback needs of the portal.
const deps = {
  clock: systemClock,
  ids: systemIds,
  log: { info: quiet, warn: quiet, error: quiet },
  store,
  addresses: { portalUrl: "https://portal.example" },
  wakeWorker: quiet,
} as unknown as Deps;
const log = createRequestLog(deps);
const used: number[] = [];
let begun = 0;
let answered = 0;

async function take(n: number): Promise<void> {
  const sent = post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, {
    SuiteId: SUITE_IDS.crm,
    InfoType: "change_auth",
    TimeStamp: Math.floor(Date.now() / 1_000),
    AuthCorpId: `wpMemory${n}`,
  });
  const seen = {
    method: "POST",
    suiteKey: "crm",
    channel: "command" as const,
    rawQuery: sent.query,
    body: Buffer.from(sent.body ?? ""),
    isPacked: false,
    remoteAddress: "127.0.0.1",
  };
  const answer = await handleCallback(seen, deps);
  if (answer.body !== "success") throw new Error(`answered ${answer.status}`);
  log.note(seen, answer, 1);
}

/** One of many that go on side by side, so that a collection always finds callbacks under way. */
async function goOn(): Promise<void> {
  while (begun < TOTAL) {
    begun += 1;
    await take(begun);
    answered += 1;
    if (answered % PER_ROUND !== 0) continue;
    collectYoung({ type: "minor" });
    used.push(process.memoryUsage().heapUsed);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, goOn));
const measured = used.slice(WARM_ROUNDS);
const grown = (measured.at(-1) ?? 0) - (measured[0] ?? 0);
process.stdout.write(JSON.stringify({ bytesEach: grown / ((measured.length - 1) * PER_ROUND) }));
await log.stop();
await store.close();
