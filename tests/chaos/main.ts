// `npm run chaos`: the long form. Real processes and faults for a while, then the verdict; ends by itself.
import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { runChaos } from "@/tests/chaos/run-chaos";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    rounds: { type: "string", default: "1" },
    seed: { type: "string" },
    rate: { type: "string", default: "25" },
  },
});
const whole = (name: "seconds" | "rounds" | "rate"): number => {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`--${name} must be a whole number above 0`);
  process.exit(2);
};
const [seconds, rounds, perSecond] = [whole("seconds"), whole("rounds"), whole("rate")];
const firstSeed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);

let broken = 0;
for (let round = 0; round < rounds; round += 1) {
  const seed = firstSeed + round;
  const began = performance.now();
  const say = (line: string) =>
    console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
  console.log(`round ${round + 1} of ${rounds}, seed ${seed}, ${seconds} s of faults, ${perSecond} events/s`);
  const result = await runChaos({
    seed,
    webs: 2,
    workers: 3,
    perSecond,
    seconds,
    gapMs: 1_500,
    isPatient: true,
    say,
  });
  const { callbacks, stored, seen } = result.recorded;
  say(
    `${callbacks.sent.size} events in ${callbacks.attempts} callbacks: ${JSON.stringify(callbacks.answers)}`,
  );
  say(
    `${stored.deliveries.length} deliveries in ${stored.attempts.length} attempts, ${seen.length} requests seen`,
  );
  say(
    `calm ${(result.calmMs / 1_000).toFixed(1)} s after the last fault; ledger imbalance ${result.imbalance}`,
  );
  for (const { checker, promise, broken: list } of result.findings) {
    console.log(`${list.length === 0 ? "kept  " : "BROKEN"}  checker ${checker}: ${promise}`);
    for (const one of list.slice(0, 10)) console.log(`        ${one}`);
    if (list.length > 10) console.log(`        … and ${list.length - 10} more`);
    broken += list.length;
  }
  const file = path.resolve("dist", `chaos-${seed}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const history = { ...result, recorded: { ...result.recorded, callbacks: undefined } };
  writeFileSync(file, JSON.stringify({ seed, seconds, perSecond, ...history }));
  console.log(`the history is in ${path.relative(process.cwd(), file)}\n`);
}
console.log(broken === 0 ? "every promise was kept" : `${broken} findings`);
process.exit(broken === 0 ? 0 : 1);
