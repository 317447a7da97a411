import { isSameText, open, sign } from "./envelope";
import type { Callback } from "./events";
import { keysFor } from "./pack";
import type { Answer } from "./send";
import type { Verdict } from "./state-log";
import type { World } from "./world";
import { readXml, textOf } from "./xml";

export interface Judgement {
  verdict: Verdict;
  library: number | null;
  reply: string | null;
}

/** Reads an answer as the platform would (protocol.md 2.6, 2.7). */
export function judge(world: World, callback: Callback, answer: Answer, isHalfOpen: boolean): Judgement {
  const said = (verdict: Verdict, library: number | null = libraryNumber(answer.body)): Judgement => ({
    verdict,
    library,
    reply: null,
  });
  if (isHalfOpen) return said("half_open");
  if (answer.error === "timeout") return said("timeout");
  if (answer.status === null || answer.error !== null) return said("connection_error");
  if (answer.status !== 200) return said("http_error");
  if (answer.body === "success") return said("success", null);
  const mayReply = callback.channel === "data" || callback.channel === "settings";
  if (mayReply && answer.body === "") return said("empty", null);
  if (mayReply && answer.body.trimStart().startsWith("<xml")) return readReply(world, callback, answer.body);
  return said("bad_body");
}

/** Opens a passive reply (protocol.md 2.7): receive id inside = the corp's id the message came with. */
function readReply(world: World, callback: Callback, body: string): Judgement {
  const refuse = (library: number): Judgement => ({ verdict: "bad_body", library, reply: null });
  const record = readXml(body);
  if (record === null) return refuse(-40002);
  const { token, key } = keysFor(world, callback, false);
  const encrypt = textOf(record, "Encrypt");
  const expected = sign(token, textOf(record, "TimeStamp"), textOf(record, "Nonce"), encrypt);
  if (!isSameText(expected, textOf(record, "MsgSignature"))) return refuse(-40001);
  const opened = open(key, encrypt, callback.receiveId);
  if (!opened.ok) return refuse(opened.library);
  if (readXml(opened.message) === null) return refuse(-40002);
  return { verdict: "passive_reply", library: null, reply: opened.message };
}

/** A receiver that names the number of its library in its answer is believed. */
export function libraryNumber(body: string): number | null {
  const found = /-400(0[1-9]|1[0-4])\b/.exec(body);
  return found === null ? null : Number(found[0]);
}
