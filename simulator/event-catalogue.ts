import type { EventTemplate, Row } from "./event-template";
import { COMMAND, PROVIDER } from "./event-templates-command";
import { EVENTS, MESSAGES } from "./event-templates-data";
import type { Channel } from "./state";

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
