import { textOf } from "@/lib/core/xml/read-xml";
import { writeXml } from "@/lib/core/xml/write-xml";
import { openEvent } from "@/lib/features/callbacks/read-event";
import type { Deps } from "@/lib/features/deps";
import { deliver } from "@/lib/features/gateway/deliver";
import { publishReceived } from "@/lib/features/gateway/publish-event";
import { readReply } from "@/lib/features/gateway/read-reply";
import type { CallbackTarget } from "@/lib/store/callback-directory";
import type { CallbackQuery } from "@/lib/wecom/callback-query";
import { type OpeningKey, writePassiveReply } from "@/lib/wecom/envelope";

/** With the 800 ms for storing it this stays well inside WeCom's five seconds. */
const ANSWER_TIMEOUT_MS = 3_000;
const RANDOM_BYTES = 16;

/**
 * The encrypted passive reply of the suite's answering endpoint to a message that has just been stored, or null: there
 * is no such endpoint, or its answer came too late, was none, or broke. Then WeCom gets `success`, the attempt stands
 * in the delivery log, and the message goes the ordinary way. Never throws.
 */
export async function answerMessage(
  deps: Deps,
  input: {
    target: CallbackTarget;
    query: CallbackQuery;
    eventId: string;
    receiveId: string;
    key: OpeningKey;
  },
): Promise<string | null> {
  const { target, query, key } = input;
  if (target.suiteRowId === null) return null;
  try {
    const endpointId = await deps.store.endpoints.findAnswering(target.label);
    if (endpointId === null) return null;
    const event = await openEvent(deps, input.eventId);
    const toUser = event && textOf(event.content.fields, "FromUserName");
    if (!event || !toUser) return null;
    await publishReceived(deps, event);
    const claim = await deps.store.deliveries.claimForAnswer(event.id, endpointId);
    if (!claim) return null;
    const { answer } = await deliver(deps, claim, { timeoutMs: ANSWER_TIMEOUT_MS });
    if (answer?.kind !== "answer" || answer.status < 200 || answer.status > 299) return null;
    const now = deps.clock.now();
    const reply = readReply(answer.body, { toUser, fromCorp: input.receiveId, now });
    if (!reply) return null;
    return writePassiveReply({
      key,
      random: deps.ids.random(RANDOM_BYTES),
      timestamp: String(Math.floor(now.getTime() / 1_000)),
      nonce: query.nonce,
      message: writeXml(reply),
      receiveId: input.receiveId,
    });
  } catch (error) {
    const kind = error instanceof Error ? error.name : "unknown";
    deps.log.error("answer_failed", { eventId: input.eventId, kind });
    return null;
  }
}
