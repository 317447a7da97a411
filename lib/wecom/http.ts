/** One request to WeCom. `api` is the path below `/cgi-bin/`: the only part that may be logged. */
export type WecomRequest = {
  method: "GET" | "POST";
  api: string;
  query: Record<string, string>;
  body: string | null;
};

/** See `WecomError` for `wasSent`. `malformed`: a redirect or an endless body. */
export type WecomReply =
  | { kind: "reply"; status: number; body: string }
  | { kind: "unreachable"; wasSent: boolean }
  | { kind: "malformed" };

/** Sends one request; never throws for what the network does. The process brings it (lib/runtime/wecom-http.ts). */
export type WecomHttp = (request: WecomRequest) => Promise<WecomReply>;
