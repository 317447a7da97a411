import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { performance } from "node:perf_hooks";
import { bundle } from "../../lib/runtime/bundle.mjs";

/*
 * The simulator with 10,000 enterprises that each installed three apps, as a process of its own:
 *   node tests/bench/simulator.mjs
 * Beside it the same with ten of them. Start, a ticket round, get_corp_token for corps all over the place; memory and p99. Ends by itself.
 */
const SIZES = [10, 10_000];
const SUITES = ["one", "two", "three"];
const CALLS = 6_000;
const AT_ONCE = 8;
const ROUNDS = 20;

/** The receiver is in this process and always answers success. */
async function measure(count) {
  const receiver = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.end("success"));
  });
  const receiverPort = await new Promise((resolve) => {
    receiver.listen(0, "127.0.0.1", () => {
      const address = receiver.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const port = receiverPort + 1 > 65_535 ? receiverPort - 1 : receiverPort + 1;
  const program = await bundle("simulator/main.ts");
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, "--port", String(port)], {
    env: { PATH: process.env.PATH ?? "", SIM_TICKET_SECONDS: "86400", SIM_SEED: "1" },
  });
  try {
    await new Promise((resolve, reject) => {
      child.stdout.once("data", () => resolve());
      child.once("exit", () => reject(new Error("the simulator did not start")));
    });
    const emptyStartMs = Math.round(performance.now() - startedAt);
    const base = `http://127.0.0.1:${port}`;
    const call = async (address, body) => {
      const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      return await (await fetch(`${base}${address}`, sent)).json();
    };

    const fillStartedAt = performance.now();
    await call("/_sim/reset", {
      suites: SUITES.map((key) => ({
        key,
        suiteId: `wwbench${key}`,
        suiteSecret: "s",
        commandUrl: `http://127.0.0.1:${receiverPort}/${key}`,
      })),
      limits: { ipPerMinute: 0, corpApiPerMinute: 0 },
    });
    const { corps } = await call("/_sim/corps", { count, installs: SUITES });
    const fillMs = Math.round(performance.now() - fillStartedAt);

    const rounds = [];
    const tokens = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      const at = performance.now();
      const pushed = await Promise.all(SUITES.map((key) => call(`/_sim/suites/${key}/push-ticket`, {})));
      rounds.push(performance.now() - at);
      if (pushed.some((one) => one.verdict !== "success")) throw new Error("a ticket was not taken");
    }
    for (const key of SUITES) {
      const suite = await call(`/_sim/suites/${key}`);
      const body = {
        suite_id: `wwbench${key}`,
        suite_secret: "s",
        suite_ticket: suite.tickets.at(-1)?.value,
      };
      tokens[`wwbench${key}`] = String(
        (await call("/cgi-bin/service/get_suite_token", body)).suite_access_token,
      );
    }

    const times = [];
    let next = 0;
    const worker = async () => {
      while (next < CALLS) {
        const number = next;
        next += 1;
        const corp = corps[(number * 7919) % corps.length];
        const install = corp?.installs[number % SUITES.length];
        if (corp === undefined || install === undefined) throw new Error("no such install");
        const at = performance.now();
        const reply = await call(
          `/cgi-bin/service/get_corp_token?suite_access_token=${tokens[install.suiteId]}`,
          {
            auth_corpid: corp.openCorpid,
            permanent_code: install.permanentCode,
          },
        );
        times.push(performance.now() - at);
        if (typeof reply.access_token !== "string") throw new Error(JSON.stringify(reply));
      }
    };
    const callsStartedAt = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const seconds = (performance.now() - callsStartedAt) / 1000;
    const { memoryBytes } = await call("/_sim/health");
    return {
      corps: corps.length,
      installs: corps.length * SUITES.length,
      emptyStartMs,
      fillMs,
      memoryMb: Math.round(memoryBytes / 1024 / 1024),
      ticketRoundMs: { median: at(rounds, 0.5), worst: at(rounds, 1) },
      corpToken: { perSecond: Math.round(CALLS / seconds), p50Ms: at(times, 0.5), p99Ms: at(times, 0.99) },
    };
  } finally {
    child.kill("SIGTERM");
    receiver.close();
    receiver.closeAllConnections();
  }
}

function at(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Math.round(value * 10) / 10;
}

const figures = [];
for (const count of SIZES) figures.push(await measure(count));
console.log(JSON.stringify(figures, null, 2));
