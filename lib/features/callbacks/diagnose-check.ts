import { createHash } from "node:crypto";
import { showableId } from "@/lib/features/callbacks/describe-receive-id";
import { diagnoseSeal, isSignedBy } from "@/lib/features/callbacks/diagnose-signature";
import type { Diagnosis, Judged } from "@/lib/features/callbacks/diagnosis";
import {
  ECHO_TEXT,
  isCheckExpected,
  isReceiverRight,
  MAX_ECHO_LENGTH,
} from "@/lib/features/callbacks/prove-callback-url";
import type { Deps } from "@/lib/features/deps";

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Whether an echostr that does not verify was once one that did: encoded twice, or with its plus signs gone. */
function isDamaged(judged: Judged, echostr: string): boolean {
  if (echostr.length % 4 !== 0 || !BASE64.test(echostr)) return true;
  try {
    const again = decodeURIComponent(echostr);
    return again !== echostr && judged.target.keys.some((key) => isSignedBy(key.token, judged, again));
  } catch {
    return true;
  }
}

/** Why a URL check was not answered. */
export async function diagnoseCheck(deps: Deps, judged: Judged): Promise<Diagnosis> {
  const { target, query, seen } = judged;
  const echostr = query.echostr;
  if (!echostr) return { cause: "query_missing", facts: { names: "echostr" } };
  const isOwn = target.keys.some((key) => isSignedBy(key.token, judged, echostr));
  if (!isOwn && isDamaged(judged, echostr)) return { cause: "echo_damaged", facts: {} };
  const seal = await diagnoseSeal(deps, judged, echostr);
  if ("diagnosis" in seal) return seal.diagnosis;
  const { message, receiveId } = seal.opened;
  if (echostr.length > MAX_ECHO_LENGTH || !ECHO_TEXT.test(message.toString("latin1")))
    return { cause: "not_an_echo", facts: {}, receiveId };
  if (!(await isReceiverRight(deps, target, seen.channel, query, receiveId))) {
    const got = showableId(receiveId);
    if (target.providerCorpId === null) return { cause: "no_provider_id", facts: { got }, receiveId };
    return { cause: "receive_id", facts: { got, expected: target.providerCorpId }, receiveId };
  }
  const echoHash = Buffer.from(createHash("sha256").update(echostr, "latin1").digest());
  if (await deps.store.urlProofs.isAnswered(echoHash)) return { cause: "replay", facts: {}, receiveId };
  if (!(await isCheckExpected(deps, target, seen.channel, deps.clock.now())))
    return { cause: "proof_window", facts: {}, receiveId };
  return { cause: "unclear", facts: {}, receiveId };
}
