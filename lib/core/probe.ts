/** One request to our own public address, with what was measured on the way. */
export type ProbeRequest = { method: "GET" | "POST"; url: string; body: string | null };

export type ProbeReport = {
  /** Addresses that the name stands for; null when the host is an address or the name was not found. */
  addresses: string[] | null;
  dnsMs: number | null;
  tls: { protocol: string; validUntil: Date | null } | null;
  status: number | null;
  /** Of a redirect: where to. */
  location: string | null;
  contentType: string | null;
  contentEncoding: string | null;
  setsCookie: boolean;
  bodyBytes: number;
  body: Buffer;
  /** From the first byte sent to the last byte got, name look-up and handshake included. */
  totalMs: number;
  /** Code of the network or TLS trouble, null when an answer came. */
  error: string | null;
};

/** Sends it as a stranger would: a new connection, no redirect followed, limits on time and size. Never throws. */
export type Probe = (request: ProbeRequest) => Promise<ProbeReport>;
