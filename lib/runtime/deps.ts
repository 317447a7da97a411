import "server-only";
import type { KeyRing } from "@/lib/core/crypto/seal";
import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { createBreaker } from "@/lib/features/proxy/breaker";
import { createUnderWay } from "@/lib/features/proxy/under-way";
import { type ApiService, createApiService } from "@/lib/runtime/api/api-service";
import { createCallRecorder } from "@/lib/runtime/call-recorder";
import { observeCall, timed } from "@/lib/runtime/count-upstream";
import { getSettings, type Settings } from "@/lib/runtime/env";
import { createLog } from "@/lib/runtime/log";
import { createMetrics, type Metrics } from "@/lib/runtime/metrics";
import { createOutbound } from "@/lib/runtime/outbound";
import { createRequestLog, type RequestLog } from "@/lib/runtime/request-log";
import { systemClock, systemIds } from "@/lib/runtime/system";
import { createVisitGuard, type VisitGuard } from "@/lib/runtime/visit-limits";
import { createWecomForward } from "@/lib/runtime/wecom-forward";
import { createWecomHttp } from "@/lib/runtime/wecom-http";
import { createStore } from "@/lib/store/create-store";
import { createWecomClient } from "@/lib/wecom/calls";

/** What only the running process knows: the database it found, the keys it holds. */
export type PortalSecrets = { databaseUrl: string; keyRing: KeyRing; authSecret: Secret };

/** One running portal. The door's bundle and Next's share it, and nothing else, through `globalThis`. */
export type Portal = {
  settings: Settings;
  authSecret: Secret;
  deps: Deps;
  api: ApiService;
  metrics: Metrics;
  requests: RequestLog;
  visits: VisitGuard;
  lifecycle: { isStopping: boolean };
  close(): Promise<void>;
};

const SLOT = Symbol.for("wecom-provider-portal");
type Shared = { [SLOT]?: Portal };
const shared = globalThis as unknown as Shared;

const VERSION = "0.1.0";

/** Joins the parts. The only place that does. */
export function createPortal(settings: Settings, secrets: PortalSecrets): Portal {
  const log = createLog(settings.logLevel);
  const store = createStore({
    databaseUrl: secrets.databaseUrl,
    keyRing: secrets.keyRing,
    clock: systemClock,
    ids: systemIds,
  });
  const metrics = createMetrics(VERSION);
  const egress = { apiUrl: settings.wecomApiUrl, httpsProxy: settings.httpsProxy, noProxy: settings.noProxy };
  const transport = createWecomHttp(egress);
  const business = createWecomForward(egress);
  const recorder = createCallRecorder({ store, ids: systemIds, clock: systemClock, log }, metrics);
  const outbound = createOutbound({ allowCidrs: settings.endpointAllowCidrs });
  const deps: Deps = {
    clock: systemClock,
    ids: systemIds,
    log,
    store,
    wecom: createWecomClient({
      http: timed(transport.http, metrics),
      log,
      observe: (fact) => observeCall(fact, metrics, recorder),
    }),
    addresses: {
      portalUrl: settings.portalUrl,
      wecomInstallUrl: settings.wecomInstallUrl,
      wecomLegacyInstallUrl: settings.wecomLegacyInstallUrl,
      wecomOauthUrl: settings.wecomOauthUrl,
      wecomLoginUrl: settings.wecomLoginUrl,
    },
    outbound,
    wakeDeliveries: () => {},
    wakeWorker: () => {},
  };
  const requests = createRequestLog(deps);
  const api = createApiService(deps, undefined, {
    forward: business.forward,
    breaker: createBreaker(),
    record: recorder.record,
    underWay: createUnderWay(),
  });
  return {
    settings,
    authSecret: secrets.authSecret,
    deps,
    api,
    metrics,
    requests,
    visits: createVisitGuard(),
    lifecycle: { isStopping: false },
    async close() {
      await requests.stop();
      await api.close();
      await business.close();
      await recorder.close();
      await transport.close();
      await outbound.close();
      await store.close();
    },
  };
}

/** Makes `portal` the one that pages and routes of this process use. */
export function sharePortal(portal: Portal): void {
  shared[SLOT] = portal;
}

/**
 * The portal of this process. Under `npm start` the launcher has shared it; under any other Next host it is built
 * from the environment at the first request, which then needs DATABASE_URL and the keys to be set.
 */
export function getPortal(): Portal {
  const running = shared[SLOT];
  if (running) return running;
  const settings = getSettings();
  const { databaseUrl, keyRing, authSecret } = settings;
  if (!databaseUrl || !keyRing || !authSecret)
    throw new Error(
      "DATABASE_URL, PORTAL_ENCRYPTION_KEYS and AUTH_SECRET must be set when the portal runs without its launcher",
    );
  const portal = createPortal(settings, { databaseUrl, keyRing, authSecret });
  sharePortal(portal);
  return portal;
}

export async function getDeps(): Promise<Deps> {
  return getPortal().deps;
}
