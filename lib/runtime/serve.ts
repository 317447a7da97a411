import "server-only";
import next from "next";
import type { DeliveryReport } from "@/lib/features/gateway/deliver";
import { createDoorApi } from "@/lib/runtime/api/door-api";
import { startClockCheck } from "@/lib/runtime/clock-check";
import { startDeliveryWorker } from "@/lib/runtime/delivery-worker";
import type { Portal } from "@/lib/runtime/deps";
import { createDoor, type Door } from "@/lib/runtime/door";
import { startLedgerCheck } from "@/lib/runtime/ledger-check";
import type { Metrics } from "@/lib/runtime/metrics";
import { serveProbes } from "@/lib/runtime/probes";
import { startWorker } from "@/lib/runtime/worker";

export type Served = { port: number; stop(): Promise<void> };

/** How long requests under way may take to end once a stop has begun (promise R20). */
const DRAIN_MS = 10_000;

/** Counts what the sender reports. */
function countInto(metrics: Metrics) {
  return ({ outcome, firstDelayMs }: DeliveryReport): void => {
    metrics.deliveries.inc({ outcome });
    if (firstDelayMs !== null) metrics.firstAttemptDelay.observe(firstDelayMs / 1_000);
  };
}

/**
 * Opens the door with Next behind it and, unless another process does that, works the queue. A process that only
 * works the queue answers the probes, if it was given a port.
 */
export async function serve(portal: Portal, options: { isDev: boolean; dir: string }): Promise<Served> {
  const { settings, deps, metrics } = portal;
  const worker = settings.role === "web" ? null : startWorker(deps);
  if (worker) deps.wakeWorker = () => worker.wake();
  const sender = settings.role === "web" ? null : startDeliveryWorker(deps, { onReport: countInto(metrics) });
  if (sender) deps.wakeDeliveries = () => sender.wake();
  const ledger = settings.role === "web" ? null : startLedgerCheck(deps, metrics);
  const clock = startClockCheck(deps, metrics);
  const hasProbes = settings.role === "worker" && settings.isPortGiven;
  const probes = hasProbes ? await serveProbes(portal, settings.port) : null;
  let door: Door | null = null;
  let closeNext = async () => {};
  let port = settings.port;
  if (settings.role !== "worker") {
    const app = next({ dev: options.isDev, dir: options.dir, customServer: true, port: settings.port });
    await app.prepare();
    closeNext = () => app.close();
    const nextHandler = app.getRequestHandler();
    door = createDoor({
      deps,
      api: createDoorApi(portal),
      nextHandler: (request, response) => nextHandler(request, response),
      settings,
      requests: portal.requests,
      metrics: {
        callback({ suite, channel, outcome, seconds }) {
          metrics.callbacks.inc({ suite, channel, outcome });
          metrics.callbackDuration.observe(seconds);
        },
      },
    });
    if (options.isDev) {
      // Reloading in the browser speaks WebSocket; only in development.
      door.server.removeAllListeners("upgrade");
      door.server.on("upgrade", app.getUpgradeHandler());
    }
    port = await door.listen(settings.port);
  }
  return {
    port,
    async stop() {
      portal.lifecycle.isStopping = true;
      const loops = [worker, sender, ledger, clock].map((one) => one?.stop());
      await Promise.all([door?.close(DRAIN_MS), ...loops]);
      await probes?.close();
      await closeNext();
    },
  };
}
