import { fail, ok, type Result } from "@/lib/core/result";
import { readXml } from "@/lib/core/xml/read-xml";
import { type Addressing, judgeAddress } from "@/lib/features/callbacks/receive-rules";
import { judgeOwnMessage } from "@/lib/features/callbacks/recognise-self-test";
import type { Deps } from "@/lib/features/deps";
import type { AcceptedEvent, Channel } from "@/lib/store/accept-events";
import type { CallbackTarget } from "@/lib/store/callback-directory";
import type { CallbackQuery } from "@/lib/wecom/callback-query";
import { type OpeningKey, openSigned, readEnvelope } from "@/lib/wecom/envelope";
import { meaningHashOf, parseEvent, type WecomEvent } from "@/lib/wecom/events";

export type ReceiveInput = {
  target: CallbackTarget;
  channel: Channel;
  query: CallbackQuery;
  rawQuery: string;
  body: Uint8Array;
};

/** How it ended, and what the request log keeps of it. `eventId` is null for a duplicate: its first has one. */
export type Received = {
  outcome: "stored" | "duplicate" | "stale" | "self_test";
  eventId: string | null;
  receiveId: string;
  /** null for a self-test, which is never stored. */
  meaningHash: Buffer<ArrayBuffer> | null;
  /** The pair that opened it: an answer is sealed with the same. Only for what was stored now. */
  openedWith?: OpeningKey;
};

const STALE_AFTER_MS = 24 * 3_600_000;
/** Data of a corp may come before its permanent code is stored; nothing says in which order they are sent. */
const PARK_MS = 15 * 60_000;

/** These carry an auth_code that lives ten minutes and works once. */
const MOST_URGENT = new Set(["create_auth", "reset_permanent_code"]);
const URGENT = new Set(["suite_ticket", "cancel_auth", "change_auth"]);

/**
 * Takes one POST: verify, open, judge, store with its work row. Nothing slow, nothing twice.
 *
 * Ends after the commit. A repeated call with the same meaning, sealed anew or not, answers `duplicate`.
 * Every refusal is one code (threat A8); a database that fails throws.
 */
export async function receiveCallback(
  deps: Deps,
  input: ReceiveInput,
): Promise<Result<Received, "callback.refused">> {
  const { target, channel } = input;
  const envelope = readEnvelope(input.body);
  if (!envelope) return fail("callback.refused");
  const opened = openSigned(target.keys, input.query, envelope.encrypt);
  if (!opened) return fail("callback.refused");
  const content = readXml(opened.message);
  const event = content.ok ? parseEvent(content.value) : null;
  if (!event) return fail("callback.refused");
  const own = await judgeOwnMessage(deps, event, envelope.encrypt, input.rawQuery);
  if (own === "unexpected") return fail("callback.refused");
  if (own === "expected")
    return ok({ outcome: "self_test", eventId: null, receiveId: opened.receiveId, meaningHash: null });

  const at: Addressing = { channel, receiveId: opened.receiveId, outerToUserName: envelope.toUserName };
  const verdict = judgeAddress(target, event, at);
  if (verdict === "refuse") return fail("callback.refused");
  if (verdict === "known_corp" && !(await isKnownCorp(deps, target, at.receiveId)))
    return fail("callback.refused");

  deps.store.callbackKeys.noteKeyUse(opened.key.id);
  const row = toRow(deps.clock.now(), target, at, event, opened.message.toString("utf8"), verdict === "park");
  const accepted = await deps.store.inboundEvents.acceptEvent(row);
  const { receiveId, meaningHash } = row;
  if (accepted.outcome === "duplicate")
    return ok({ outcome: "duplicate", eventId: null, receiveId, meaningHash });
  if (row.isStale) return ok({ outcome: "stale", eventId: accepted.id, receiveId, meaningHash });
  deps.wakeWorker();
  return ok({ outcome: "stored", eventId: accepted.id, receiveId, meaningHash, openedWith: opened.key });
}

async function isKnownCorp(deps: Deps, target: CallbackTarget, corpId: string): Promise<boolean> {
  if (target.suiteRowId === null) return false;
  return deps.store.callbackDirectory.isCorpOfSuite(target.suiteRowId, corpId);
}

function toRow(
  now: Date,
  target: CallbackTarget,
  at: Addressing,
  event: WecomEvent,
  payload: string,
  isParkable: boolean,
): AcceptedEvent {
  // The receive id is what the platform sealed the message for; an inner ToUserName could only repeat it.
  const corpId = isParkable && at.receiveId !== "" ? at.receiveId.slice(0, 128) : event.corpId;
  const owner = target.suiteRowId ?? "provider";
  const group = at.channel === "provider" ? "provider" : "suite";
  return {
    suiteRowId: target.suiteRowId,
    channel: at.channel,
    type: event.type,
    changeType: event.changeType,
    corpId,
    receiveId: at.receiveId,
    platformTime: event.platformTime,
    receivedAt: now,
    meaningHash: meaningHashOf(owner, group, corpId, event.fields),
    isStale: event.platformTime !== null && now.getTime() - event.platformTime.getTime() > STALE_AFTER_MS,
    payload,
    priority: MOST_URGENT.has(event.type) ? 0 : URGENT.has(event.type) ? 5 : 10,
    parkUnlessKnownUntil: isParkable ? new Date(now.getTime() + PARK_MS) : null,
  };
}
