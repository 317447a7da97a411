import type { AgentFacts, AuthUser, CorpFacts, DealerFacts, EditionFacts } from "@/lib/core/corp-facts";
import type { Secret } from "@/lib/core/secret";

/** Answer of get_auth_info. `agents` null: the answer has no list (the v2 permanent-code shape). */
export type AuthFacts = {
  corp: CorpFacts;
  agents: AgentFacts[] | null;
  editions: EditionFacts[];
  dealer: DealerFacts | null;
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

/** Who opened the app. Of somebody outside any corp only `openId` is known. */
export type MemberIdentity = {
  corpId: string | null;
  userId: string | null;
  openUserId: string | null;
  openId: string | null;
  /** For getuserdetail3rd; only with the member's consent. */
  userTicket: Secret | null;
  userTicketSeconds: number | null;
};
