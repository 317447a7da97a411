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
export type Extra = Partial<Pick<EventTemplate, "id" | "needsCorp" | "from">>;

export type EventRow = readonly [
  event: string,
  zh: string,
  en: string,
  fields?: Record<string, unknown>,
  from?: "sys",
];
