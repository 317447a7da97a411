import "server-only";
import { isRefusedOutcome } from "@/lib/core/callback-causes";
import type { SeenRequest } from "@/lib/features/callbacks/diagnosis";
import {
  type NotedRequest,
  type Overflow,
  readKnownIds,
  recordOverflow,
  recordRequests,
  UNKNOWN_LABEL,
} from "@/lib/features/callbacks/record-requests";
import type { Deps } from "@/lib/features/deps";
import type { CallbackResponse } from "@/lib/runtime/callback-handler";

/** Keeps what came to the callback addresses, after the answers, within bounds that no caller can lift. */
export type RequestLog = {
  /** Costs the answer nothing: it is remembered, or only counted. `answer` null: the caller went away. */
  note(seen: SeenRequest, answer: CallbackResponse | null, milliseconds: number): void;
  /** Writes what is remembered; with `isFinal` what was only counted, too. */
  flush(isFinal?: boolean): Promise<void>;
  /** The last flush; nothing is noted afterwards. */
  stop(): Promise<void>;
};

export type RequestLogOptions = {
  flushMs?: number;
  /** Rows a minute for each suite; the rest of the minute is one row with a count. */
  acceptedPerMinute?: number;
  refusedPerMinute?: number;
};

const MAX_WAITING = 2_000;
/** Bodies of refused requests that wait for their diagnosis, together. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
const MINUTE_MS = 60_000;
const KNOWN_FOR_MS = 5_000;
const NO_BODY = new Uint8Array();

export function createRequestLog(deps: Deps, options: RequestLogOptions = {}): RequestLog {
  const { flushMs = 500, acceptedPerMinute = 120, refusedPerMinute = 30 } = options;
  let waiting: NotedRequest[] = [];
  let keptBytes = 0;
  let minute = 0;
  let inMinute = new Map<string, number>();
  const overflow = new Map<string, Overflow>();
  let labels = new Set<string>();
  let labelsUntil = 0;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let isStopped = false;

  const labelOf = (key: string) => (labels.has(key) ? key : UNKNOWN_LABEL);

  function schedule(): void {
    if (timer || isStopped) return;
    timer = setTimeout(() => {
      timer = null;
      void flush();
    }, flushMs);
    timer.unref();
  }

  /** Whether this one is still to be written singly; if not, it is counted. */
  function isWithinBounds(at: Date, label: string, isRefused: boolean): boolean {
    const now = Math.floor(at.getTime() / MINUTE_MS);
    if (now !== minute) {
      minute = now;
      inMinute = new Map();
    }
    const bucket = `${label} ${isRefused}`;
    const count = (inMinute.get(bucket) ?? 0) + 1;
    inMinute.set(bucket, count);
    if (count <= (isRefused ? refusedPerMinute : acceptedPerMinute) && waiting.length < MAX_WAITING)
      return true;
    const place = `${bucket} ${now}`;
    const counted = overflow.get(place) ?? { at, label, isRefused, count: 0 };
    counted.count += 1;
    overflow.set(place, counted);
    return false;
  }

  function note(seen: SeenRequest, answer: CallbackResponse | null, milliseconds: number): void {
    if (isStopped) return;
    const at = deps.clock.now();
    const outcome = answer?.outcome ?? "aborted";
    const isRefused = isRefusedOutcome(outcome);
    const label = answer && answer.suite !== UNKNOWN_LABEL ? answer.suite : labelOf(seen.suiteKey);
    schedule();
    if (!isWithinBounds(at, label, isRefused)) return;
    const isKept = outcome === "refused" && keptBytes + seen.body.length <= MAX_KEPT_BYTES;
    if (isKept) keptBytes += seen.body.length;
    waiting.push({
      at,
      seen: {
        ...seen,
        body: isKept ? seen.body : NO_BODY,
        rawQuery: isRefused || outcome === "proven" ? seen.rawQuery : "",
      },
      outcome,
      status: answer?.status ?? 0,
      bytesIn: seen.body.length,
      bytesOut: answer ? Buffer.byteLength(answer.body) : 0,
      answerMs: Math.round(milliseconds),
      eventId: answer?.facts?.eventId ?? null,
      receiveId: answer?.facts?.receiveId ?? null,
      meaningHash: answer?.facts?.meaningHash ?? null,
      trouble: answer?.facts?.trouble ?? null,
    });
  }

  async function write(isFinal: boolean): Promise<void> {
    const batch = waiting;
    waiting = [];
    keptBytes = 0;
    const now = deps.clock.now().getTime();
    const ended = [...overflow].filter(
      ([, one]) => isFinal || Math.floor(one.at.getTime() / MINUTE_MS) < minuteOf(now),
    );
    // Past the bounds of a minute requests are only counted: there is nothing to write before it is over.
    if (batch.length === 0 && ended.length === 0) return;
    try {
      if (labelsUntil < now) {
        labels = new Set([...(await readKnownIds(deps)).ids.keys(), "_provider"]);
        labelsUntil = now + KNOWN_FOR_MS;
      }
      await recordRequests(deps, batch);
      batch.length = 0;
      if (ended.length === 0) return;
      await recordOverflow(
        deps,
        ended.map(([, one]) => one),
      );
      for (const [place] of ended) overflow.delete(place);
    } catch (error) {
      // The database that could not store the event can't store this either: it is kept, within the same bounds.
      waiting = [...batch, ...waiting].slice(0, MAX_WAITING);
      keptBytes = waiting.reduce((sum, one) => sum + one.seen.body.length, 0);
      deps.log.warn("request_log.failed", { kind: error instanceof Error ? error.name : "unknown" });
    }
  }

  async function flush(isFinal = false): Promise<void> {
    while (running) await running;
    running = write(isFinal);
    await running;
    running = null;
    if (waiting.length > 0 || overflow.size > 0) schedule();
  }

  return {
    note,
    flush,
    async stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await flush(true);
    },
  };
}

function minuteOf(milliseconds: number): number {
  return Math.floor(milliseconds / MINUTE_MS);
}
