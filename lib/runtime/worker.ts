import "server-only";
import { keepRetention } from "@/lib/features/callbacks/keep-retention";
import type { Deps } from "@/lib/features/deps";
import { houseKeep } from "@/lib/features/install/house-keep";
import { ROUND_SECONDS } from "@/lib/features/install/reconcile-plan";
import { startLoop } from "@/lib/runtime/loop";
import { runWork } from "@/lib/runtime/run-work";
import { WORK_HANDLERS, type WorkHandler } from "@/lib/runtime/work-handlers";
import type { LeasedWork } from "@/lib/store/work-items";

export type WorkerOptions = {
  /** Items at once, besides the slot for urgent ones. */
  slots?: number;
  pollMs?: number;
  idlePollMs?: number;
  houseKeepMs?: number;
  /** How long `stop` waits for running work; what is left resumes elsewhere when its lease ends. */
  drainMs?: number;
  handlers?: Record<string, WorkHandler>;
  /** Jitter of the back-off, 0…1. */
  chance?: () => number;
};

export type Worker = {
  /** Look now: work has been stored. */
  wake(): void;
  /** Takes nothing new, waits for what runs. */
  stop(): Promise<void>;
};

/** Takes items into at most `slots` hands. Abandoned ones run alone: they may be what killed their worker (threat C7). */
function createLane(
  deps: Deps,
  isUrgent: boolean,
  slots: number,
  run: (item: LeasedWork) => Promise<void>,
  onFree: () => void,
) {
  const { workItems } = deps.store;
  const running = new Set<Promise<void>>();
  let isAlone = false;
  const take = (item: LeasedWork, alone: boolean) => {
    isAlone = alone;
    const job = run(item).finally(() => {
      running.delete(job);
      if (alone) isAlone = false;
      onFree();
    });
    running.add(job);
  };
  return {
    running,
    async step(): Promise<"busy" | "idle"> {
      if (isAlone) return "busy";
      if (running.size === 0) {
        const abandoned = await workItems.claimAbandoned({ isUrgent });
        if (abandoned) {
          deps.log.warn("work_resumed", { kind: abandoned.kind, workId: abandoned.id });
          take(abandoned, true);
          return "busy";
        }
      } else if (!isUrgent && (await workItems.hasAbandoned())) return "busy";
      const free = slots - running.size;
      if (free <= 0) return "busy";
      for (const item of await workItems.claimReady({ limit: free, isUrgent })) take(item, false);
      return running.size > 0 ? "busy" : "idle";
    },
  };
}

/** Works the queue in this process. Any number of processes may; the rows' leases keep them apart. */
export function startWorker(deps: Deps, options: WorkerOptions = {}): Worker {
  const {
    slots = 8,
    pollMs = 500,
    idlePollMs = 1_000,
    houseKeepMs = ROUND_SECONDS * 1000,
    drainMs = 10_000,
  } = options;
  const handlers = options.handlers ?? WORK_HANDLERS;
  const chance = options.chance ?? (() => (deps.ids.random(1)[0] ?? 0) / 255);
  const run = (item: LeasedWork) => runWork(deps, item, handlers[item.kind], chance);
  const wake = () => {
    for (const loop of loops) loop.wake();
  };
  const lanes = [createLane(deps, false, slots, run, wake), createLane(deps, true, 2, run, wake)];
  const safely = (step: () => Promise<"busy" | "idle">) => async () => {
    try {
      return await step();
    } catch (error) {
      deps.log.error("worker_step_failed", { reason: error instanceof Error ? error.message : "unknown" });
      return "idle" as const;
    }
  };
  const loops = lanes.map((lane) => startLoop(safely(lane.step), pollMs, idlePollMs));
  const keeper = startLoop(
    safely(async () => {
      for (const item of await deps.store.workItems.buryAbandoned())
        deps.log.error("work_dead", { kind: item.kind, workId: item.id });
      await houseKeep(deps);
      await keepRetention(deps);
      return "idle";
    }),
    houseKeepMs,
    houseKeepMs,
  );
  return {
    wake,
    async stop() {
      await Promise.all([...loops, keeper].map((loop) => loop.stop()));
      const left = [...lanes.flatMap((lane) => [...lane.running])];
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, drainMs);
      });
      await Promise.race([Promise.all(left), limit]);
      clearTimeout(timer);
    },
  };
}
