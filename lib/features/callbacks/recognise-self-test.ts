import type { Deps } from "@/lib/features/deps";
import type { WecomEvent } from "@/lib/wecom/events";

/** Begins the plain text of our own URL checks; WeCom's are numbers. */
export const SELF_TEST_ECHO = "portalselftest";
/** InfoType of our own messages; WeCom has none of this name. */
export const SELF_TEST_TYPE = "portal_self_test";

/** `unexpected`: has our mark and is not under way now, so somebody sends it again. To be refused. */
export type OwnVerdict = "not_ours" | "expected" | "unexpected";

/**
 * Whether a URL check is one that this portal sends to itself at this moment. The mark only says where to look: what
 * counts is the row that the sender left, which works once and for half a minute, so that nobody can use a self-test
 * to have something decrypted (threat A7).
 */
export function judgeOwnEcho(
  deps: Deps,
  text: string,
  ciphertext: string,
  rawQuery: string,
): Promise<OwnVerdict> {
  return judge(deps, text.startsWith(SELF_TEST_ECHO), ciphertext, rawQuery);
}

/** The same for a POST; nothing of it is stored, so no event ever comes of a self-test. */
export function judgeOwnMessage(
  deps: Deps,
  event: WecomEvent,
  ciphertext: string,
  rawQuery: string,
): Promise<OwnVerdict> {
  return judge(deps, event.type === SELF_TEST_TYPE, ciphertext, rawQuery);
}

async function judge(
  deps: Deps,
  hasMark: boolean,
  ciphertext: string,
  rawQuery: string,
): Promise<OwnVerdict> {
  if (!hasMark) return "not_ours";
  const isExpected = await deps.store.selfTests.recogniseSelfTest(ciphertext, deps.clock.now(), rawQuery);
  return isExpected ? "expected" : "unexpected";
}
