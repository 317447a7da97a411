import type { COMMAND, PROVIDER } from "./event-templates-command";
import type { EVENTS, MESSAGES } from "./event-templates-data";
import type { Channel } from "./state";

/** One callback of protocol.md 3 with example fields; `{corp}`, `{user}`, … are filled in (see compose.ts). */
export interface EventTemplate {
  /** How the control API and the form name it. */
  id: string;
  channel: Channel;
  /** InfoType on command and provider, MsgType on data. */
  type: string;
  zh: string;
  en: string;
  fields: Record<string, unknown>;
  /** Whether it is about an enterprise. */
  needsCorp: boolean;
  /** FromUserName when it is no member. */
  from?: "sys";
}

export type Row = readonly [
  type: string,
  zh: string,
  en: string,
  fields?: Record<string, unknown>,
  more?: Extra,
];
type Extra = Partial<Pick<EventTemplate, "id" | "needsCorp" | "from">>;

export type EventRow = readonly [
  event: string,
  zh: string,
  en: string,
  fields?: Record<string, unknown>,
  from?: "sys",
];

function made(channel: Channel, [type, zh, en, fields, more]: Row): EventTemplate {
  const id = more?.id ?? type;
  const from = more?.from === undefined ? {} : { from: more.from };
  return { id, channel, type, zh, en, fields: fields ?? {}, needsCorp: more?.needsCorp ?? true, ...from };
}

/** Every event and message of protocol.md 3, in its order. */
export const EVENT_CATALOGUE: readonly EventTemplate[] = [
  ...COMMAND.map((row) => made("command", row)),
  ...PROVIDER.map((row) => made("provider", row)),
  ...MESSAGES.map((row) => made("data", row)),
  ...EVENTS.map(([event, zh, en, fields, from]) =>
    made("data", [
      "event",
      zh,
      en,
      { Event: event, ...fields },
      { id: `event.${event}`, ...(from ? { from } : {}) },
    ]),
  ),
];

export function findTemplate(id: string): EventTemplate | null {
  return EVENT_CATALOGUE.find((one) => one.id === id) ?? null;
}
