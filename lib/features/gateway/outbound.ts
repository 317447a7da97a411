/** Why nothing came back. Codes are shown in the console and are a contract. */
export type OutboundFailure =
  | "refused_address"
  | "unresolvable"
  | "refused_connection"
  | "tls"
  | "timeout"
  | "reset"
  | "bad_answer";

export type OutboundAnswer =
  | {
      kind: "answer";
      status: number;
      retryAfter: string | null;
      contentType: string | null;
      /** At most 16 KiB; what came after was not read. */
      body: string;
    }
  | { kind: "failure"; why: OutboundFailure };

export type OutboundRequest = {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** All in all. Default and maximum 15 s. */
  timeoutMs?: number;
};

/** Why an address may not be used: see `checkUrl`. */
export type UrlRefusal =
  | "malformed"
  | "scheme"
  | "userinfo"
  | "fragment"
  | "port"
  | "address"
  | "unresolvable";

/** HTTP to addresses that strangers named. Only the runtime makes one; it never follows a redirect. */
export type Outbound = {
  post(request: OutboundRequest): Promise<OutboundAnswer>;
  /**
   * Whether an address may be saved: its form, and what its name resolves to now. `isOwnNetwork`: every address is
   * one of PORTAL_ENDPOINT_ALLOW_CIDRS. The answer of today binds nothing: each connection is checked again.
   */
  checkUrl(url: string): Promise<{ ok: true; isOwnNetwork: boolean } | { ok: false; why: UrlRefusal }>;
};
