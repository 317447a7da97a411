import type { Settings } from "./settings";
import type { SimState } from "./state";

const FIRST_AES_KEY_LENGTH = 43;

/** An empty platform: a provider, no suites, no corps. */
export function newState(settings: Pick<Settings, "seed" | "ticketSeconds">): SimState {
  return {
    version: 1,
    clockOffsetMs: 0,
    randomState: settings.seed | 0,
    counters: {},
    provider: {
      corpid: "wwprovider00000001",
      secret: "",
      name: "示例服务商",
      token: "",
      encodingAesKey: "",
      url: "",
      proof: null,
      identityMode: "encrypted",
      ipList: [],
      loginDomains: [],
      balance: 0,
    },
    suites: {},
    corps: {},
    installs: {},
    tokens: {},
    currentTokens: {},
    codes: {},
    switches: {
      alsoPushCreateAuth: false,
      loseRedirect: false,
      adminChangeUsesCorpId: true,
      authEventsUseProviderId: false,
      signAnew: true,
      retryNon200: true,
      wireSpaces: false,
      wireShuffle: false,
      wireOmitAgentId: false,
      wireUnknownEvents: false,
      wireMisspelt: true,
      strictLoginQuery: false,
      remainingExpiresIn: true,
      checkDomains: true,
      announceMembers: false,
      enforceLicences: false,
    },
    // protocol.md 5.2; the block after wrong secrets is real, its number is ours.
    limits: {
      corpApiPerMinute: 10_000,
      ipPerMinute: 40_000,
      wrongSecrets: 20,
      wrongSecretBlockSeconds: 3600,
      memberMessagesPerMinute: 30,
    },
    timing: {
      deliveryTimeoutMs: 5000,
      proofTimeoutMs: 1000,
      tries: 3,
      retryDelayMs: 1000,
      ticketSeconds: settings.ticketSeconds,
      ticketJitterSeconds: settings.ticketSeconds * 0.4,
    },
    media: {},
    jobs: {},
    messages: [],
    orders: {},
    licenceOrders: {},
    licences: {},
    deliveries: [],
    faults: [],
    calls: {},
    history: [],
  };
}

/** A state saved by an older version of this program, with what has been added since. */
export function completeState(saved: SimState, settings: Pick<Settings, "seed" | "ticketSeconds">): SimState {
  const fresh = newState(settings);
  for (const corp of Object.values(saved.corps)) corp.tags ??= [];
  return {
    ...fresh,
    ...saved,
    switches: { ...fresh.switches, ...saved.switches },
    limits: { ...fresh.limits, ...saved.limits },
    timing: { ...fresh.timing, ...saved.timing },
  };
}

/** 43 of A–Z a–z 0–9 that decode to 32 bytes (protocol.md 1.3). */
export function isAesKey(key: string): boolean {
  return key.length === FIRST_AES_KEY_LENGTH && /^[A-Za-z0-9]+$/.test(key);
}
