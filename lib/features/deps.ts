import type { Clock, Ids, Log } from "@/lib/core/clock";
import type { Outbound } from "@/lib/features/gateway/outbound";
import type { Store } from "@/lib/store/create-store";
import type { WecomClient } from "@/lib/wecom/client";

/** Addresses that use-cases build links from; all come from the settings, never from a request (threat D3). */
export type Addresses = {
  portalUrl: string;
  wecomInstallUrl: string;
  wecomLegacyInstallUrl: string;
  wecomOauthUrl: string;
  wecomLoginUrl: string;
};

/** What a use-case may ask for. Everything that touches the world comes in here. */
export type Deps = {
  clock: Clock;
  ids: Ids;
  log: Log;
  store: Store;
  wecom: WecomClient;
  addresses: Addresses;
  /** To the addresses of endpoints, guarded (promise R11). */
  outbound: Outbound;
  /** Tells the sender of this process that deliveries have been stored; never required for correctness. */
  wakeDeliveries(): void;
  /** Tells the worker of this process that work has been stored; never required for correctness. */
  wakeWorker(): void;
};
