/** An enterprise and its small address book. Source of shapes: protocol.md 4.2, 4.5, 4.12. */
export interface Corp {
  corpid: string;
  /** The same corp as this provider's upgraded apps see it (protocol.md 1.2). */
  openCorpid: string;
  name: string;
  fullName: string | null;
  corpType: "verified" | "unverified" | "test";
  verifiedEndTime: number | null;
  userMax: number;
  subjectType: number;
  industry: string;
  subIndustry: string;
  scale: string;
  /** May install unpublished apps. */
  isTest: boolean;
  departments: Department[];
  members: Member[];
  admins: Admin[];
  externals: ExternalContact[];
  tags: Tag[];
  /** Reseller (代理服务商), when there is one. */
  dealer?: { corpid: string; corpName: string } | undefined;
  /** Came by a registration code (protocol.md 4.2 register_code_info). */
  registered?: { registerCode: string; templateId: string; state: string } | undefined;
  nextAgentid: number;
  /** Licence trial counts from the first install ever (protocol.md 4.9). */
  firstInstalledAt: number | null;
  autoActivate: 0 | 1;
}

export interface Department {
  id: number;
  name: string;
  parentid: number;
  order: number;
}

export interface Tag {
  id: number;
  name: string;
  users: string[];
  parties: number[];
}

export interface Member {
  userid: string;
  openUserid: string;
  name: string;
  departments: number[];
  /** 1 active, 2 disabled, 4 not activated, 5 left (protocol.md 3.2). */
  status: number;
  gender: "0" | "1" | "2";
  mobile: string;
  email: string;
  position: string;
}

/** Who may sign in on the enterprise's admin side. */
export interface Admin {
  id: string;
  /** Null = not in the address book: get_login_info then has no user_info (protocol.md 4.5). */
  userid: string | null;
  name: string;
  email: string;
  /** 1 creator, 2 internal system admin, 3 external system admin, 4 graded admin. */
  userType: 1 | 2 | 3 | 4;
  /** 0 may use, 1 manages. */
  authType: 0 | 1;
  departments: number[];
}

export interface ExternalContact {
  externalUserid: string;
  name: string;
  followers: string[];
  unionid: string;
}

export interface VisibleRange {
  allowParty: number[];
  allowUser: string[];
  allowTag: number[];
}

/** One app in one enterprise. Source: protocol.md 4.2 get_permanent_code, rule 9. */
export interface Install {
  suiteId: string;
  corpid: string;
  agentid: number;
  permanentCode: string;
  status: "active" | "cancelled";
  disabled: boolean;
  range: VisibleRange;
  level: number;
  /** 0 admin, 1 member authorisation. */
  authMode: 0 | 1;
  /** `website` = flow A (redirect only), `vendor` = flow B (create_auth only). */
  origin: "website" | "vendor";
  authAdminId: string | null;
  state: string | null;
  installedAt: number;
  cancelledAt: number | null;
  permissions: string[];
  edition: Edition | null;
}

export interface Edition {
  editionId: string;
  editionName: string;
  appStatus: number;
  userLimit: number;
  expiredTime: number;
}
