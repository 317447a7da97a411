import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Clock, Ids } from "@/lib/core/clock";
import type { KeyRing } from "@/lib/core/crypto/seal";
import { createAdminSessionsStore } from "@/lib/store/admin-sessions";
import { createApiKeysStore } from "@/lib/store/api-keys";
import { createAuditStore } from "@/lib/store/audit";
import { createAuthExchangesStore } from "@/lib/store/auth-exchanges";
import { createAuthorizationsStore } from "@/lib/store/authorizations";
import { createCallbackDirectory } from "@/lib/store/callback-directory";
import { createCallbackKeysStore } from "@/lib/store/callback-keys";
import { createCallbackRequestsStore } from "@/lib/store/callback-requests";
import { createConsoleCorpsStore } from "@/lib/store/console-corps";
import { createConsoleEventsStore } from "@/lib/store/console-events";
import { createConsoleFactsStore } from "@/lib/store/console-facts";
import { createConsoleRequestsStore } from "@/lib/store/console-requests";
import { createSealer, type StoreContext } from "@/lib/store/context";
import { createCorpsStore } from "@/lib/store/corps";
import { createDeliveryClaims } from "@/lib/store/delivery-claims";
import { createDeliveryLog } from "@/lib/store/delivery-log";
import { createDeliveryResults } from "@/lib/store/delivery-results";
import { createDomainFilesStore } from "@/lib/store/domain-files";
import { createEgressStore } from "@/lib/store/egress";
import { createEndpointsStore } from "@/lib/store/endpoints";
import { createGatewayUpkeep } from "@/lib/store/gateway-upkeep";
import { PrismaClient } from "@/lib/store/generated/client";
import { createHealthFactsStore } from "@/lib/store/health-facts";
import { createIdempotentCallsStore } from "@/lib/store/idempotent-calls";
import { createInboundEventsStore } from "@/lib/store/inbound-events";
import { createInboundPayloads } from "@/lib/store/inbound-payloads";
import { createInstallLinksStore } from "@/lib/store/install-links";
import { createInstallStatesStore } from "@/lib/store/install-states";
import { createOneTimeSignInsStore } from "@/lib/store/one-time-sign-ins";
import { createOwnCorpStore } from "@/lib/store/own-corp";
import { createPendingSignInsStore } from "@/lib/store/pending-sign-ins";
import { createProviderStore } from "@/lib/store/provider";
import { createProxyCallsStore } from "@/lib/store/proxy-calls";
import { createPruneStore } from "@/lib/store/prune";
import { createPublishStore } from "@/lib/store/publish";
import { createPurgeStore } from "@/lib/store/purge-authorization";
import { createRateLimitsStore } from "@/lib/store/rate-limits";
import { createReconcileStore } from "@/lib/store/reconcile";
import { createReplayStore } from "@/lib/store/replays";
import { createRetentionStore } from "@/lib/store/retention";
import { createSelfTestsStore } from "@/lib/store/self-tests";
import { createSettingsStore } from "@/lib/store/settings";
import { createStaffStore } from "@/lib/store/staff";
import { createStaffSessionsStore } from "@/lib/store/staff-sessions";
import { createStreamStore } from "@/lib/store/stream-events";
import { createSuiteTicketsStore } from "@/lib/store/suite-tickets";
import { createSuitesStore } from "@/lib/store/suites";
import { createTokensStore } from "@/lib/store/tokens";
import { createUrlProofsStore } from "@/lib/store/url-proofs";
import { createWorkItemsStore } from "@/lib/store/work-items";

export type StoreOptions = {
  databaseUrl: string;
  keyRing: KeyRing;
  clock: Clock;
  ids: Ids;
  poolSize?: number;
};

/** Joins Prisma, two pools and the key ring. Everything secret is sealed below this line; nobody can forget it. */
export function createStore(options: StoreOptions) {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.poolSize ?? 8,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
  });
  const callbackPool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: 3,
    // Past this the platform is told 503 and sends again (promise R1).
    connectionTimeoutMillis: 500,
    statement_timeout: 2_000,
  });
  // A broken idle connection must not end the process; the next query reports it.
  pool.on("error", () => {});
  callbackPool.on("error", () => {});
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const context: StoreContext = {
    prisma,
    pool,
    callbackPool,
    clock: options.clock,
    ids: options.ids,
    sealer: createSealer(options.keyRing),
  };
  return {
    provider: createProviderStore(context),
    suites: createSuitesStore(context),
    callbackKeys: createCallbackKeysStore(context),
    callbackDirectory: createCallbackDirectory(context),
    callbackRequests: createCallbackRequestsStore(context),
    inboundEvents: createInboundEventsStore(context),
    inboundPayloads: createInboundPayloads(context),
    urlProofs: createUrlProofsStore(context),
    apiKeys: createApiKeysStore(context),
    idempotentCalls: createIdempotentCallsStore(context),
    suiteTickets: createSuiteTicketsStore(context),
    tokens: createTokensStore(context),
    corps: createCorpsStore(context),
    authorizations: createAuthorizationsStore(context),
    reconcile: createReconcileStore(context),
    authExchanges: createAuthExchangesStore(context),
    installStates: createInstallStatesStore(context),
    installLinks: createInstallLinksStore(context),
    proxyCalls: createProxyCallsStore(context),
    egress: createEgressStore(context),
    purge: createPurgeStore(context),
    prune: createPruneStore(context),
    workItems: createWorkItemsStore(context),
    endpoints: createEndpointsStore(context),
    outgoingEvents: createPublishStore(context),
    deliveries: {
      ...createDeliveryClaims(context),
      ...createDeliveryResults(context),
      ...createDeliveryLog(context),
      ...createReplayStore(context),
    },
    gatewayUpkeep: createGatewayUpkeep(context),
    eventStream: createStreamStore(context),
    healthFacts: createHealthFactsStore(context),
    selfTests: createSelfTestsStore(context),
    domainFiles: createDomainFilesStore(context),
    settings: createSettingsStore(context),
    staff: createStaffStore(context),
    staffSessions: createStaffSessionsStore(context),
    oneTimeSignIns: createOneTimeSignInsStore(context),
    rateLimits: createRateLimitsStore(context),
    audit: createAuditStore(context),
    consoleCorps: createConsoleCorpsStore(context),
    consoleFacts: createConsoleFactsStore(context),
    consoleEvents: createConsoleEventsStore(context),
    consoleRequests: createConsoleRequestsStore(context),
    retention: createRetentionStore(context),
    pendingSignIns: createPendingSignInsStore(context),
    adminSessions: createAdminSessionsStore(context),
    ownCorp: createOwnCorpStore(context),
    async close(): Promise<void> {
      await prisma.$disconnect();
      await Promise.all([pool.end(), callbackPool.end()]);
    },
  };
}

export type Store = ReturnType<typeof createStore>;
