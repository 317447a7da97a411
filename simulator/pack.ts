import { decodeAesKey, seal, sign } from "./envelope";
import type { Callback } from "./events";
import type { Try } from "./state-log";
import type { World } from "./world";
import { writeXml, type XmlElement } from "./xml";

/** How one delivery is sealed, with what the faults change. */
export interface Packing {
  receiveId: string;
  useOldKey: boolean;
  skewSeconds: number;
  isBig: boolean;
  slowBodyMs: number | null;
  isHalfOpen: boolean;
  library: number | null;
}

export interface Packed {
  query: string;
  body: string;
  parts: { timestamp: string; nonce: string; msgSignature: string };
}

const BIG_FILL = "x".repeat(200_000);

/** Seals and signs a callback; `first` is the first try, repeated byte for byte when signAnew is off. */
export function packCallback(world: World, callback: Callback, packing: Packing, first: Try | null): Packed {
  if (first !== null && !world.state.switches.signAnew) {
    const parts = { timestamp: first.timestamp, nonce: first.nonce, msgSignature: first.msgSignature };
    return { query: queryOf(parts), body: first.requestBody, parts };
  }
  const { token, key } = keysFor(world, callback, packing.useOldKey);
  const timestamp = String(world.clock.seconds() + packing.skewSeconds);
  const nonce = world.random.digits(10);
  const plaintext = packing.isBig
    ? callback.plaintext.replace(/<\/xml>$/, `<Fill>${BIG_FILL}</Fill></xml>`)
    : callback.plaintext;
  const encrypt = seal(key, plaintext, packing.receiveId);
  const parts = { timestamp, nonce, msgSignature: sign(token, timestamp, nonce, encrypt) };
  return { query: queryOf(parts), body: outer(world, callback, encrypt), parts };
}

/** Token and key that seal this callback: the suite's own, the provider's, or the ones before the last change. */
export function keysFor(world: World, { suite }: Callback, useOld: boolean): { token: string; key: Buffer } {
  const owner = suite ?? world.state.provider;
  const fallback = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  const oldToken = suite?.oldToken || "tokenBeforeTheLast";
  const oldKey = suite?.oldEncodingAesKey || fallback;
  const key = decodeAesKey(useOld ? oldKey : owner.encodingAesKey) ?? decodeAesKey(fallback);
  if (key === null) throw new Error("no usable EncodingAESKey");
  return { token: useOld ? oldToken : owner.token, key };
}

/** protocol.md 2.6: AgentID is empty for instruction events; element order and presence vary (rule 13). */
function outer(world: World, callback: Callback, encrypt: string): string {
  const { wireOmitAgentId, wireShuffle, wireSpaces } = world.state.switches;
  const elements: XmlElement[] = [["ToUserName", callback.toUserName]];
  if (!wireOmitAgentId) elements.push(["AgentID", callback.agentid === null ? "" : String(callback.agentid)]);
  elements.push(["Encrypt", encrypt]);
  return writeXml(wireShuffle ? world.random.shuffle(elements) : elements, { spaces: wireSpaces });
}

function queryOf(parts: Packed["parts"]): string {
  return `msg_signature=${parts.msgSignature}&timestamp=${parts.timestamp}&nonce=${parts.nonce}`;
}
