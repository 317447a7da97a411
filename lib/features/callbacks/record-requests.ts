import { type CallbackCause, type CallbackOutcome, isRefusedOutcome } from "@/lib/core/callback-causes";
import { describeReceiveId, type KnownIds, showableId } from "@/lib/features/callbacks/describe-receive-id";
import { diagnoseRefusal } from "@/lib/features/callbacks/diagnose-request";
import type { SeenRequest } from "@/lib/features/callbacks/diagnosis";
import type { Deps } from "@/lib/features/deps";
import type { CallbackRequestRow } from "@/lib/store/callback-requests";
import { MAX_ENVELOPE_BYTES } from "@/lib/wecom/envelope";

/** A request with how it was answered, waiting to be written down. */
export type NotedRequest = {
  at: Date;
  seen: SeenRequest;
  outcome: CallbackOutcome;
  status: number;
  bytesIn: number;
  bytesOut: number;
  answerMs: number;
  eventId: string | null;
  receiveId: string | null;
  meaningHash: Buffer | null;
  trouble: "slow" | "database" | null;
};

export const UNKNOWN_LABEL = "unknown";
const MAX_METHOD_LENGTH = 16;
const DEADLINE_FACT = "800";

/** Which suites and provider there are; labels of rows are bounded by it. */
export async function readKnownIds(
  deps: Deps,
): Promise<Omit<KnownIds, "corpIds"> & { ids: Map<string, string> }> {
  const { providerCorpId, suites } = await deps.store.callbackRequests.listKnownSuites();
  return { providerCorpId, suites, ids: new Map(suites.map((one) => [one.key, one.id])) };
}

type Said = { cause: CallbackCause | null; facts: Record<string, string>; receiveId?: string };

/** The cause of what needs no diagnosis, null when it does. */
function plainCause(noted: NotedRequest): Said | null {
  const { outcome, seen } = noted;
  if (outcome === "refused") return null;
  if (outcome === "busy") return { cause: noted.trouble ?? "database", facts: { limit: DEADLINE_FACT } };
  if (outcome === "method")
    return { cause: "method", facts: { method: seen.method.slice(0, MAX_METHOD_LENGTH) } };
  if (outcome === "too_large")
    return {
      cause: "size",
      facts: { bytes: String(MAX_ENVELOPE_BYTES + 1), limit: String(MAX_ENVELOPE_BYTES) },
    };
  if (outcome === "aborted" || outcome === "stale" || outcome === "duplicate")
    return { cause: outcome, facts: {} };
  const isRepaired = outcome === "proven" && /(^|&)echostr=[^&]*(%20| )/.test(seen.rawQuery);
  return { cause: isRepaired ? "echo_repaired" : null, facts: {} };
}

/**
 * Writes down requests that were answered a while ago, with the doctor's cause for every refused or odd one.
 *
 * Nothing of it is on the way of an answer. What a refused request held sealed is opened again to find the cause,
 * and only ids of it are kept.
 */
export async function recordRequests(deps: Deps, batch: readonly NotedRequest[]): Promise<void> {
  const known = await readKnownIds(deps);
  const found: (NotedRequest & Omit<Said, "receiveId">)[] = [];
  for (const noted of batch) {
    const { receiveId, ...said }: Said = plainCause(noted) ?? (await diagnoseRefusal(deps, noted.seen));
    found.push({ ...noted, ...said, receiveId: noted.receiveId ?? receiveId ?? null });
  }
  const duplicates = found.flatMap((one) =>
    one.outcome === "duplicate" && one.meaningHash ? [one.meaningHash] : [],
  );
  const [corps, firsts] = await Promise.all([
    deps.store.consoleFacts.findCorpNames([
      ...new Set(found.flatMap((one) => (one.receiveId ? [one.receiveId] : []))),
    ]),
    deps.store.callbackRequests.findEventsByMeaning(duplicates),
  ]);
  const ids: KnownIds = { ...known, corpIds: new Set(corps.keys()) };
  await deps.store.callbackRequests.addRequests(
    found.map((one): CallbackRequestRow => {
      const { seen, receiveId } = one;
      const label =
        known.ids.has(seen.suiteKey) || seen.suiteKey === "_provider" ? seen.suiteKey : UNKNOWN_LABEL;
      const whose = receiveId === null ? null : describeReceiveId(receiveId, label, ids);
      const first = one.meaningHash ? firsts.get(one.meaningHash.toString("hex")) : undefined;
      return {
        receivedAt: one.at,
        suiteRowId: known.ids.get(label) ?? null,
        label,
        channel: seen.channel,
        method: seen.method.slice(0, MAX_METHOD_LENGTH),
        outcome: one.outcome,
        cause: one.cause,
        isRefused: isRefusedOutcome(one.outcome),
        status: one.status,
        bytesIn: one.bytesIn,
        bytesOut: one.bytesOut,
        answerMs: one.answerMs,
        receiveId: receiveId === null ? null : receiveId === "" ? "" : showableId(receiveId),
        receiveKind: whose?.kind ?? null,
        facts: { ...(whose?.suite ? { suite: whose.suite } : {}), ...one.facts },
        remoteAddress: seen.remoteAddress?.replace(/^::ffff:/, "") ?? null,
        eventId: one.eventId ?? first ?? null,
        repeats: 1,
      };
    }),
  );
}

/** Requests past the bound of a minute, counted only. */
export type Overflow = { at: Date; label: string; isRefused: boolean; count: number };

export async function recordOverflow(deps: Deps, counted: readonly Overflow[]): Promise<void> {
  const known = await readKnownIds(deps);
  await deps.store.callbackRequests.addRequests(
    counted.map(({ at, label, isRefused, count }) => ({
      receivedAt: at,
      suiteRowId: known.ids.get(label) ?? null,
      label,
      channel: label === "_provider" ? "provider" : "command",
      method: "",
      outcome: "overflow",
      cause: "overflow",
      isRefused,
      status: 0,
      bytesIn: 0,
      bytesOut: 0,
      answerMs: 0,
      receiveId: null,
      receiveKind: null,
      facts: { count: String(count) },
      remoteAddress: null,
      eventId: null,
      repeats: count,
    })),
  );
}
