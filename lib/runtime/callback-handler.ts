import "server-only";
import type { CallbackOutcome } from "@/lib/core/callback-causes";
import { type ErrorCode, statusOf } from "@/lib/core/errors";
import { parseSuiteKey } from "@/lib/core/ids";
import { answerMessage } from "@/lib/features/callbacks/answer-message";
import { proveCallbackUrl } from "@/lib/features/callbacks/prove-callback-url";
import { receiveCallback } from "@/lib/features/callbacks/receive-callback";
import type { Deps } from "@/lib/features/deps";
import type { Channel } from "@/lib/store/accept-events";
import { type CallbackTarget, PROVIDER_LABEL } from "@/lib/store/callback-directory";
import { readCallbackQuery } from "@/lib/wecom/callback-query";
import { MAX_ENVELOPE_BYTES } from "@/lib/wecom/envelope";

/** One request to a callback address, freed of any framework. */
export type CallbackRequest = {
  method: string;
  /** The path segment; `_provider` for the provider-level URL. */
  suiteKey: string;
  channel: Channel;
  rawQuery: string;
  body: Uint8Array;
  remoteAddress: string | null;
};

/** What the request log keeps of an answer; never sent. */
export type AnswerFacts = {
  eventId?: string | null;
  receiveId?: string;
  meaningHash?: Buffer<ArrayBuffer> | null;
  /** Why a 503. */
  trouble?: "slow" | "database";
};

/** What to send. `outcome` and `suite` are for counters; `suite` is bounded by the suites there are. */
export type CallbackResponse = {
  status: number;
  body: string;
  contentType?: string;
  outcome: Exclude<CallbackOutcome, "aborted">;
  suite: string;
  facts?: AnswerFacts;
};

/** Past this the platform is told to send again, well inside its own limits of 1 s and 5 s (promise R1). */
export const CALLBACK_DEADLINE_MS = 800;
export const MAX_CALLBACK_BYTES = MAX_ENVELOPE_BYTES;

const PLAIN_TEXT = "text/plain; charset=utf-8";
const XML = "application/xml; charset=utf-8";
const NO_SUITE = "unknown";

/** The one answer to everything that does not verify: nothing in it tells which check failed (threat A8). */
export function refusal(suite = NO_SUITE): CallbackResponse {
  return empty("callback.refused", "refused", suite);
}

function empty(code: ErrorCode, outcome: "refused" | "busy", suite: string): CallbackResponse {
  return { status: statusOf(code), body: "", outcome, suite };
}

function busy(trouble: "slow" | "database"): CallbackResponse {
  return { ...empty("callback.busy", "busy", NO_SUITE), facts: { trouble } };
}

/** The transport's own answer to a body over the cap. */
export function tooLarge(): CallbackResponse {
  return { status: 413, body: "", outcome: "too_large", suite: NO_SUITE };
}

function plain(
  body: string,
  outcome: CallbackResponse["outcome"],
  suite: string,
  facts: AnswerFacts,
): CallbackResponse {
  return { status: 200, body, contentType: PLAIN_TEXT, outcome, suite, facts };
}

/** Whether a callback's body comes packed: nobody's does, and unpacking is how bombs work (threat B5). */
export function isPacked(contentEncoding: string | null | undefined): boolean {
  return contentEncoding !== null && contentEncoding !== undefined && contentEncoding !== "identity";
}

/**
 * Answers a callback address: GET proves the URL, POST takes an event.
 *
 * Mounted twice, as Next routes and by the door. Never throws; a database that fails or is late is a 503 with an
 * empty body, and the platform sends again. `success` is said only after the commit (promise R2).
 */
export async function handleCallback(request: CallbackRequest, deps: Deps): Promise<CallbackResponse> {
  if (request.method !== "GET" && request.method !== "POST")
    return { status: 405, body: "", outcome: "method", suite: NO_SUITE };
  if (request.body.length > MAX_CALLBACK_BYTES) return tooLarge();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answered>((resolve) => {
    timer = setTimeout(() => {
      deps.log.warn("callback.late", { channel: request.channel });
      resolve({ response: busy("slow") });
    }, CALLBACK_DEADLINE_MS);
  });
  try {
    const { response, follow } = await Promise.race([answer(request, deps), late]);
    clearTimeout(timer);
    // Stored in time; only now may an endpoint's own answer be waited for.
    const reply = follow ? await inTime(follow()) : null;
    return reply === null ? response : { ...response, body: reply, contentType: XML };
  } catch (error) {
    // Only the kind of trouble is logged: a message of the driver may quote values.
    const kind = error instanceof Error ? error.name : "unknown";
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    deps.log.error("callback.failed", { channel: request.channel, kind, code });
    return busy("database");
  } finally {
    clearTimeout(timer);
  }
}

/** The answer of an endpoint has three seconds; a database that is slow besides must not cost WeCom's five. */
const FOLLOW_MS = 3_800;

async function inTime(reply: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), FOLLOW_MS);
  });
  return Promise.race([reply, late]).finally(() => clearTimeout(timer));
}

/** `follow`: what may replace the body once the event is stored: the passive reply of an endpoint. */
type Answered = { response: CallbackResponse; follow?: () => Promise<string | null> };

async function answer(request: CallbackRequest, deps: Deps): Promise<Answered> {
  const startedAt = deps.clock.now();
  const query = readCallbackQuery(request.rawQuery);
  if (!query) return { response: refusal() };
  const target = await findTarget(request, deps);
  if (!target) return { response: refusal() };
  if (request.method === "GET") {
    const proof = await proveCallbackUrl(deps, {
      target,
      channel: request.channel,
      query,
      rawQuery: request.rawQuery,
      startedAt,
    });
    if (!proof.ok) return { response: refusal(target.label) };
    const { echo, receiveId, isSelfTest } = proof.value;
    return { response: plain(echo, isSelfTest ? "self_test" : "proven", target.label, { receiveId }) };
  }
  const received = await receiveCallback(deps, {
    target,
    channel: request.channel,
    query,
    rawQuery: request.rawQuery,
    body: request.body,
  });
  if (!received.ok) return { response: refusal(target.label) };
  const { outcome, openedWith, eventId, receiveId, meaningHash } = received.value;
  const response = plain("success", outcome, target.label, { eventId, receiveId, meaningHash });
  const isMessage = request.channel === "data" || request.channel === "settings";
  if (!isMessage || outcome !== "stored" || eventId === null || !openedWith) return { response };
  return {
    response,
    follow: () => answerMessage(deps, { target, query, eventId, receiveId, key: openedWith }),
  };
}

async function findTarget(request: CallbackRequest, deps: Deps): Promise<CallbackTarget | null> {
  const isProvider = request.suiteKey === PROVIDER_LABEL;
  if (isProvider !== (request.channel === "provider")) return null;
  const key = isProvider ? PROVIDER_LABEL : parseSuiteKey(request.suiteKey);
  return key === null ? null : deps.store.callbackDirectory.findCallbackTarget(key);
}
