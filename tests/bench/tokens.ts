import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import net from "node:net";
import pg from "pg";
import { middle, ROUNDS, total } from "./rounds";
import type { TokenFigures, TokenPlan } from "./token-load";
import { prepareToken, TOKEN_PATH } from "./token-servers";

/** What the bench's main gives: processes of its own bundle, pinned to a processor. */
export type Hands = {
  start(args: unknown[]): ChildProcess;
  hear<T>(child: ChildProcess): Promise<T>;
  pin(pid: number | undefined, processor: number): void;
};

type Row = { name: string; closed: TokenFigures; open: TokenFigures | null; cpuMicrosEach: number | null };
export type TokenVerdict = {
  rows: Row[];
  transactions: number;
  ratio: number;
  goals: Record<string, boolean>;
};

const CONNECTIONS = 64;
const OPEN_PER_SECOND = 1_000;

async function load(hands: Hands, plan: TokenPlan): Promise<TokenFigures> {
  const child = hands.start(["token-load", plan]);
  hands.pin(child.pid, 1);
  const figures = await hands.hear<TokenFigures>(child);
  child.disconnect();
  return figures;
}

async function transactionsOf(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    "SELECT xact_commit::int AS n FROM pg_stat_database WHERE datname = current_database()",
  );
  await client.end();
  return rows[0].n;
}

async function cpuOf(hands: Hands, server: ChildProcess): Promise<number> {
  const answer = hands.hear<NodeJS.CpuUsage>(server);
  server.send("cpu");
  const { user, system } = await answer;
  return user + system;
}

type Server = { process: ChildProcess; base: Omit<TokenPlan, "mode"> };

async function startServer(
  hands: Hands,
  contender: "constant" | "portal",
  base: Omit<TokenPlan, "mode">,
  databaseUrl: string,
): Promise<Server> {
  const server = hands.start(["token-server", contender, base.port, databaseUrl]);
  hands.pin(server.pid, 0);
  await hands.hear(server);
  // Processor time is counted once the code is warm.
  await load(hands, { ...base, mode: "closed" });
  return { process: server, base };
}

type Round = { closed: TokenFigures; open: TokenFigures; cpuMicrosEach: number };

async function measureRound(hands: Hands, { process: server, base }: Server): Promise<Round> {
  const before = await cpuOf(hands, server);
  const closed = await load(hands, { ...base, mode: "closed" });
  const cpuMicrosEach = ((await cpuOf(hands, server)) - before) / closed.asked;
  return { closed, open: await load(hands, { ...base, mode: "open" }), cpuMicrosEach };
}

function joinFigures(rounds: TokenFigures[]): TokenFigures {
  return {
    asked: total(rounds, (one) => one.asked),
    good: total(rounds, (one) => one.good),
    bad: total(rounds, (one) => one.bad),
    perSecond: middle(rounds, (one) => one.perSecond),
    p50: middle(rounds, (one) => one.p50),
    p99: middle(rounds, (one) => one.p99),
    max: middle(rounds, (one) => one.max),
  };
}

function rowOf(name: string, rounds: Round[]): Row {
  return {
    name,
    closed: joinFigures(rounds.map((one) => one.closed)),
    open: joinFigures(rounds.map((one) => one.open)),
    cpuMicrosEach: middle(rounds, (one) => one.cpuMicrosEach),
  };
}

/** `GET` of a value of the same size. Only where Redis is installed; it is not worth a dependency. */
async function measureRedis(hands: Hands, base: Omit<TokenPlan, "mode">): Promise<Row | null> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    console.log("Redis is not installed (Debian: apt-get install redis-server): left out of the comparison");
    return null;
  }
  const server = spawn("redis-server", ["--port", String(base.port), "--save", "", "--appendonly", "no"], {
    stdio: "ignore",
  });
  hands.pin(server.pid, 0);
  try {
    const value = randomBytes(160).toString("base64url");
    for (let i = 0; i < 100; i += 1) {
      const isSet = await new Promise<boolean>((resolve) => {
        const socket = net.connect(base.port, "127.0.0.1");
        socket.on("connect", () =>
          socket.write(`*3\r\n$3\r\nSET\r\n$5\r\ntoken\r\n$${value.length}\r\n${value}\r\n`),
        );
        socket.on("data", () => resolve(true));
        socket.on("error", () => setTimeout(() => resolve(false), 50));
      });
      if (isSet) break;
    }
    const plan = { ...base, protocol: "redis" as const };
    const closed = await load(hands, { ...plan, mode: "closed" });
    const open = await load(hands, { ...plan, mode: "open" });
    return { name: "Redis GET", closed, open, cpuMicrosEach: null };
  } finally {
    server.kill();
  }
}

/** Reading a cached token with its key, beside a bare node:http server and, where there is one, Redis. */
export async function benchTokens(
  hands: Hands,
  database: { databaseUrl: string; suiteRowId: string },
  isQuick: boolean,
): Promise<TokenVerdict> {
  const key = await prepareToken(database.databaseUrl, database.suiteRowId);
  const base = {
    protocol: "http" as const,
    path: TOKEN_PATH,
    key,
    connections: CONNECTIONS,
    seconds: isQuick ? 2 : 5,
    perSecond: OPEN_PER_SECOND,
  };
  const { databaseUrl } = database;
  console.log("measuring reads of a cached token …");
  const constant = await startServer(hands, "constant", { ...base, port: 22_730 }, databaseUrl);
  const before = await transactionsOf(databaseUrl);
  const door = await startServer(hands, "portal", { ...base, port: 22_731 }, databaseUrl);
  const [ofConstant, ofDoor]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < (isQuick ? 1 : ROUNDS); round += 1) {
    ofConstant.push(await measureRound(hands, constant));
    ofDoor.push(await measureRound(hands, door));
  }
  const transactions = (await transactionsOf(databaseUrl)) - before;
  for (const server of [constant, door]) server.process.disconnect();
  const bare = rowOf("node:http, constant", ofConstant);
  const portal = rowOf("the door, token", ofDoor);
  const redis = await measureRedis(hands, { ...base, port: 22_732 });
  const reads = portal.closed.good + (portal.open?.good ?? 0);
  const ratio = portal.closed.perSecond / bare.closed.perSecond;
  const goals = {
    "token reads: at least 0.5 × a bare constant answer": ratio >= 0.5,
    "token reads: p99 at most 5 ms at 1,000 a second": (portal.open?.p99 ?? Infinity) <= 5,
    "token reads: every answer is 200": portal.closed.bad + (portal.open?.bad ?? 0) === 0,
    "token reads: fewer than one database transaction in a hundred reads": transactions < reads / 100,
  };
  return { rows: redis ? [bare, redis, portal] : [bare, portal], transactions, ratio, goals };
}

export function printTokens({ rows, transactions, ratio, goals }: TokenVerdict): void {
  console.table(
    Object.fromEntries(
      rows.map(({ name, closed, open, cpuMicrosEach }) => [
        name,
        {
          "reads/s": Math.round(closed.perSecond),
          "p50 ms": Number(closed.p50.toFixed(2)),
          "p99 ms": Number(closed.p99.toFixed(2)),
          [`p99 ms at ${OPEN_PER_SECOND}/s`]: open ? Number(open.p99.toFixed(2)) : "–",
          "CPU µs each": cpuMicrosEach === null ? "–" : Math.round(cpuMicrosEach),
          refused: closed.bad + (open?.bad ?? 0),
        },
      ]),
    ),
  );
  console.log(`token reads: ${ratio.toFixed(2)} × bare; ${transactions} database transactions in all`);
  for (const [goal, isMet] of Object.entries(goals)) console.log(`${isMet ? "met    " : "NOT met"}  ${goal}`);
}
