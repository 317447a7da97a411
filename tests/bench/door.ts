import type { ChildProcess } from "node:child_process";
import pg from "pg";
import { databaseMicros } from "./database-time";
import type { LoadPlan, LoadResult } from "./load";
import { middle, ROUNDS, total } from "./rounds";
import type { Contender } from "./servers";
import type { Hands } from "./tokens";

/** Where the contenders' databases are made, each with one suite in it. */
export type DoorPlace = {
  prepare(name: string): Promise<{ databaseUrl: string; suiteRowId: string }>;
  /** Process id of the database server. */
  postmaster: number;
};

const CONTENDERS: Contender[] = ["ceiling", "bare", "sdk", "door"];
const NAMES: Record<Contender, string> = {
  ceiling: "node:http, nothing at all",
  bare: "node:http, single INSERT",
  sdk: "fastify + @wecom/crypto, single INSERT",
  door: "the door",
};
const FIRST_PORT = 22_710;
const CONNECTIONS = 64;
const OPEN_PER_SECOND = 500;
/** More than any contender takes, the ceiling aside; a closed loop ends early when its messages are used up. */
const MOST_PER_SECOND = 12_000;
const MEGABYTE = 1024 * 1024;

type Memory = { rss: number; maxRss: number; cpu: NodeJS.CpuUsage };
type Figures = {
  contender: Contender;
  closed: LoadResult;
  open: LoadResult;
  /** Processor time of the server process for one callback; what else the machine does hardly moves it. */
  cpuMicrosEach: number;
  /** The same of the database server. */
  databaseMicrosEach: number;
  rssMegabytes: number;
  rows: number;
};

async function load(hands: Hands, plan: LoadPlan): Promise<LoadResult> {
  const child = hands.start(["load", plan]);
  hands.pin(child.pid, 1);
  const result = await hands.hear<LoadResult>(child);
  child.disconnect();
  return result;
}

function ask(hands: Hands, server: ChildProcess): Promise<Memory> {
  const answer = hands.hear<Memory>(server);
  server.send("memory");
  return answer;
}

async function countRows(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const found = await client.query(
    "SELECT count(*)::int AS n FROM inbound_events e JOIN work_items w ON w.subject_id = e.id::text",
  );
  await client.end();
  return found.rows[0].n;
}

/** Writes out what a full load left behind, so that the steady load after it is measured and not its aftermath. */
async function settle(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("CHECKPOINT");
  await client.end();
}

type Server = { contender: Contender; port: number; process: ChildProcess; databaseUrl: string };

async function startServer(hands: Hands, place: DoorPlace, contender: Contender): Promise<Server> {
  const port = FIRST_PORT + CONTENDERS.indexOf(contender);
  const { databaseUrl, suiteRowId } = await place.prepare(`bench_${contender}`);
  const server = hands.start(["server", contender, databaseUrl, suiteRowId, port]);
  hands.pin(server.pid, 0);
  await hands.hear(server);
  return { contender, port, process: server, databaseUrl };
}

type Round = Pick<Figures, "closed" | "open" | "cpuMicrosEach" | "databaseMicrosEach">;

async function measureRound(
  hands: Hands,
  postmaster: number,
  server: Server,
  round: number,
  isQuick: boolean,
): Promise<Round> {
  const seconds = isQuick ? 2 : 4;
  const base = { port: server.port, connections: CONNECTIONS, perSecond: OPEN_PER_SECOND, seconds };
  const before = await ask(hands, server.process);
  const databaseBefore = databaseMicros(postmaster);
  const messages = seconds * MOST_PER_SECOND;
  const closed = await load(hands, { ...base, mode: "closed", run: `c${round}`, messages });
  const databaseAfter = databaseMicros(postmaster);
  const after = await ask(hands, server.process);
  await settle(server.databaseUrl);
  const open = await load(hands, { ...base, mode: "open", run: `o${round}`, messages: 0 });
  const micros = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  const good = Math.max(closed.good, 1);
  return {
    closed,
    open,
    cpuMicrosEach: micros / good,
    databaseMicrosEach: (databaseAfter - databaseBefore) / good,
  };
}

/** What was sent and answered is added up; of speeds and times the middle one of the rounds counts. */
function joinLoads(loads: LoadResult[]): LoadResult {
  return {
    sent: total(loads, (one) => one.sent),
    good: total(loads, (one) => one.good),
    bad: total(loads, (one) => one.bad),
    seconds: total(loads, (one) => one.seconds),
    perSecond: middle(loads, (one) => one.perSecond),
    p50: middle(loads, (one) => one.p50),
    p99: middle(loads, (one) => one.p99),
    max: middle(loads, (one) => one.max),
  };
}

async function finish(hands: Hands, server: Server, rounds: Round[]): Promise<Figures> {
  const { maxRss } = await ask(hands, server.process);
  server.process.disconnect();
  const closed = joinLoads(rounds.map((one) => one.closed));
  const open = joinLoads(rounds.map((one) => one.open));
  const { contender, databaseUrl } = server;
  return {
    contender,
    closed,
    open,
    cpuMicrosEach: middle(rounds, (one) => one.cpuMicrosEach),
    databaseMicrosEach: middle(rounds, (one) => one.databaseMicrosEach),
    rssMegabytes: maxRss / MEGABYTE,
    rows: contender === "ceiling" ? closed.good + open.good : await countRows(databaseUrl),
  };
}

/** The callback addresses under load: our door beside the least a developer writes and the usual packages. */
export async function benchDoor(hands: Hands, place: DoorPlace, isQuick: boolean) {
  const servers: { server: Server; rounds: Round[] }[] = [];
  for (const contender of CONTENDERS)
    servers.push({ server: await startServer(hands, place, contender), rounds: [] });
  const count = isQuick ? 1 : ROUNDS;
  for (let round = 1; round <= count; round += 1)
    for (const { server, rounds } of servers) {
      console.log(`measuring ${NAMES[server.contender]}, round ${round} of ${count} …`);
      rounds.push(await measureRound(hands, place.postmaster, server, round, isQuick));
    }
  const figures: Figures[] = [];
  for (const { server, rounds } of servers) figures.push(await finish(hands, server, rounds));
  return { figures, ...judge(figures) };
}

function judge(figures: Figures[]) {
  const bare = figures.find((one) => one.contender === "bare");
  const door = figures.find((one) => one.contender === "door");
  if (!bare || !door) throw new Error("a contender is missing");
  const ratio = door.closed.perSecond / bare.closed.perSecond;
  return {
    ratio,
    goals: {
      "at least 2.0 × bare durable callbacks a second": ratio >= 2,
      "p99 under full load not above bare's": door.closed.p99 <= bare.closed.p99,
      "p99 at most 10 ms at 500 a second": door.open.p99 <= 10,
      "at most 200 MB": door.rssMegabytes <= 200,
      "every answered callback is stored": figures.every(
        (one) => one.rows >= one.closed.good + one.open.good,
      ),
    },
  };
}

export function printDoor({ figures, ratio }: { figures: Figures[]; ratio: number }): void {
  const row = ({ closed, open, cpuMicrosEach, databaseMicrosEach, rssMegabytes }: Figures) => ({
    "callbacks/s": Math.round(closed.perSecond),
    "p50 ms": Number(closed.p50.toFixed(1)),
    "p99 ms": Number(closed.p99.toFixed(1)),
    [`p99 ms at ${OPEN_PER_SECOND}/s`]: Number(open.p99.toFixed(1)),
    "server µs each": Math.round(cpuMicrosEach),
    "database µs each": Math.round(databaseMicrosEach),
    refused: closed.bad + open.bad,
    "max RSS MB": Math.round(rssMegabytes),
  });
  console.table(Object.fromEntries(figures.map((one) => [NAMES[one.contender], row(one)])));
  console.log(`the door: ${ratio.toFixed(2)} × bare`);
}
