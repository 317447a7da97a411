import "server-only";
import type { Deps } from "@/lib/features/deps";
import type { ProxyCallFact } from "@/lib/features/proxy/proxy-deps";
import { errcodeClass } from "@/lib/runtime/count-upstream";
import type { Metrics } from "@/lib/runtime/metrics";
import type { ProxyCallRow } from "@/lib/store/proxy-calls";

const FLUSH_EVERY_MS = 1_000;
const BATCH = 500;
/** Past this the oldest wait no longer: a database that is away must not cost memory. */
const MAX_WAITING = 10_000;
const NOTE_ADDRESS_EVERY_MS = 60_000;

export type CallRecorder = {
  record(fact: ProxyCallFact): void;
  /** The address that WeCom named in a refusal, from any call. */
  noteAddress(address: string): void;
  /** Writes what waits. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** Keeps facts of proxied calls: counted at once, written in batches off the path of the answers, dropped when the database is away too long. */
export function createCallRecorder(
  deps: Pick<Deps, "store" | "ids" | "clock" | "log">,
  metrics: Pick<Metrics, "upstreamRequests" | "upstreamDuration" | "callsDropped">,
): CallRecorder {
  let waiting: ProxyCallRow[] = [];
  let running: Promise<void> | null = null;
  let noted = { address: "", at: 0 };

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      await deps.store.proxyCalls.saveCalls(batch);
      const saved = new Set(batch);
      waiting = waiting.filter((row) => !saved.has(row));
    }
  }

  function flush(): Promise<void> {
    running ??= write()
      .catch((error: unknown) => {
        deps.log.error("proxy_calls_not_saved", {
          reason: error instanceof Error ? error.name : "unknown",
          waiting: waiting.length,
        });
      })
      .finally(() => {
        running = null;
      });
    return running;
  }

  const timer = setInterval(() => {
    if (waiting.length > 0) void flush();
  }, FLUSH_EVERY_MS);
  timer.unref();

  function noteAddress(address: string): void {
    const at = deps.clock.now();
    if (noted.address === address && at.getTime() - noted.at < NOTE_ADDRESS_EVERY_MS) return;
    noted = { address, at: at.getTime() };
    deps.log.error("wecom_refuses_our_address", { address });
    deps.store.egress.noteRefusedAddress(address, at).catch(() => {
      noted = { address: "", at: 0 };
    });
  }

  return {
    record({ group, fromAddress, ...row }) {
      const errcode_class = errcodeClass(row.code, row.errcode);
      if (errcode_class !== null) {
        metrics.upstreamRequests.inc({ group, errcode_class });
        metrics.upstreamDuration.observe({ group }, row.ms / 1_000);
      }
      if (fromAddress !== null) noteAddress(fromAddress);
      waiting.push({ ...row, id: deps.ids.uuid() });
      if (waiting.length > MAX_WAITING) {
        waiting.shift();
        metrics.callsDropped.inc();
      }
      if (waiting.length >= BATCH) void flush();
    },
    noteAddress,
    flush,
    async close() {
      clearInterval(timer);
      await flush();
      if (waiting.length > 0) await flush();
    },
  };
}
