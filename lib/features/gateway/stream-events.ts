import { matchesGlob } from "@/lib/core/glob";
import { writeBody } from "@/lib/core/outgoing-event";
import type { Deps } from "@/lib/features/deps";
import { readMoment } from "@/lib/features/gateway/read-moment";
import { type ApiCaller, mayUseSuite } from "@/lib/features/keys/api-caller";
import type { StreamEvent, StreamGap, StreamScope } from "@/lib/store/stream-events";

export type StreamWish = {
  cursor?: string | undefined;
  since?: string | undefined;
  suite?: string | undefined;
  type?: string | undefined;
  payload: "thin" | "full";
  wait: number;
};

/** What a reader gets: events in order, or word that nothing came meanwhile. */
export type StreamItem =
  | { kind: "event"; position: string; body: string }
  | { kind: "quiet"; position: string };

const POLL_MS = 500;
const GAP_POLL_MS = 60;
const BATCH = 100;
const HEARTBEAT_MS = 15_000;
/** How often the key is looked at anew. What is known of it is up to 4 s old, and it must be over after 5 (threat F12). */
const RECHECK_MS = 1_000;
/** A stream ends by itself and is taken up again where it was; so a deployment never waits for one. */
const MAX_STREAM_MS = 15 * 60_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Whether a type is what `pattern` asks for; `*` stands for any part. */
export function matchesType(type: string, pattern: string | undefined): boolean {
  return pattern === undefined || matchesGlob(type, pattern);
}

async function scopeOf(deps: Deps, caller: ApiCaller, suite: string | undefined): Promise<StreamScope> {
  const keys =
    caller.suiteKeys === null
      ? [...(await deps.store.suites.listSuites()).map((one) => one.key as string), "_provider"]
      : [...caller.suiteKeys];
  const suiteKeys = keys.filter((key) => mayUseSuite(caller, key) && (suite === undefined || key === suite));
  return { suiteKeys, corpIds: [...(caller.corpIds ?? [])] };
}

async function beginningOf(deps: Deps, wish: StreamWish): Promise<string> {
  if (wish.cursor !== undefined) return wish.cursor;
  const since = wish.since === undefined ? null : readMoment(wish.since);
  return since ? deps.store.eventStream.positionBefore(since) : deps.store.eventStream.newestPosition();
}

/** Reads what has come since; waits out numbers that are missing because a transaction has not ended. */
function createReader(deps: Deps, scope: StreamScope, wish: StreamWish, start: string) {
  let position = start;
  let gap: StreamGap | null = null;
  return {
    position: () => position,
    hasGap: () => gap !== null,
    async read(): Promise<StreamEvent[]> {
      const page = await deps.store.eventStream.readStream(scope, position, BATCH, gap);
      position = page.next;
      // A gap that is the same as before keeps the transactions it was seen with.
      gap = page.gap && gap && gap.upTo === page.gap.upTo ? gap : page.gap;
      return page.events.filter((one) => matchesType(one.type, wish.type));
    },
  };
}

/** Says whether to go on, asking `isStillAllowed` once a second at most, whatever comes meanwhile. */
function createRecheck(deps: Deps, isStillAllowed: () => Promise<boolean>) {
  let askedAt = deps.clock.now().getTime();
  return async (): Promise<boolean> => {
    const now = deps.clock.now().getTime();
    if (now - askedAt < RECHECK_MS) return true;
    askedAt = now;
    return isStillAllowed();
  };
}

/** Events from the cursor on, for as long as the reader listens, its key allows it, or a quarter of an hour. */
export async function* openStream(
  deps: Deps,
  caller: ApiCaller,
  wish: StreamWish,
  isStillAllowed: () => Promise<boolean>,
): AsyncGenerator<StreamItem> {
  const mayGoOn = createRecheck(deps, isStillAllowed);
  const scope = await scopeOf(deps, caller, wish.suite);
  const reader = createReader(deps, scope, wish, await beginningOf(deps, wish));
  const began = deps.clock.now().getTime();
  let quietSince = began;
  yield { kind: "quiet", position: reader.position() };
  while (await mayGoOn()) {
    const events = await reader.read();
    for (const one of events) {
      // A slow reader may have let a long time pass since the event before.
      if (!(await mayGoOn())) return;
      yield { kind: "event", position: one.position, body: writeBody(one, one.payload, wish.payload) };
    }
    const now = deps.clock.now().getTime();
    if (events.length > 0) quietSince = now;
    else if (now - quietSince >= HEARTBEAT_MS) {
      quietSince = now;
      yield { kind: "quiet", position: reader.position() };
    }
    if (now - began > MAX_STREAM_MS) return;
    if (events.length < BATCH) await pause(reader.hasGap() ? GAP_POLL_MS : POLL_MS);
  }
}

/** Server-sent events of a stream. A heartbeat carries the position too, so that a quiet stream resumes exactly. */
export async function* streamText(items: AsyncGenerator<StreamItem>): AsyncGenerator<string> {
  yield "retry: 2000\n\n";
  for await (const one of items) {
    if (one.kind === "event") yield `id: ${one.position}\ndata: ${one.body}\n\n`;
    else yield `: heartbeat\nid: ${one.position}\n\n`;
  }
}

/** One poll: answers as soon as there is something, or empty-handed after `wait` seconds or when nobody may listen. */
export async function pollOnce(
  deps: Deps,
  caller: ApiCaller,
  wish: StreamWish,
  isStillAllowed: () => Promise<boolean>,
): Promise<{ data: unknown[]; cursor: string }> {
  const mayGoOn = createRecheck(deps, isStillAllowed);
  const scope = await scopeOf(deps, caller, wish.suite);
  const reader = createReader(deps, scope, wish, await beginningOf(deps, wish));
  const until = deps.clock.now().getTime() + wish.wait * 1_000;
  for (;;) {
    if (!(await mayGoOn())) return { data: [], cursor: reader.position() };
    const events = await reader.read();
    if (events.length > 0 || deps.clock.now().getTime() >= until)
      return {
        data: events.map((one) => JSON.parse(writeBody(one, one.payload, wish.payload))),
        cursor: reader.position(),
      };
    await pause(reader.hasGap() ? GAP_POLL_MS : POLL_MS);
  }
}
