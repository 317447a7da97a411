import { setTimeout as wait } from "node:timers/promises";
import type { KeptProcess } from "@/tests/chaos/processes";
import type { TcpProxy } from "@/tests/chaos/tcp-proxy";

export const FAULTS = [
  "kill-worker",
  "kill-database",
  "freeze-worker",
  "cut-database",
  "kill-web",
  "cut-receivers",
  "freeze-web",
  "hold-database",
  "cut-callbacks",
] as const;
export type Fault = (typeof FAULTS)[number];

export type FaultWorld = {
  webs: readonly KeptProcess[];
  workers: readonly KeptProcess[];
  /** SIGQUIT to its postmaster: what `pg_ctl stop -m immediate` sends. It is started again at once. */
  killDatabase(): void;
  database: TcpProxy;
  receivers: TcpProxy;
  callbacks: readonly TcpProxy[];
  random(): number;
};

/** Does one fault; resolves when it is over, not when what it broke works again. */
export async function doFault(world: FaultWorld, fault: Fault): Promise<void> {
  const { random } = world;
  const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const pauseMs = 500 + random() * 2_500;
  switch (fault) {
    case "kill-worker":
      one(world.workers)?.signal("SIGKILL");
      return;
    case "kill-web":
      one(world.webs)?.signal("SIGKILL");
      return;
    case "freeze-worker":
      await one(world.workers)?.freeze(pauseMs);
      return;
    case "freeze-web":
      await one(world.webs)?.freeze(pauseMs);
      return;
    case "kill-database":
      world.killDatabase();
      return;
    case "cut-database":
      world.database.cut();
      return;
    case "cut-receivers":
      world.receivers.cut();
      return;
    case "cut-callbacks":
      one(world.callbacks)?.cut();
      return;
    case "hold-database":
      world.database.hold();
      await wait(pauseMs);
      world.database.release();
      return;
  }
}
