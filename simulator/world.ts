import { type Clock, createClock } from "./clock";
import { createRandom, type Random } from "./random";
import type { Settings } from "./settings";
import type { SimState } from "./state";
import type { HistoryEntry } from "./state-log";

const HISTORY_LIMIT = 20_000;

/** The state with what is needed to act on it. Every service function takes it first. */
export interface World {
  state: SimState;
  clock: Clock;
  random: Random;
  settings: Settings;
  /** Deliveries under way; `settle` waits for them. */
  running: Set<Promise<unknown>>;
  /** Counters that need not survive: rate limits and wrong secrets. Key → [window end, count]. */
  windows: Map<string, { endsAt: number; count: number }>;
  /** openCorpid → corpid, rebuilt when the state is replaced. */
  openCorpids: Map<string, string>;
  isClosed: boolean;
  /** Called after time was advanced or a ticket plan changed. Set by ticket-clock.ts. */
  wakeTickets: () => void;
  nextId(kind: string): string;
  record(entry: Omit<HistoryEntry, "seq" | "at">): void;
  replaceState(state: SimState): void;
}

export function createWorld(settings: Settings, initial: SimState): World {
  const world: World = {
    state: initial,
    clock: createClock(() => world.state.clockOffsetMs),
    random: createRandom(
      () => world.state.randomState,
      (state) => {
        world.state.randomState = state;
      },
    ),
    settings,
    running: new Set(),
    windows: new Map(),
    openCorpids: new Map(),
    isClosed: false,
    wakeTickets: () => {},
    nextId: (kind) => `${kind}-${count(world.state, kind)}`,
    record: (entry) => {
      const { history } = world.state;
      history.push({ seq: count(world.state, "history"), at: world.clock.now(), ...entry });
      if (history.length > HISTORY_LIMIT) history.splice(0, HISTORY_LIMIT / 10);
    },
    replaceState: (state) => {
      world.state = state;
      world.windows.clear();
      indexCorps(world);
      world.wakeTickets();
    },
  };
  indexCorps(world);
  return world;
}

/** Waits until no delivery is under way. */
export async function settle(world: World): Promise<void> {
  while (world.running.size > 0) await Promise.allSettled([...world.running]);
}

/** Keeps a background promise in `running` until it ends. */
export function track<T>(world: World, work: Promise<T>): Promise<T> {
  world.running.add(work);
  const forget = () => world.running.delete(work);
  work.then(forget, forget);
  return work;
}

function count(state: SimState, kind: string): number {
  const next = (state.counters[kind] ?? 0) + 1;
  state.counters[kind] = next;
  return next;
}

function indexCorps(world: World): void {
  world.openCorpids.clear();
  for (const corp of Object.values(world.state.corps)) world.openCorpids.set(corp.openCorpid, corp.corpid);
}
