import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import pg from "pg";
import type { KeyRing } from "@/lib/core/crypto/seal";
import { keepRetention } from "@/lib/features/callbacks/keep-retention";
import { eventFilter } from "@/lib/features/console/event-filter";
import { countNewEvents, listEvents } from "@/lib/features/console/list-events";
import { listRequests, requestFilter } from "@/lib/features/console/list-requests";
import { previewReplay } from "@/lib/features/console/replay-events";
import { showRetention } from "@/lib/features/console/retention";
import { showEvent } from "@/lib/features/console/show-event";
import { showTimeline } from "@/lib/features/console/show-timeline";
import type { Deps } from "@/lib/features/deps";
import { findPrincipal, startStaffSession } from "@/lib/features/staff/find-principal";
import { staffCookie } from "@/lib/runtime/staff-cookie";
import { systemClock, systemIds } from "@/lib/runtime/system";
import { createStore } from "@/lib/store/create-store";
import { seedInbox } from "./inbox-seed";

/** What every page and query of the inbox must answer within. */
const LIMIT_MS = 300;
const ROUNDS = 7;
const quiet = () => {};

export type InboxFigure = { name: string; p50: number; max: number };
export type InboxFigures = {
  events: number;
  seedSeconds: number;
  queries: InboxFigure[];
  pages: InboxFigure[];
};

async function time(name: string, run: () => Promise<unknown>): Promise<InboxFigure> {
  await run();
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await run();
    taken.push(performance.now() - began);
  }
  taken.sort((a, b) => a - b);
  return { name, p50: taken[Math.floor(ROUNDS / 2)] ?? 0, max: taken.at(-1) ?? 0 };
}

/** Seeds events and times every query of the inbox, then every page of it through a started portal. */
export async function measureInbox(
  databaseUrl: string,
  port: number,
  isQuick: boolean,
): Promise<InboxFigures> {
  const events = isQuick ? 50_000 : 1_000_000;
  // A key of its own, for the portal that reads it refuses sample ones.
  const ring = [{ id: "bench", bytes: randomBytes(32) }];
  const store = createStore({ databaseUrl, keyRing: ring, clock: systemClock, ids: systemIds });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const deps = {
    clock: systemClock,
    ids: systemIds,
    log: { info: quiet, warn: quiet, error: quiet },
    store,
    wakeWorker: quiet,
  } as unknown as Deps;
  try {
    const began = performance.now();
    const { largestCorp } = await seedInbox(client, store, ring, events, systemClock.now().getTime());
    const seedSeconds = (performance.now() - began) / 1_000;
    const staff = { email: "bench@example.com", name: "Bench", role: "owner", passwordHash: null } as const;
    const account = await store.staff.addStaff(staff);
    const { token } = await startStaffSession(deps, account?.id ?? "");
    const principal = await findPrincipal(deps, token);
    if (!principal) throw new Error("the session of the bench does not work");

    const list = (query: Record<string, string>) => listEvents(deps, principal, eventFilter.parse(query));
    const middle = await client.query(
      "SELECT received_at FROM inbound_events ORDER BY id OFFSET $1 LIMIT 1",
      [Math.floor(events / 2)],
    );
    const deep = `${middle.rows[0].received_at.getTime()}_00000000-0000-7000-8000-000000000000`;
    const [newest] = (await list({})).events;
    const day = (back: number) =>
      new Date(systemClock.now().getTime() - back * 86_400_000).toISOString().slice(0, 10);
    const lists: Record<string, Record<string, string>> = {
      "newest page": {},
      "page in the middle": { before: deep },
      "back from the middle": { after: deep },
      "one suite": { suite: "alpha" },
      "a suite with few events": { suite: "epsilon" },
      "a suite without any of the type": { suite: "epsilon", type: "refund" },
      "a frequent type": { type: "text" },
      "a rare type": { type: "refund" },
      "no such type": { type: "nothing" },
      "the largest corp": { corp: largestCorp },
      "largest corp, rare type": { corp: largestCorp, type: "refund" },
      "largest corp, small suite": { corp: largestCorp, suite: "epsilon" },
      "given up": { state: "dead" },
      waiting: { state: "waiting" },
      parked: { state: "parked" },
      stale: { state: "stale" },
      "done, one suite": { state: "done", suite: "beta" },
      "a day two months ago": { from: day(60), to: day(59) },
      "rare type in a day": { type: "refund", from: day(60), to: day(59) },
      "words that are in few": { q: "woMember4242" },
      "words that are in none": { q: "nothing at all" },
    };
    const queries: InboxFigure[] = [];
    for (const [name, query] of Object.entries(lists))
      queries.push(await time(`list: ${name}`, () => list(query)));
    const { deps: d, principal: who } = { deps, principal };
    const rare = eventFilter.parse({ type: "refund" });
    const others: [string, () => Promise<unknown>][] = [
      ["one event with its neighbours", () => showEvent(d, who, newest?.id ?? "")],
      ["one event among a rare type", () => showEvent(d, who, newest?.id ?? "", rare)],
      ["live view", () => countNewEvents(d, who, eventFilter.parse({ after: deep }))],
      [
        "live view of a rare type",
        () => countNewEvents(d, who, eventFilter.parse({ after: deep, type: "refund" })),
      ],
      ["dry run of a replay", () => previewReplay(d, who, eventFilter.parse({}))],
      ["dry run, one type", () => previewReplay(d, who, eventFilter.parse({ type: "change_contact" }))],
      ["requests", () => listRequests(d, who, requestFilter.parse({}))],
      [
        "refused requests of a suite",
        () => listRequests(d, who, requestFilter.parse({ suite: "gamma", kind: "refused" })),
      ],
      ["requests of a rare cause", () => listRequests(d, who, requestFilter.parse({ cause: "doctype" }))],
      ["timeline of the largest corp", () => showTimeline(d, who, largestCorp, {})],
      ["retention", () => showRetention(d, who)],
    ];
    for (const [name, run] of others) queries.push(await time(name, run));
    await keepRetention(deps);

    const { rows } = await client.query("SELECT id FROM callback_requests WHERE is_refused LIMIT 1");
    const pages = await measurePages(
      { databaseUrl, ring, port, token },
      {
        events: "/console/events",
        "rare type": "/console/events?type=refund",
        "middle of the list": `/console/events?before=${deep}`,
        search: "/console/events?q=woMember4242",
        "event in its drawer": `/console/events/${newest?.id}`,
        replay: "/console/events/replay?type=change_contact",
        requests: "/console/events/requests",
        "request in its drawer": `/console/events/requests/${rows[0].id}`,
        timeline: `/console/corps/${largestCorp}/timeline`,
        retention: "/console/events/retention",
      },
    );
    return { events, seedSeconds, queries, pages };
  } finally {
    await client.end();
    await store.close();
  }
}

/** The pages as staff get them: the built portal in a process of its own, a session, whole HTML answers. */
async function measurePages(
  given: { databaseUrl: string; ring: KeyRing; port: number; token: string },
  paths: Record<string, string>,
): Promise<InboxFigure[]> {
  const { databaseUrl, ring, port, token } = given;
  const url = `http://127.0.0.1:${port}`;
  const key = ring.map(({ id, bytes }) => `${id}:${bytes.toString("base64")}`).join(",");
  const portal = spawn(process.execPath, [path.resolve("lib/runtime/launch.mjs"), "start"], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      NODE_ENV: "production",
      PORT: String(port),
      PORTAL_URL: url,
      // Pages only: nobody works the queue meanwhile.
      PORTAL_ROLE: "web",
      DATABASE_URL: databaseUrl,
      PORTAL_ENCRYPTION_KEYS: key,
      AUTH_SECRET: randomBytes(48).toString("base64"),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const headers = { cookie: `${staffCookie(url).name}=${token}` };
  try {
    await untilReady(portal, `${url}/livez`);
    const figures: InboxFigure[] = [];
    for (const [name, path] of Object.entries(paths))
      figures.push(
        await time(`page: ${name}`, async () => {
          const answer = await fetch(url + path, { headers, redirect: "manual" });
          await answer.text();
          if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
        }),
      );
    return figures;
  } finally {
    const ended = once(portal, "exit");
    portal.kill("SIGTERM");
    await ended;
  }
}

async function untilReady(portal: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (portal.exitCode !== null) throw new Error("the portal of the bench did not start");
    const answer = await fetch(url).catch(() => null);
    await answer?.text();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the portal of the bench was not ready in time");
}

/** Prints a table and answers whether everything was quick enough. */
export function judgeInbox({ events, seedSeconds, queries, pages }: InboxFigures): Record<string, boolean> {
  console.log(
    `the inbox with ${events.toLocaleString("en-US")} events (seeded in ${Math.round(seedSeconds)} s):`,
  );
  console.table(
    Object.fromEntries(
      [...queries, ...pages].map((one) => [
        one.name,
        { "p50 ms": Number(one.p50.toFixed(1)), "max ms": Number(one.max.toFixed(1)) },
      ]),
    ),
  );
  const isQuick = (all: readonly InboxFigure[]) => all.every((one) => one.max <= LIMIT_MS);
  return {
    [`every query of the inbox within ${LIMIT_MS} ms`]: isQuick(queries),
    [`every page of the inbox within ${LIMIT_MS} ms`]: isQuick(pages),
  };
}
