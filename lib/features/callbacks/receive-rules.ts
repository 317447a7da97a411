import { textOf } from "@/lib/core/xml/read-xml";
import type { Channel } from "@/lib/store/accept-events";
import type { CallbackTarget } from "@/lib/store/callback-directory";
import type { WecomEvent } from "@/lib/wecom/events";

/** What a verified message is known by besides its content. */
export type Addressing = { channel: Channel; receiveId: string; outerToUserName: string };

/**
 * `accept`: it is for this address. `known_corp`: only if the receive id is a corp of this suite.
 * `park`: it is, but work waits unless the corp is one of the suite's.
 */
export type Verdict = "accept" | "known_corp" | "park" | "refuse";

/**
 * Whether a message that verified is meant for this address (threat A6; WeCom documents 91144, 95038, 97172).
 *
 * The signature alone does not say so: careless operators share one Token, and the same formula signs everything.
 * The suite comes from the path and must equal the decrypted SuiteId; the outer envelope proves nothing.
 */
export function judgeAddress(target: CallbackTarget, event: WecomEvent, at: Addressing): Verdict {
  if (at.channel === "provider") return judgeProvider(target, event, at.receiveId);
  const suiteId = textOf(event.fields, "SuiteId");
  if (suiteId !== null && target.suiteId !== null && suiteId !== target.suiteId) return "refuse";
  return at.channel === "command"
    ? judgeCommand(target, event, at.receiveId, suiteId)
    : judgeData(target, at.receiveId, at.outerToUserName, suiteId);
}

function judgeProvider(target: CallbackTarget, event: WecomEvent, receiveId: string): Verdict {
  const serviceCorpId = textOf(event.fields, "ServiceCorpId");
  if (target.providerCorpId === null || receiveId !== target.providerCorpId) return "refuse";
  return serviceCorpId === null || serviceCorpId === target.providerCorpId ? "accept" : "refuse";
}

function judgeCommand(
  target: CallbackTarget,
  event: WecomEvent,
  receiveId: string,
  suiteId: string | null,
): Verdict {
  if (event.form === "info" && suiteId === null) return "refuse";
  // The vendor console pushes the first ticket right after saving, before staff can have typed the suite_id in.
  const ownSuiteId = target.suiteId ?? suiteId;
  if (ownSuiteId !== null && receiveId === ownSuiteId) return "accept";
  if (target.suiteId === null) return "refuse";
  // Authorisation events have been seen sealed for the provider's corp id.
  if (target.providerCorpId !== null && receiveId === target.providerCorpId) return "accept";
  if (receiveId === "") return target.isIndividualOwned ? "accept" : "refuse";
  // change_app_admin has the message form and is sealed for the enterprise.
  return event.form === "message" ? "known_corp" : "refuse";
}

function judgeData(
  target: CallbackTarget,
  receiveId: string,
  outerToUserName: string,
  suiteId: string | null,
): Verdict {
  if (receiveId === "") return target.isIndividualOwned ? "park" : "refuse";
  // A suite event belongs to the instruction URL: each address takes its own kind only. Before staff have typed the
  // suite_id in, a message that names itself as one says so.
  if (receiveId === (target.suiteId ?? suiteId) || receiveId !== outerToUserName) return "refuse";
  return "park";
}
