import { readXml, textOf, type XmlFailure } from "@/lib/core/xml/read-xml";
import { showableId } from "@/lib/features/callbacks/describe-receive-id";
import { diagnoseSeal } from "@/lib/features/callbacks/diagnose-signature";
import { callbackAddress, type Diagnosis, type Judged } from "@/lib/features/callbacks/diagnosis";
import { type Addressing, judgeAddress } from "@/lib/features/callbacks/receive-rules";
import type { Deps } from "@/lib/features/deps";
import { ENVELOPE_LIMITS } from "@/lib/wecom/envelope";
import { parseEvent, type WecomEvent } from "@/lib/wecom/events";

function ofXml(failure: XmlFailure, remote: string | null): Diagnosis {
  if (failure === "xml.forbidden") return { cause: "doctype", facts: { remote: remote ?? "—" } };
  return { cause: "xml", facts: { problem: failure.slice("xml.".length) } };
}

/** Why a POST was not stored. */
export async function diagnoseMessage(deps: Deps, judged: Judged): Promise<Diagnosis> {
  const { seen, target } = judged;
  if (seen.body.length === 0) return { cause: "empty_body", facts: {} };
  const outer = readXml(seen.body, ENVELOPE_LIMITS);
  if (!outer.ok) {
    if (Buffer.from(seen.body.subarray(0, 64)).toString("latin1").trimStart().startsWith("{"))
      return { cause: "json", facts: {} };
    return ofXml(outer.code, seen.remoteAddress);
  }
  const encrypt = textOf(outer.value, "Encrypt");
  if (encrypt === null) return { cause: "plain_text", facts: {} };
  const seal = await diagnoseSeal(deps, judged, encrypt);
  if ("diagnosis" in seal) return seal.diagnosis;
  const { message, receiveId } = seal.opened;
  const inner = readXml(message);
  if (!inner.ok) return { ...ofXml(inner.code, seen.remoteAddress), receiveId };
  const event = parseEvent(inner.value);
  if (!event) return { cause: "no_type", facts: {}, receiveId };
  const at = { channel: seen.channel, receiveId, outerToUserName: textOf(outer.value, "ToUserName") ?? "" };
  const verdict = judgeAddress(target, event, at);
  if (verdict === "refuse") return { ...ofAddress(deps, judged, event, at), receiveId };
  if (verdict === "known_corp" && target.suiteRowId !== null)
    if (!(await deps.store.callbackDirectory.isCorpOfSuite(target.suiteRowId, receiveId)))
      return { cause: "unknown_corp", facts: { got: showableId(receiveId) }, receiveId };
  return { cause: "unclear", facts: {}, receiveId };
}

/** Which of the names in a verified message is not the one of this address; both are named. */
function ofAddress(deps: Deps, { target }: Judged, event: WecomEvent, at: Addressing): Diagnosis {
  const got = showableId(at.receiveId);
  if (at.channel === "provider") {
    const service = textOf(event.fields, "ServiceCorpId");
    if (target.providerCorpId === null) return { cause: "no_provider_id", facts: { got } };
    const wrong = at.receiveId === target.providerCorpId && service !== null ? showableId(service) : got;
    return { cause: "receive_id", facts: { got: wrong, expected: target.providerCorpId } };
  }
  const inner = textOf(event.fields, "SuiteId");
  if (inner !== null && target.suiteId !== null && inner !== target.suiteId)
    return { cause: "inner_suite_id", facts: { got: showableId(inner), expected: target.suiteId } };
  if (at.channel === "command")
    return {
      cause: "receive_id",
      facts: { got, expected: target.suiteId ?? (inner && showableId(inner)) ?? "—" },
    };
  if (event.form === "info" || at.receiveId === target.suiteId)
    return {
      cause: "wrong_channel",
      facts: { channel: at.channel, address: callbackAddress(deps, target.label, "command") },
    };
  return { cause: "receive_id", facts: { got, expected: showableId(at.outerToUserName) } };
}
