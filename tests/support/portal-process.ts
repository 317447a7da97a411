import { randomBytes } from "node:crypto";
import type { Clock, Ids, LogFacts } from "@/lib/core/clock";
import { uuidV7 } from "@/lib/core/ids";
import type { Deps } from "@/lib/features/deps";
import { createOutbound } from "@/lib/runtime/outbound";
import { createWecomHttp } from "@/lib/runtime/wecom-http";
import { createStore } from "@/lib/store/create-store";
import { createWecomClient } from "@/lib/wecom/calls";

export const KEY_RING = [{ id: "k1", bytes: Buffer.alloc(32, 7) }];

export type Portal = { deps: Deps; logged: string[]; close(): Promise<void> };

/** The joined parts of one portal process on a database, with its log. `offset` moves its clock. */
export function createTestPortal(
  databaseUrl: string,
  apiUrl: string,
  timeoutMs = 2_000,
): Portal & { skew(ms: number): void } {
  let offset = 0;
  const clock: Clock = { now: () => new Date(Date.now() + offset) };
  const ids: Ids = { uuid: () => uuidV7(Date.now(), randomBytes(10)), random: randomBytes };
  const store = createStore({ databaseUrl, keyRing: KEY_RING, clock, ids });
  const logged: string[] = [];
  const write = (event: string, facts?: LogFacts) => void logged.push(JSON.stringify([event, facts]));
  const log = { info: write, warn: write, error: write };
  const transport = createWecomHttp({ apiUrl, timeoutMs });
  const outbound = createOutbound({ allowCidrs: ["127.0.0.0/8"] });
  const deps: Deps = {
    clock,
    ids,
    log,
    store,
    wecom: createWecomClient({ http: transport.http, log }),
    addresses: {
      portalUrl: "https://portal.example",
      wecomInstallUrl: `${apiUrl}/3rdapp/install`,
      wecomLegacyInstallUrl: `${apiUrl}/cgi-bin/loginpage`,
      wecomOauthUrl: `${apiUrl}/connect/oauth2/authorize`,
      wecomLoginUrl: `${apiUrl}/wwlogin/sso/login`,
    },
    outbound,
    wakeDeliveries: () => {},
    wakeWorker: () => {},
  };
  return {
    deps,
    logged,
    skew: (ms) => {
      offset = ms;
    },
    async close() {
      await transport.close();
      await outbound.close();
      await store.close();
    },
  };
}
