import { findTemplate } from "./event-catalogue";
import {
  adminChangeEvent,
  type Callback,
  dataEvent,
  type Fields,
  providerEvent,
  suiteEvent,
  typeOf,
} from "./events";
import { findInstall, findMember, wireCorpid, wireUserid } from "./identity";
import type { Channel, Suite } from "./state";
import type { Corp } from "./state-corp";
import type { World } from "./world";

/** A callback as a form or the control API describes it. */
export interface Composed {
  channel: Channel;
  suite: Suite | null;
  corp: Corp | null;
  type: string;
  fields: Fields;
  fromUserName?: string | undefined;
  xml?: string | undefined;
  receiveId?: string | undefined;
}

/** Something is missing that the chosen channel needs. */
export class CannotCompose extends Error {}

export function compose(world: World, wanted: Composed): Callback {
  const made = byChannel(world, wanted);
  const plaintext = wanted.xml ?? made.plaintext;
  const type = wanted.xml === undefined ? made.type : typeOf(wanted.xml);
  return { ...made, plaintext, type, receiveId: wanted.receiveId ?? made.receiveId };
}

function byChannel(world: World, wanted: Composed): Callback {
  const { channel, corp, fields, suite, type } = wanted;
  const named = corp === null || "AuthCorpId" in fields ? {} : { AuthCorpId: wireCorpid(world, corp) };
  if (channel === "provider") return providerEvent(world, type, { ...named, ...fields }, corp);
  if (suite === null) throw new CannotCompose("a suite is needed on this channel");
  if (channel === "command" && type !== "change_app_admin") {
    const isAboutCode = ["create_auth", "suite_ticket", "reset_permanent_code"].includes(type);
    const isAboutPayer = "PaidCorpId" in fields || "CorpId" in fields;
    return suiteEvent(
      world,
      suite,
      type,
      isAboutCode || isAboutPayer ? fields : { ...named, ...fields },
      corp,
    );
  }
  if (corp === null) throw new CannotCompose("corpid is needed on the data channel");
  const agentid = findInstall(world, suite.suiteId, corp.corpid)?.agentid ?? null;
  if (type === "change_app_admin") return adminChangeEvent(world, suite, corp, agentid ?? 0);
  const member = wanted.fromUserName === undefined ? corp.members[0] : findMember(corp, wanted.fromUserName);
  const fromUserName = member == null ? (wanted.fromUserName ?? "sys") : wireUserid(world, member);
  return { ...dataEvent(world, { suite, corp, agentid, fromUserName, msgType: type, fields }), channel };
}

/** The example fields of a template with what this suite, corp and member really are. */
export function templateFields(world: World, id: string, suite: Suite | null, corp: Corp | null): Fields {
  const template = findTemplate(id);
  if (template === null) throw new CannotCompose(`no template ${id}`);
  const member = corp?.members[0];
  const now = world.clock.seconds();
  const values: Record<string, () => string | number> = {
    corp: () => (corp === null ? "wpExampleCorp" : wireCorpid(world, corp)),
    user: () => (member === undefined ? "woExampleMember" : wireUserid(world, member)),
    openuser: () => member?.openUserid ?? "woExampleMember",
    agent: () =>
      suite === null || corp === null ? 0 : (findInstall(world, suite.suiteId, corp.corpid)?.agentid ?? 0),
    text: () => world.random.text(24),
    authcode: () => world.random.text(64),
    order: () => `N${world.random.digits(20)}`,
    msgid: () => `7${world.random.digits(18)}`,
    url: () => world.settings.url,
    now: () => now,
    later: () => now + 30 * 86_400,
  };
  return fill(template.fields, values) as Fields;
}

function fill(value: unknown, values: Record<string, () => string | number>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, values)]));
  if (typeof value !== "string") return value;
  const whole = /^\{(\w+)\}$/.exec(value)?.[1];
  if (whole !== undefined) return values[whole]?.() ?? value;
  return value.replace(/\{(\w+)\}/g, (text, name: string) => String(values[name]?.() ?? text));
}
