import { wireCorpid } from "./identity";
import type { Channel, Suite } from "./state";
import type { Corp } from "./state-corp";
import type { World } from "./world";
import { readXml, textOf, toElements, writeXml, type XmlElement } from "./xml";

/** A callback before it is sealed. */
export interface Callback {
  channel: Channel;
  /** Null for the provider-level URL. */
  suite: Suite | null;
  corp: Corp | null;
  /** InfoType, MsgType or `event.<Event>`; for scopes and lists. */
  type: string;
  plaintext: string;
  /** Inside the envelope; rule 2. */
  receiveId: string;
  /** Outer ToUserName. */
  toUserName: string;
  agentid: number | null;
}

/** The four that must be answered within 1000 ms (protocol.md 2.6). */
export const AUTH_EVENTS = new Set(["create_auth", "change_auth", "cancel_auth", "reset_permanent_code"]);

export type Fields = Record<string, unknown>;

/** Instruction callback of one suite (protocol.md 3, channel 1). */
export function suiteEvent(
  world: World,
  suite: Suite,
  infoType: string,
  fields: Fields,
  corp: Corp | null,
): Callback {
  const { provider, switches } = world.state;
  const isMoved = switches.authEventsUseProviderId && AUTH_EVENTS.has(infoType);
  const receiver = isMoved ? provider.corpid : suite.suiteId;
  const elements: XmlElement[] = [
    ["SuiteId", suite.suiteId],
    ["InfoType", infoType],
    ["TimeStamp", world.clock.seconds()],
    ...toElements(fields),
  ];
  return {
    channel: "command",
    suite,
    corp,
    type: infoType,
    plaintext: write(world, replaceSame(elements)),
    receiveId: suite.individualOwner ? "" : receiver,
    toUserName: receiver,
    agentid: null,
  };
}

/** Provider-level callback: ServiceCorpId instead of SuiteId (protocol.md 3.4). */
export function providerEvent(world: World, infoType: string, fields: Fields, corp: Corp | null): Callback {
  const { corpid } = world.state.provider;
  const elements: XmlElement[] = [
    ["ServiceCorpId", corpid],
    ["InfoType", infoType],
    ["TimeStamp", world.clock.seconds()],
    ...toElements(fields),
  ];
  return {
    channel: "provider",
    suite: null,
    corp,
    type: infoType,
    plaintext: write(world, replaceSame(elements)),
    receiveId: corpid,
    toUserName: corpid,
    agentid: null,
  };
}

export interface DataEvent {
  suite: Suite;
  corp: Corp;
  agentid: number | null;
  fromUserName: string;
  msgType: string;
  fields: Fields;
}

/** Data callback: messages and events with MsgType (protocol.md 3.5, 3.6). */
export function dataEvent(world: World, event: DataEvent): Callback {
  const corpId = wireCorpid(world, event.corp);
  const elements: XmlElement[] = [
    ["ToUserName", corpId],
    ["FromUserName", event.fromUserName],
    ["CreateTime", world.clock.seconds()],
    ["MsgType", event.msgType],
    ...toElements(event.fields),
    ...(event.agentid === null ? [] : [["AgentID", event.agentid] as const]),
  ];
  const name = typeof event.fields.Event === "string" ? `event.${event.fields.Event}` : event.msgType;
  return {
    channel: "data",
    suite: event.suite,
    corp: event.corp,
    type: name,
    plaintext: write(world, replaceSame(elements)),
    receiveId: event.suite.individualOwner ? "" : corpId,
    toUserName: corpId,
    agentid: event.agentid,
  };
}

/** change_app_admin: message form on the instruction URL, receive id of exception (a) (protocol.md 3.3, 2.4). */
export function adminChangeEvent(world: World, suite: Suite, corp: Corp, agentid: number): Callback {
  const fields = { Event: "change_app_admin" };
  const event = dataEvent(world, { suite, corp, agentid, fromUserName: "sys", msgType: "event", fields });
  const corpId = corp.openCorpid;
  const receiver = world.state.switches.adminChangeUsesCorpId ? corpId : suite.suiteId;
  return {
    ...event,
    channel: "command",
    receiveId: suite.individualOwner ? "" : receiver,
    plaintext: event.plaintext.replace(event.toUserName, corpId),
    toUserName: receiver,
  };
}

/** An event nobody knows; must be stored and answered with success (protocol.md 3). */
export function unknownEvent(world: World, suite: Suite): Callback {
  return suiteEvent(
    world,
    suite,
    `unheard_of_${world.random.digits(4)}`,
    { Whatever: world.random.text(12) },
    null,
  );
}

/** The InfoType, MsgType or event of a plaintext somebody composed by hand. */
export function typeOf(plaintext: string): string {
  const record = readXml(plaintext);
  if (record === null) return "unreadable";
  const event = textOf(record, "Event");
  return textOf(record, "InfoType") || (event === "" ? textOf(record, "MsgType") : `event.${event}`);
}

/** A field given by hand replaces the common one of the same name, e.g. TimeStamp. */
function replaceSame(elements: XmlElement[]): XmlElement[] {
  const common = new Set([
    "SuiteId",
    "ServiceCorpId",
    "InfoType",
    "TimeStamp",
    "ToUserName",
    "FromUserName",
    "CreateTime",
    "MsgType",
  ]);
  const last = new Map(elements.filter(([name]) => common.has(name)).map((element) => [element[0], element]));
  const seen = new Set<string>();
  return elements.flatMap((element) => {
    if (!common.has(element[0])) return [element];
    if (seen.has(element[0])) return [];
    seen.add(element[0]);
    return [last.get(element[0]) ?? element];
  });
}

function write(world: World, elements: XmlElement[]): string {
  const { wireShuffle, wireSpaces } = world.state.switches;
  return writeXml(wireShuffle ? world.random.shuffle(elements) : elements, { spaces: wireSpaces });
}
