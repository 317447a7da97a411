import type { Deps } from "@/lib/features/deps";
import type { Breaker } from "@/lib/features/proxy/breaker";
import type { UnderWay } from "@/lib/features/proxy/under-way";
import type { ProxyCallRow } from "@/lib/store/proxy-calls";
import type { WecomForward } from "@/lib/wecom/forward";

/** A call as it ended. `fromAddress`: the address that WeCom saw, which it tells when it refuses it (60020). */
export type ProxyCallFact = Omit<ProxyCallRow, "id"> & { group: string; fromAddress: string | null };

/** What the proxy needs besides what every use-case may ask for; one per process. */
export type ProxyParts = {
  forward: WecomForward;
  breaker: Breaker;
  /** Keeps the facts of a call, off the answer's path; may drop some when the database is away. */
  record(call: ProxyCallFact): void;
  underWay: UnderWay;
};

export type ProxyDeps = Deps & { proxy: ProxyParts };
