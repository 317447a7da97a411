/** What an agent may see and do. Level: 1 basic read, 2 read, 3 read and write, 4 single read, 5 write, 0 customised app. */
export type AgentPrivilege = {
  level: number;
  allowParty: number[];
  allowUser: string[];
  allowTag: number[];
  extraParty: number[];
  extraUser: string[];
  extraTag: number[];
};

/** One app of an authorisation. `appId` only in the legacy dialect; no privilege when shared from another corp. */
export type AgentFacts = {
  agentId: number;
  name: string;
  appId: number | null;
  logoUrl: string | null;
  /** 0 authorised by an admin, 1 by members. */
  authMode: number | null;
  isCustomizedApp: boolean;
  privilege: AgentPrivilege | null;
};

/** An enterprise as WeCom describes it. */
export type CorpFacts = {
  /** As WeCom wrote it: plain or encrypted. */
  corpId: string;
  name: string;
  fullName: string | null;
  type: string | null;
  subjectType: number | null;
  industry: string | null;
  subIndustry: string | null;
  scale: string | null;
  logoUrl: string | null;
  userMax: number | null;
};

/** The bought edition of a paid app (WeCom document 91911). `expiredTime` in Unix seconds. */
export type EditionFacts = {
  agentId: number | null;
  editionId: string | null;
  editionName: string | null;
  appStatus: number | null;
  userLimit: number | null;
  expiredTime: number | null;
};

/** The reseller (代理服务商). */
export type DealerFacts = { corpId: string; name: string };

/** The admin who authorised. */
export type AuthUser = {
  userId: string | null;
  openUserId: string | null;
  name: string | null;
  avatar: string | null;
};

/** authType: 0 may use the app, 1 manages it. */
export type CorpAdmin = { userId: string; openUserId: string | null; authType: number };
