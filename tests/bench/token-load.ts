import net from "node:net";

export type TokenPlan = {
  /** `http`: GET with the key; `redis`: GET of one name over RESP. */
  protocol: "http" | "redis";
  mode: "closed" | "open";
  port: number;
  path: string;
  key: string;
  connections: number;
  seconds: number;
  perSecond: number;
};

export type TokenFigures = {
  /** All that were asked, those of the warm-up included. */
  asked: number;
  good: number;
  bad: number;
  perSecond: number;
  p50: number;
  p99: number;
  max: number;
};

type Asker = { ask(): Promise<boolean>; close(): void };

/** Where an HTTP answer ends, or -1: head, then as many bytes as it announced. */
function httpEnd(text: string): number {
  const head = text.indexOf("\r\n\r\n");
  if (head === -1) return -1;
  const length = /content-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  const end = head + 4 + Number(length ?? 0);
  return text.length >= end ? end : -1;
}

/** Where a RESP bulk answer ends, or -1. */
function redisEnd(text: string): number {
  const line = text.indexOf("\r\n");
  if (line === -1 || !text.startsWith("$")) return -1;
  const end = line + 2 + Number(text.slice(1, line)) + 2;
  return text.length >= end ? end : -1;
}

/** One kept connection, one question at a time. */
function connect(plan: TokenPlan): Promise<Asker> {
  const isHttp = plan.protocol === "http";
  const question = isHttp
    ? `GET ${plan.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${plan.key}\r\n\r\n`
    : `*2\r\n$3\r\nGET\r\n$5\r\ntoken\r\n`;
  const endOf = isHttp ? httpEnd : redisEnd;
  return new Promise((resolve, reject) => {
    const socket = net.connect(plan.port, "127.0.0.1");
    socket.setNoDelay(true);
    let text = "";
    let waiting: ((isGood: boolean) => void) | null = null;
    const settle = (isGood: boolean) => {
      text = "";
      const done = waiting;
      waiting = null;
      done?.(isGood);
    };
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (endOf(text) !== -1) settle(isHttp ? text.startsWith("HTTP/1.1 200") : text.startsWith("$"));
    });
    socket.on("error", (error) => {
      reject(error);
      settle(false);
    });
    // A connection that the server ended is a bad answer, not one that never comes.
    socket.on("close", () => settle(false));
    socket.on("connect", () =>
      resolve({
        ask: () =>
          new Promise((done) => {
            waiting = done;
            if (socket.destroyed) settle(false);
            else socket.write(question);
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}

function summarise(times: number[], bad: number, seconds: number): TokenFigures {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const good = times.length - bad;
  return {
    asked: times.length,
    good,
    bad,
    perSecond: good / seconds,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  };
}

async function closed(askers: Asker[], seconds: number): Promise<TokenFigures> {
  const times: number[] = [];
  let bad = 0;
  const began = performance.now();
  const end = began + seconds * 1_000;
  await Promise.all(
    askers.map(async (one) => {
      for (let now = performance.now(); now < end; now = performance.now()) {
        if (!(await one.ask())) bad += 1;
        times.push(performance.now() - now);
      }
    }),
  );
  return summarise(times, bad, (performance.now() - began) / 1_000);
}

/** Send times are fixed beforehand and latency counts from them, so that a stall is seen by all it delays. */
async function open(plan: TokenPlan, askers: Asker[]): Promise<TokenFigures> {
  const total = plan.seconds * plan.perSecond;
  const idle = [...askers];
  const times: number[] = [];
  let next = 0;
  let bad = 0;
  const began = performance.now() + 20;
  const dueAt = (n: number) => began + (n * 1_000) / plan.perSecond;
  await new Promise<void>((resolve) => {
    const step = (): void => {
      while (next < total && dueAt(next) <= performance.now() && idle.length > 0) {
        const n = next;
        const one = idle.shift();
        next += 1;
        void one?.ask().then((isGood) => {
          times.push(performance.now() - dueAt(n));
          if (!isGood) bad += 1;
          idle.push(one);
          if (times.length === total) resolve();
          else step();
        });
      }
      if (next < total && idle.length > 0) setTimeout(step, Math.max(0, dueAt(next) - performance.now()));
    };
    step();
  });
  return summarise(times, bad, (performance.now() - began) / 1_000);
}

/** The load process of the token bench: connects, warms up, measures. */
export async function runTokenLoad(plan: TokenPlan): Promise<TokenFigures> {
  const askers = await Promise.all(Array.from({ length: plan.connections }, () => connect(plan)));
  const warm = await closed(askers, 1);
  const figures = plan.mode === "closed" ? await closed(askers, plan.seconds) : await open(plan, askers);
  for (const one of askers) one.close();
  return { ...figures, asked: figures.asked + warm.asked };
}
