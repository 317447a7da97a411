import net from "node:net";
import { benchKey, benchRequest } from "./messages";

export type LoadPlan = {
  mode: "closed" | "open";
  port: number;
  run: string;
  connections: number;
  seconds: number;
  /** Open loop only. */
  perSecond: number;
  /** How many distinct messages are made beforehand: a closed loop ends early when they are used up. */
  messages: number;
};

export type LoadResult = {
  sent: number;
  good: number;
  bad: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p99: number;
  max: number;
};

const GOOD = "HTTP/1.1 200";
const BODY = "success";

/** One kept connection, one request at a time; ends are found by the fixed body every contender answers. */
function openConnection(port: number): Promise<{ ask(request: Buffer): Promise<boolean>; close(): void }> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let waiting: ((isGood: boolean) => void) | null = null;
    let text = "";
    const settle = (isGood: boolean) => {
      text = "";
      const done = waiting;
      waiting = null;
      done?.(isGood);
    };
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const isWhole = text.includes("\r\n\r\n") && (text.endsWith(BODY) || !text.startsWith(GOOD));
      if (isWhole) settle(text.startsWith(GOOD));
    });
    socket.on("error", (error) => {
      reject(error);
      settle(false);
    });
    socket.on("close", () => settle(false));
    socket.on("connect", () =>
      resolve({
        ask: (request) =>
          new Promise((done) => {
            waiting = done;
            if (socket.destroyed) settle(false);
            else socket.write(request);
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}

function summarise(latencies: Float64Array, count: number, bad: number, seconds: number): LoadResult {
  const sorted = latencies.subarray(0, count).sort();
  const at = (share: number) => sorted[Math.min(count - 1, Math.floor(count * share))] ?? 0;
  const good = count - bad;
  return {
    sent: count,
    good,
    bad,
    seconds,
    perSecond: good / seconds,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  };
}

/** Every connection asks again as soon as it is answered. */
async function closedLoop(plan: LoadPlan, requests: Buffer[]): Promise<LoadResult> {
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => openConnection(plan.port)),
  );
  const latencies = new Float64Array(requests.length);
  let next = 0;
  let count = 0;
  let bad = 0;
  const began = performance.now();
  const end = began + plan.seconds * 1_000;
  await Promise.all(
    connections.map(async (connection) => {
      for (;;) {
        const request = requests[next];
        const now = performance.now();
        if (!request || now >= end) return;
        next += 1;
        if (!(await connection.ask(request))) bad += 1;
        latencies[count] = performance.now() - now;
        count += 1;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  for (const connection of connections) connection.close();
  return summarise(latencies, count, bad, seconds);
}

/** A fresh process is slow in its first moments; what it sends then is answered and stored like the rest, not timed. */
const WARM_SECONDS = 2;

/** Send times are fixed beforehand and latency counts from them, so that a stall is seen by all it delays. */
async function openLoop(plan: LoadPlan, requests: Buffer[]): Promise<LoadResult> {
  const idle = await Promise.all(Array.from({ length: plan.connections }, () => openConnection(plan.port)));
  const all = [...idle];
  const queue: number[] = [];
  const latencies = new Float64Array(requests.length);
  const warm = WARM_SECONDS * plan.perSecond;
  let answered = 0;
  let count = 0;
  let bad = 0;
  let next = 0;
  const began = performance.now() + 50;
  const dueAt = (n: number) => began + (n * 1_000) / plan.perSecond;
  await new Promise<void>((resolve) => {
    const start = (): void => {
      while (idle.length > 0 && queue.length > 0) {
        const connection = idle.pop();
        const n = queue.shift() ?? 0;
        const request = requests[n];
        if (!connection || !request) return;
        void connection.ask(request).then((isGood) => {
          answered += 1;
          if (n >= warm || !isGood) {
            latencies[count] = performance.now() - dueAt(n);
            count += 1;
          }
          if (!isGood) bad += 1;
          idle.push(connection);
          if (answered === requests.length) resolve();
          start();
        });
      }
    };
    const tick = (): void => {
      while (next < requests.length && dueAt(next) <= performance.now()) {
        queue.push(next);
        next += 1;
      }
      start();
      if (next < requests.length) setTimeout(tick, Math.max(0, dueAt(next) - performance.now()));
    };
    tick();
  });
  const seconds = (performance.now() - dueAt(warm)) / 1_000;
  for (const connection of all) connection.close();
  return summarise(latencies, count, bad, seconds);
}

/** The load process: prepares its messages, warms the server, loads it, reports. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const key = benchKey();
  const make = (run: string, count: number) =>
    Array.from({ length: count }, (_, n) => benchRequest(key, run, n, plan.port));
  if (plan.mode === "closed") await closedLoop({ ...plan, seconds: 2 }, make(`${plan.run}w`, 4_000));
  const requests = make(
    plan.run,
    plan.mode === "open" ? (plan.seconds + WARM_SECONDS) * plan.perSecond : plan.messages,
  );
  return plan.mode === "open" ? openLoop(plan, requests) : closedLoop(plan, requests);
}
