import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { serve } from "@hono/node-server";
import { createApp } from "./http-app";
import { completeState, newState } from "./new-state";
import { applySeed, readSeedFile, type Seed } from "./seed";
import { readSettings, type Settings } from "./settings";
import type { SimState } from "./state";
import { startTicketClock } from "./tickets";
import { createWorld, settle, type World } from "./world";

const SAVE_EVERY_MS = 1000;

export interface StartOptions extends Partial<Settings> {
  /** Instead of a seed file. */
  seedData?: Seed;
}

export interface Simulator {
  url: string;
  world: World;
  /** The state now; a getter because restore replaces it. */
  readonly state: SimState;
  /** Stops listening, waits for deliveries under way, saves when asked to. */
  close(): Promise<void>;
}

/** Starts the simulator in this process, over real HTTP. Throws when the settings are wrong or the port is taken. */
export async function startSimulator(options: StartOptions = {}): Promise<Simulator> {
  const { seedData, ...given } = options;
  const settings: Settings = { ...readSettings({}, []), ...given };
  const scheme = settings.tls === null ? "http" : "https";
  if (given.url === undefined) settings.url = `${scheme}://localhost:${settings.port}`;
  const saved = settings.stateFile === null ? null : readState(settings.stateFile);
  const world = createWorld(settings, saved === null ? newState(settings) : completeState(saved, settings));
  if (saved === null)
    applySeed(world, seedData ?? (settings.seedFile === null ? null : readSeedFile(settings.seedFile)));
  const server = await listen(world, settings);
  const address = server.address();
  if (settings.port === 0 && typeof address === "object" && address !== null) {
    settings.port = address.port;
    if (given.url === undefined) settings.url = `${scheme}://localhost:${address.port}`;
  }
  const tickets = startTicketClock(world);
  const saver = settings.stateFile === null ? null : keepSaved(world, settings.stateFile);
  let closing: Promise<void> | null = null;
  const close = async () => {
    world.isClosed = true;
    tickets.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await settle(world);
    saver?.stop();
  };
  return {
    url: settings.url,
    world,
    get state() {
      return world.state;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function listen(world: World, { host, port, tls }: Settings): Promise<Server> {
  return new Promise((resolve, reject) => {
    const { fetch } = createApp(world);
    const where = { fetch, hostname: host, port };
    const ready = () => resolve(server as Server);
    const server =
      tls === null
        ? serve(where, ready)
        : serve(
            {
              ...where,
              createServer: createTlsServer,
              serverOptions: { cert: readFileSync(tls.cert), key: readFileSync(tls.key) },
            },
            ready,
          );
    server.on("error", reject);
  });
}

function readState(file: string): SimState | null {
  if (!existsSync(file)) return null;
  const state = JSON.parse(readFileSync(file, "utf8")) as SimState;
  if (state.version !== 1) throw new Error("the state file is of another version of the simulator");
  return state;
}

/**
 * Writes the state when it changed, once a second or, when it is large, so seldom that saving takes a
 * fiftieth of the time; and at the end. First beside the file, then renamed.
 */
function keepSaved(world: World, file: string): { stop: () => void } {
  let last = "";
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    const text = JSON.stringify(world.state);
    if (text === last) return;
    last = text;
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const plan = (afterMs: number) => {
    timer = setTimeout(() => {
      const startedAt = performance.now();
      save();
      plan(Math.max(SAVE_EVERY_MS, (performance.now() - startedAt) * 50));
    }, afterMs);
  };
  plan(SAVE_EVERY_MS);
  return {
    stop: () => {
      clearTimeout(timer);
      save();
    },
  };
}
