import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { DONE } from "@/lib/features/work-result";
import { WORK_HANDLERS } from "@/lib/runtime/work-handlers";
import { startWorker } from "@/lib/runtime/worker";
import { openGateway } from "./gateway";

export type DrainFigures = {
  /** Received events that need no call: opened, judged, published. */
  eventsPerSecond: number;
  /** Work that waits for WeCom, which answers after this long. */
  callsPerSecond: number;
  callMs: number;
  jobs: number;
};

const CALL = "bench_call";
const CALL_MS = 50;
const CORPS = 200;
const AT_ONCE = 200;
const POLL_MS = 100;

type Gateway = ReturnType<typeof openGateway>;

/** Lets one worker of one process work off all there is; jobs a second. */
async function drain({ deps, store }: Gateway, jobs: number): Promise<number> {
  const began = performance.now();
  const worker = startWorker(deps, {
    houseKeepMs: 3_600_000,
    handlers: {
      ...WORK_HANDLERS,
      [CALL]: async () => {
        await wait(CALL_MS);
        return DONE;
      },
    },
  });
  for (;;) {
    const { ready, running } = await store.workItems.countWork();
    if (ready + running === 0) break;
    await wait(POLL_MS);
  }
  const seconds = (performance.now() - began) / 1_000;
  await worker.stop();
  return jobs / seconds;
}

async function inTurns(jobs: number, add: (n: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < jobs; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, jobs - from) }, (_one, at) => add(from + at)));
}

/** How fast a backlog goes once WeCom is back (promise R21), with what `npm start` uses: one worker of eight slots. */
export async function measureDrain(
  { databaseUrl, suiteRowId }: { databaseUrl: string; suiteRowId: string },
  isQuick: boolean,
): Promise<DrainFigures> {
  const gateway = openGateway(databaseUrl, 9);
  const { store } = gateway;
  const jobs = isQuick ? 500 : 5_000;
  try {
    await inTurns(jobs, (n) => {
      const corpId = `wwbenchcorp${n % CORPS}`;
      const now = new Date();
      return store.inboundEvents.acceptEvent({
        suiteRowId,
        channel: "command",
        type: "change_contact",
        changeType: "update_user",
        corpId,
        receiveId: corpId,
        platformTime: now,
        receivedAt: now,
        meaningHash: randomBytes(32),
        isStale: false,
        payload: `<xml><InfoType>change_contact</InfoType><ChangeType>update_user</ChangeType><AuthCorpId>${corpId}</AuthCorpId><UserID>user${n}</UserID></xml>`,
        priority: 10,
        parkUnlessKnownUntil: null,
      });
    });
    const eventsPerSecond = await drain(gateway, jobs);
    await inTurns(jobs, (n) => store.workItems.enqueue({ kind: CALL, subjectId: String(n) }));
    const callsPerSecond = await drain(gateway, jobs);
    return { eventsPerSecond, callsPerSecond, callMs: CALL_MS, jobs };
  } finally {
    await gateway.close();
  }
}

export function printDrain({ eventsPerSecond, callsPerSecond, callMs, jobs }: DrainFigures): void {
  console.table({
    "received events": { jobs, "jobs/s": Math.round(eventsPerSecond) },
    [`work that waits ${callMs} ms for WeCom`]: { jobs, "jobs/s": Math.round(callsPerSecond) },
  });
}
