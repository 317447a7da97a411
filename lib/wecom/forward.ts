import type { Secret } from "@/lib/core/secret";
import type { ProxyPath } from "@/lib/wecom/proxy-path";

/** Bytes as they arrive: whoever reads slowly slows down the sender. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** A business call with a corp's token, passed on as it came. `rawQuery` must be a safe one. */
export type ForwardRequest = {
  method: "GET" | "POST";
  path: ProxyPath;
  rawQuery: string;
  token: Secret;
  contentType: string | null;
  /** A whole body can be sent again; a stream only once. */
  body: Uint8Array | ByteStream | null;
  /** Of a stream, when the sender told it. */
  contentLength: number | null;
  /** Ends the call: the caller went away. */
  signal: AbortSignal;
};

/** What came back, before its body. The body must be read or discarded. */
export type ForwardAnswer = {
  status: number;
  contentType: string | null;
  contentDisposition: string | null;
  contentLength: number | null;
  body: ByteStream;
  discard(): void;
};

/** `wasSent` as in `WecomError`. `malformed`: a redirect, which is never followed (threat F7), or a packed body. */
export type ForwardReply =
  | { kind: "reply"; answer: ForwardAnswer }
  | { kind: "unreachable"; wasSent: boolean }
  | { kind: "malformed" };

/** Sends one business call; never throws for what the network does until the body is read. */
export type WecomForward = (request: ForwardRequest) => Promise<ForwardReply>;
