import type { Secret } from "@/lib/core/secret";

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

export type EditionFacts = {
  agentId: number | null;
  editionId: string | null;
  editionName: string | null;
  appStatus: number | null;
  userLimit: number | null;
  expiredTime: number | null;
};

export type DealerFacts = { corpId: string; name: string };

/** Answer of get_auth_info. `agents` null: the answer has no list (the v2 permanent-code shape). */
export type AuthFacts = {
  corp: CorpFacts;
  agents: AgentFacts[] | null;
  editions: EditionFacts[];
  dealer: DealerFacts | null;
};

export type AuthUser = {
  userId: string | null;
  openUserId: string | null;
  name: string | null;
  avatar: string | null;
};

/** Answer of get_permanent_code. */
export type PermanentGrant = AuthFacts & {
  permanentCode: Secret;
  /** Absent for customised apps and in the v2 shape. */
  corpToken: { token: Secret; expiresInSeconds: number } | null;
  authorizedBy: AuthUser | null;
  state: string | null;
  /** The whole answer, to be kept sealed (threat C2). */
  raw: Secret;
};

/** authType: 0 may use the app, 1 manages it. */
export type CorpAdmin = { userId: string; openUserId: string | null; authType: number };

/** Answer of get_login_info. userType: 1 creator, 2 internal admin, 3 external admin, 4 graded admin, 5 member. */
export type LoginInfo = {
  userType: number;
  corpId: string;
  /** Null when the admin is not in the address book (external admin, some creators). */
  user: {
    userId: string | null;
    openUserId: string | null;
    name: string | null;
    avatar: string | null;
    email: string | null;
  } | null;
  agents: { agentId: number; authType: number }[];
  departments: { id: number; isWritable: boolean }[];
};
