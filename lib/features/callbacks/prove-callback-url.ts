import { createHash } from "node:crypto";
import { fail, ok, type Result } from "@/lib/core/result";
import { judgeOwnEcho } from "@/lib/features/callbacks/recognise-self-test";
import type { Deps } from "@/lib/features/deps";
import type { Channel } from "@/lib/store/accept-events";
import type { CallbackTarget } from "@/lib/store/callback-directory";
import type { CallbackQuery } from "@/lib/wecom/callback-query";
import { openSigned } from "@/lib/wecom/envelope";

/** What to send back byte for byte. */
export type Proven = { echo: string; receiveId: string; isSelfTest: boolean };

export type ProveInput = {
  target: CallbackTarget;
  channel: Channel;
  query: CallbackQuery;
  rawQuery: string;
  /** When the request came in, for the figure staff see. */
  startedAt: Date;
};

const MAX_CIPHERTEXT_BYTES = 256;
/** The longest echostr, in base64 characters. */
export const MAX_ECHO_LENGTH = Math.ceil(MAX_CIPHERTEXT_BYTES / 3) * 4;
/** Real ones are numbers; never XML, which starts with "<". */
export const ECHO_TEXT = /^[A-Za-z0-9]{1,64}$/;
/** A new suite, or one with new keys, answers checks without a window for this long. */
export const CHECKS_FREE_MS = 24 * 3_600_000;

/**
 * Answers a URL check: the decrypted echostr, to be sent back byte for byte.
 *
 * The signature binds neither method nor URL, so a captured POST could be presented here to have it decrypted.
 * Hence an echostr is answered only if it is short, sealed for the provider, looks like an echo, was never answered
 * before, and a check is to be expected now (threat A7). All else is one refusal (A8).
 */
export async function proveCallbackUrl(
  deps: Deps,
  input: ProveInput,
): Promise<Result<Proven, "callback.refused">> {
  const { target, channel, query } = input;
  const echostr = query.echostr;
  if (!echostr || Buffer.byteLength(echostr) > MAX_ECHO_LENGTH) return fail("callback.refused");
  const opened = openSigned(target.keys, query, echostr);
  if (!opened) return fail("callback.refused");
  const text = opened.message.toString("latin1");
  if (!ECHO_TEXT.test(text)) return fail("callback.refused");
  if (!(await isReceiverRight(deps, target, channel, query, opened.receiveId)))
    return fail("callback.refused");
  // Our own check proves nothing to WeCom: it is answered and leaves no proof behind.
  const own = await judgeOwnEcho(deps, text, echostr, input.rawQuery);
  if (own === "unexpected") return fail("callback.refused");
  if (own === "expected") return ok({ echo: text, receiveId: opened.receiveId, isSelfTest: true });
  const now = deps.clock.now();
  if (!(await isCheckExpected(deps, target, channel, now))) return fail("callback.refused");

  const isFirst = await deps.store.urlProofs.recordProof({
    suiteRowId: target.suiteRowId,
    channel,
    echoHash: createHash("sha256").update(echostr, "latin1").digest(),
    provenAt: now,
    answerMs: deps.clock.now().getTime() - input.startedAt.getTime(),
  });
  if (!isFirst) return fail("callback.refused");
  deps.store.callbackKeys.noteKeyUse(opened.key.id);
  return ok({ echo: text, receiveId: opened.receiveId, isSelfTest: false });
}

/** Checks are sealed for the provider's corp, on every URL (WeCom document 91144 and what production shows). */
export async function isReceiverRight(
  deps: Deps,
  target: CallbackTarget,
  channel: Channel,
  query: CallbackQuery,
  receiveId: string,
): Promise<boolean> {
  if (target.providerCorpId !== null && receiveId === target.providerCorpId) return true;
  if (receiveId === "") return target.isIndividualOwned;
  // A URL with ?corpid=$CORPID$ may be checked for the corp it is filled with.
  const isNamedCorp = (channel === "data" || channel === "settings") && query.corpId === receiveId;
  return isNamedCorp && target.suiteRowId !== null
    ? deps.store.callbackDirectory.isCorpOfSuite(target.suiteRowId, receiveId)
    : false;
}

/** Staff pressed "verify", or the suite or its keys are new, or this URL was not proven with the newest keys yet. */
export async function isCheckExpected(
  deps: Deps,
  target: CallbackTarget,
  channel: Channel,
  now: Date,
): Promise<boolean> {
  const newestKey = target.keys[0];
  if (!newestKey) return false;
  if (target.proofWindowUntil !== null && target.proofWindowUntil > now) return true;
  const youngest = Math.max(target.createdAt.getTime(), newestKey.createdAt.getTime());
  if (now.getTime() - youngest < CHECKS_FREE_MS) return true;
  return !(await deps.store.urlProofs.isProvenSince(target.suiteRowId, channel, newestKey.createdAt));
}
