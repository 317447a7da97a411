import type { Fault } from "./faults";
import type { AppOrder, Job, Licence, LicenceOrder, Media, PhoneMessage } from "./state-business";
import type { Corp, Install } from "./state-corp";
import type { CallCount, Delivery, HistoryEntry } from "./state-log";

export type { AppOrder, Job, Licence, LicenceOrder, Media, PhoneMessage };

/** Everything the pretend platform knows. Plain JSON, so that snapshot, restore and `--state` are one line each. */
export interface SimState {
  version: 1;
  /** How far virtual time is ahead of real time (rule 16). */
  clockOffsetMs: number;
  /** State of the seeded generator, kept so that a restored state goes on as the saved one would have. */
  randomState: number;
  counters: Record<string, number>;
  provider: Provider;
  suites: Record<string, Suite>;
  corps: Record<string, Corp>;
  /** Key: `suiteId corpid`. One row per pair; a reinstall replaces it. */
  installs: Record<string, Install>;
  tokens: Record<string, Token>;
  /** Key of a token family member (see tokens.ts) → value of the token that is handed out now. */
  currentTokens: Record<string, string>;
  codes: Record<string, Code>;
  switches: Switches;
  limits: Limits;
  timing: Timing;
  media: Record<string, Media>;
  /** Background work of the platform: id translation, licence order jobs. */
  jobs: Record<string, Job>;
  messages: PhoneMessage[];
  orders: Record<string, AppOrder>;
  licenceOrders: Record<string, LicenceOrder>;
  licences: Record<string, Licence>;
  deliveries: Delivery[];
  faults: Fault[];
  calls: Record<string, CallCount>;
  history: HistoryEntry[];
}

/** The service provider (服务商), itself a corp. Source: protocol.md 1.1, 6.2 point 6. */
export interface Provider {
  corpid: string;
  secret: string;
  name: string;
  /** Pair of the provider-level URL, another one than any suite's (protocol.md 3 channel 2). */
  token: string;
  encodingAesKey: string;
  url: string;
  proof: Proof | null;
  /** `encrypted` = upgraded apps: `wp…` corpids and `wo…` userids everywhere (protocol.md 1.2). */
  identityMode: "plain" | "encrypted";
  /** IP list of protocol.md 5.3; empty = not checked. Entries may be `1.2.3.*`. */
  ipList: string[];
  /** Hosts allowed as redirect_uri of the scan login pages (登录授权 completion domains). */
  loginDomains: string[];
  balance: number;
}

export type Channel = "command" | "data" | "settings" | "provider";

/** A suite, template or login app. Source: protocol.md 1.1, 6.2. */
export interface Suite {
  suiteId: string;
  key: string;
  name: string;
  kind: "app" | "template" | "login";
  dialect: "wecom" | "legacy";
  suiteSecret: string;
  token: string;
  encodingAesKey: string;
  /** The pair before the last change: what the fault `old_key` uses. */
  oldToken: string;
  oldEncodingAesKey: string;
  commandUrl: string;
  dataUrl: string;
  businessUrl: string;
  homeUrl: string;
  /** 安装完成回调域名: a bare host, matched in full (protocol.md 4.3). */
  completionDomain: string;
  /** 可信域名 of OAuth2; a bare host. */
  trustedDomain: string;
  published: boolean;
  /** Owned by an individual: receive id is the empty string (protocol.md 2.4). */
  individualOwner: boolean;
  appIds: number[];
  permissions: string[];
  proofs: Partial<Record<Channel, Proof>>;
  tickets: Ticket[];
  /** Virtual time of the next push; null while no callback is saved. */
  nextTicketAt: number | null;
  /** What was typed and did not pass the check: shown again, never used. */
  draft?: UrlDraft | undefined;
}

export interface UrlDraft {
  commandUrl: string;
  dataUrl: string;
  businessUrl: string;
  token: string;
  encodingAesKey: string;
}

export interface Ticket {
  value: string;
  issuedAt: number;
  /** 30 minutes after the push (protocol.md 1.3). */
  expiresAt: number;
}

/** Result of one GET check of a URL (protocol.md 2.5). */
export interface Proof {
  at: number;
  url: string;
  ok: boolean;
  status: number | null;
  ms: number;
  expected: string;
  body: string;
  verdict: ProofVerdict;
  /** Library number a developer can look up (protocol.md 2.8), null when nothing fits. */
  library: number | null;
}

export type ProofVerdict =
  | "ok"
  | "no_url"
  | "bad_url"
  | "bad_key"
  | "connection_error"
  | "timeout"
  | "redirected"
  | "http_error"
  | "echoed_ciphertext"
  | "quoted"
  | "trailing_bytes"
  | "number_rounded"
  | "wrong_body";

export type TokenFamily = "suite" | "provider" | "corp" | "contact_sync" | "jsapi_corp" | "jsapi_agent";

export interface Token {
  value: string;
  family: TokenFamily;
  key: string;
  suiteId: string | null;
  corpid: string | null;
  issuedAt: number;
  expiresAt: number;
  killedAt: number | null;
  /** Address that fetched it (rule 4). */
  ip: string;
}

export type CodeKind =
  | "pre_auth"
  | "install"
  | "login"
  | "oauth"
  | "jscode"
  | "user_ticket"
  | "register"
  | "login_ticket"
  | "card_response";

export interface Code {
  value: string;
  kind: CodeKind;
  suiteId: string | null;
  corpid: string | null;
  issuedAt: number;
  expiresAt: number;
  usedAt: number | null;
  /** What the code stands for; its shape depends on the kind, see codes.ts. */
  about: CodeAbout;
}

export interface CodeAbout {
  /** pre_auth: 0 formal, 1 test (set_session_info). */
  authType?: number;
  appIds?: number[];
  state?: string;
  /** login, oauth, user_ticket: the person. `adminId` for somebody outside the address book. */
  userid?: string | null;
  adminId?: string;
  openid?: string;
  scope?: string;
  userType?: number;
  legacy?: boolean;
  /** register */
  templateId?: string;
  corpName?: string;
  registeredCorpid?: string;
}

/** Switchable behaviour; the defaults are what protocol.md calls current and documented. */
export interface Switches {
  /** Rule 6: push create_auth on the website path too. */
  alsoPushCreateAuth: boolean;
  /** Consent is given but the browser never comes back (closed tab, protocol.md 4.3). */
  loseRedirect: boolean;
  /** Exception (a) of 2.4: change_app_admin arrives with the corp's id as receive id. */
  adminChangeUsesCorpId: boolean;
  /** Exception (b) of 2.4: authorisation events arrive with the provider corpid. */
  authEventsUseProviderId: boolean;
  /** Rule 7: sign and encrypt anew at each try. */
  signAnew: boolean;
  /** Whether a status other than 200 is sent again (unconfirmed, protocol.md 2.6). */
  retryNon200: boolean;
  /** Rule 13. */
  wireSpaces: boolean;
  wireShuffle: boolean;
  wireOmitAgentId: boolean;
  wireUnknownEvents: boolean;
  /** The vendor's own spelling: change_editon, trail_info, OpitonIds. */
  wireMisspelt: boolean;
  /** get_login_info takes its token under access_token only. */
  strictLoginQuery: boolean;
  /** A fetch inside the lifetime reports what is left instead of 7200 (unconfirmed). */
  remainingExpiresIn: boolean;
  checkDomains: boolean;
  /** Members who come into the visible range or leave it are announced by subscribe and unsubscribe (3.6). */
  announceMembers: boolean;
  /** After the 90 days of trial, members without a licence get nothing (protocol.md 4.9). */
  enforceLicences: boolean;
}

/** Rule 12. Zero = unlimited. */
export interface Limits {
  corpApiPerMinute: number;
  ipPerMinute: number;
  wrongSecrets: number;
  wrongSecretBlockSeconds: number;
  /** Messages of one app to one member; the surplus is dropped in silence (protocol.md 5.2). */
  memberMessagesPerMinute: number;
}

export interface Timing {
  deliveryTimeoutMs: number;
  proofTimeoutMs: number;
  tries: number;
  retryDelayMs: number;
  ticketSeconds: number;
  ticketJitterSeconds: number;
}
