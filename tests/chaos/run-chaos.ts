import { setTimeout as wait } from "node:timers/promises";
import { createCallbackSender } from "@/tests/chaos/callbacks";
import { type ChaosWorld, openChaosWorld, PATHS } from "@/tests/chaos/chaos-world";
import { type Finding, judge, type Recorded } from "@/tests/chaos/checkers";
import { doFault, FAULTS, type Fault } from "@/tests/chaos/faults";
import { seededRandom } from "@/tests/chaos/random";

export type ChaosPlan = {
  seed: number;
  webs: number;
  workers: number;
  perSecond: number;
  /** Seconds of faults. Absent: each kind of fault once, in a fixed order. */
  seconds?: number;
  gapMs: number;
  /** True: leases are waited out in real time. False: they are ended by hand, as if thirty seconds had passed. */
  isPatient: boolean;
  say(line: string): void;
};

export type ChaosResult = {
  findings: Finding[];
  recorded: Recorded;
  faults: Fault[];
  /** From the last fault until nothing was left to do. */
  calmMs: number;
  exitCodes: (number | null)[];
  imbalance: string | undefined;
};

/** A machine under load may need long; a promise of time is judged by who measures, not by this. */
const CALM_LIMIT_MS = 480_000;

async function calmDown(world: ChaosWorld, isPatient: boolean): Promise<number> {
  const began = performance.now();
  for (let round = 0; ; round += 1) {
    // The schedule's waits are skipped in any case: they go on for days.
    await world.history.endWaits().catch(() => {});
    // Rarely: work that is interrupted again and again is given up, and rightly so.
    if (!isPatient && round % 15 === 3) await world.history.endLeases().catch(() => {});
    const open = await world.history.open().catch(() => null);
    const took = performance.now() - began;
    if (open && open.work + open.deliveries === 0) return took;
    if (took > CALM_LIMIT_MS) return took;
    await wait(isPatient ? 500 : 2_000);
  }
}

/** Real processes, real faults, and a verdict on what was recorded. Stops everything it started. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosResult> {
  const random = seededRandom(plan.seed);
  // Who answers how must not shift which fault comes next.
  const world = await openChaosWorld({ ...plan, random: seededRandom(plan.seed + 1) });
  try {
    const sender = createCallbackSender({
      suite: world.suite,
      corpId: world.corpId,
      urls: world.callbackUrls,
      random: seededRandom(plan.seed + 2),
    });
    plan.say("the product runs; faults begin");
    const sending = sender.run(plan.perSecond);
    const faults: Fault[] = [];
    const end = performance.now() + (plan.seconds ?? 0) * 1_000;
    const isMore = () =>
      plan.seconds === undefined ? faults.length < FAULTS.length : performance.now() < end;
    while (isMore()) {
      await wait(plan.gapMs * (0.5 + random()));
      const fault = plan.seconds === undefined ? FAULTS[faults.length] : pick(random);
      if (fault === undefined) break;
      faults.push(fault);
      plan.say(`${faults.length}: ${fault}`);
      await doFault({ ...world, random }, fault);
    }
    await wait(plan.gapMs);
    const calmAt = performance.now();
    await Promise.all([sender.finish(), sending]);
    await calmDown(world, plan.isPatient);
    const calmMs = performance.now() - calmAt;
    const recorded: Recorded = {
      callbacks: sender.history,
      stored: await world.history.read(),
      seen: world.receiver.seen(),
      paths: PATHS,
    };
    await Promise.all(
      [...world.webs, ...world.workers].map((one, at) => one.ready(`${world.urls[at]}/readyz`)),
    );
    // A worker has no pages, but it answers this.
    const metrics = await world.metrics(plan.webs);
    const imbalance = /^wecom_portal_ledger_imbalance (\S+)$/m.exec(metrics)?.[1];
    const exitCodes = await Promise.all([...world.webs, ...world.workers].map((one) => one.stop()));
    return { findings: judge(recorded), recorded, faults, calmMs, exitCodes, imbalance };
  } finally {
    await world.close();
  }
}

function pick(random: () => number): Fault | undefined {
  return FAULTS[Math.floor(random() * FAULTS.length)];
}
