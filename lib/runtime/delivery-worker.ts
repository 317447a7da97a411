import "server-only";
import type { Deps } from "@/lib/features/deps";
import { type DeliveryReport, deliver } from "@/lib/features/gateway/deliver";
import { keepGateway } from "@/lib/features/gateway/keep-gateway";
import { startLoop } from "@/lib/runtime/loop";
import type { ClaimedDelivery } from "@/lib/store/delivery-claims";

export type DeliveryWorkerOptions = {
  /** Attempts at once to endpoints that work. */
  slots?: number;
  /** The same to endpoints in trouble, in slots of their own, so that they can't use up the others' (promise R8). */
  troubledSlots?: number;
  idlePollMs?: number;
  keepMs?: number;
  drainMs?: number;
  onReport?: (report: DeliveryReport) => void;
};

export type DeliveryWorker = {
  /** Look now: deliveries have been stored. */
  wake(): void;
  /** Takes nothing new, waits for attempts under way; what is left resumes elsewhere when its lease ends. */
  stop(): Promise<void>;
};

/** Claims are taken in groups: not more often than this, however many attempts end. */
const CLAIM_EVERY_MS = 20;
const MAX_CLAIM = 64;
const SWEEP_EVERY_MS = 3_000;

function createLane(
  deps: Deps,
  isTroubled: boolean,
  slots: number,
  run: (one: ClaimedDelivery) => Promise<void>,
) {
  const running = new Set<Promise<void>>();
  let onFree = () => {};
  return {
    running,
    whenFree(wake: () => void) {
      onFree = wake;
    },
    async step(): Promise<"busy" | "idle"> {
      const free = slots - running.size;
      if (free <= 0) return "idle";
      const taken = await deps.store.deliveries.claimDeliveries(Math.min(free, MAX_CLAIM), isTroubled);
      for (const one of taken) {
        const job = run(one).finally(() => {
          running.delete(job);
          onFree();
        });
        running.add(job);
      }
      return taken.length > 0 ? "busy" : "idle";
    },
  };
}

/** Sends what is due. Any number of processes may; leases and the endpoints' own limits keep them apart. */
export function startDeliveryWorker(deps: Deps, options: DeliveryWorkerOptions = {}): DeliveryWorker {
  const { slots = 128, troubledSlots = 24, idlePollMs = 250, keepMs = 60_000, drainMs = 10_000 } = options;
  const run = async (one: ClaimedDelivery) => {
    try {
      const report = await deliver(deps, one);
      options.onReport?.(report);
    } catch (error) {
      // The database is away or a row does not open: the lease ends and another attempt is made.
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : "unknown";
      deps.log.error("delivery_failed", { deliveryId: one.id, reason });
    }
  };
  const safely = (step: () => Promise<"busy" | "idle">) => async () => {
    try {
      return await step();
    } catch (error) {
      const reason = error instanceof Error ? error.message : "unknown";
      deps.log.error("delivery_step_failed", { reason });
      return "idle" as const;
    }
  };
  const lanes = [createLane(deps, false, slots, run), createLane(deps, true, troubledSlots, run)];
  const loops = lanes.map((lane) => {
    let last = 0;
    const loop = startLoop(
      safely(async () => {
        // However often it is woken, it claims at most fifty times a second.
        const early = last + CLAIM_EVERY_MS - performance.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        last = performance.now();
        return lane.step();
      }),
      CLAIM_EVERY_MS,
      idlePollMs,
    );
    lane.whenFree(loop.wake);
    return loop;
  });
  const sweeper = startLoop(
    safely(async () => {
      const freed = await deps.store.deliveries.freeAbandoned();
      if (freed > 0) deps.log.warn("deliveries_resumed", { count: freed });
      return "idle";
    }),
    SWEEP_EVERY_MS,
    SWEEP_EVERY_MS,
  );
  const keeper = startLoop(
    safely(async () => {
      await keepGateway(deps);
      return "idle";
    }),
    keepMs,
    keepMs,
  );
  return {
    wake() {
      for (const loop of loops) loop.wake();
    },
    async stop() {
      await Promise.all([...loops, sweeper, keeper].map((loop) => loop.stop()));
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, drainMs);
      });
      await Promise.race([Promise.all(lanes.flatMap((lane) => [...lane.running])), limit]);
      clearTimeout(timer);
    },
  };
}
