import type { Channel } from "./state";

export type Verdict =
  | "success"
  | "empty"
  | "passive_reply"
  | "bad_body"
  | "http_error"
  | "timeout"
  | "connection_error"
  | "dropped"
  | "half_open";

/** One try of one delivery: what was sent and what came back (rule 7). */
export interface Try {
  number: number;
  startedAt: number;
  ms: number;
  timestamp: string;
  nonce: string;
  msgSignature: string;
  requestUrl: string;
  requestBody: string;
  status: number | null;
  body: string;
  error: string | null;
  verdict: Verdict;
  /** Above 1000 ms for the four authorisation events (protocol.md 2.6). */
  isSlow: boolean;
}

export interface Delivery {
  id: string;
  at: number;
  channel: Channel;
  suiteId: string | null;
  corpid: string | null;
  /** InfoType, or MsgType, or `event.<Event>`. */
  type: string;
  url: string;
  receiveId: string;
  plaintext: string;
  state: "sending" | "delivered" | "gave_up" | "dropped";
  tries: Try[];
  verdict: Verdict | null;
  /** What a correct receiver must say, or what a bad passive reply earned (protocol.md 2.8). */
  library: number | null;
  faults: string[];
  /** Decrypted passive reply, if one came. */
  reply: string | null;
}

export interface CallCount {
  path: string;
  corpid: string | null;
  suiteId: string | null;
  count: number;
  errors: number;
}

/** One line of `/_sim/history`. */
export interface HistoryEntry {
  seq: number;
  at: number;
  direction: "in" | "out";
  what: "api" | "delivery" | "proof" | "browser" | "control";
  method: string;
  path: string;
  status: number | null;
  errcode: number | null;
  ms: number;
  suiteId: string | null;
  corpid: string | null;
  request: string;
  response: string;
}
