import type { CorpAdmin } from "@/lib/core/corp-facts";
import type { Secret } from "@/lib/core/secret";
import type { WecomAnswer } from "@/lib/wecom/answer";
import type { AuthFacts, LoginInfo, MemberIdentity, PermanentGrant } from "@/lib/wecom/facts";

/** A token and how long WeCom says it lives, in seconds. */
export type FreshToken = { token: Secret; expiresInSeconds: number };

/** The two generations of the API; the legacy one (企业号) repeats `suite_id` in bodies and posts for a pre_auth_code. */
export type SuiteDialect = "wecom" | "legacy";

/** A suite as its calls need it. */
export type SuiteCall = { suiteToken: Secret; suiteId: string; dialect: SuiteDialect };

/**
 * The calls to WeCom that the portal makes, wire names in, our names out.
 *
 * Nothing here retries, caches or throws for what WeCom or the network did: the answer says it.
 */
export interface WecomClient {
  /** `service/get_suite_token` (WeCom document 90600). */
  fetchSuiteToken(input: {
    suiteId: string;
    suiteSecret: Secret;
    suiteTicket: Secret;
  }): Promise<WecomAnswer<FreshToken>>;
  /** `service/get_provider_token` (91200). `corpId` is the provider's own. */
  fetchProviderToken(input: { corpId: string; secret: Secret }): Promise<WecomAnswer<FreshToken>>;
  /** `service/get_corp_token` (90605). */
  fetchCorpToken(
    suite: SuiteCall,
    input: { corpId: string; permanentCode: Secret },
  ): Promise<WecomAnswer<FreshToken>>;
  /** `gettoken`: a customised app's permanent code is its secret. */
  fetchCustomizedAppToken(input: { corpId: string; permanentCode: Secret }): Promise<WecomAnswer<FreshToken>>;
  /** `service/get_pre_auth_code` (90601). Lives 20 minutes. */
  fetchPreAuthCode(
    suite: SuiteCall,
    input: { appIds: number[] },
  ): Promise<WecomAnswer<{ preAuthCode: Secret; expiresInSeconds: number }>>;
  /** `service/set_session_info` (90602): with the same code that goes into the link, before the link is opened. */
  setSessionInfo(
    suite: SuiteCall,
    input: { preAuthCode: Secret; authType: 0 | 1; appIds: number[] },
  ): Promise<WecomAnswer<null>>;
  /** `service/get_permanent_code` (90603). Consumes the code: ask once. */
  exchangeAuthCode(suite: SuiteCall, input: { authCode: Secret }): Promise<WecomAnswer<PermanentGrant>>;
  /** `service/get_auth_info` (90604). */
  fetchAuthInfo(
    suite: SuiteCall,
    input: { corpId: string; permanentCode: Secret },
  ): Promise<WecomAnswer<AuthFacts>>;
  /** `service/get_admin_list` (90606). */
  fetchAdminList(
    suite: SuiteCall,
    input: { corpId: string; agentId: number },
  ): Promise<WecomAnswer<CorpAdmin[]>>;
  /** `service/get_login_info` (91125): who came by the business-setting URL. Consumes the code. */
  fetchLoginInfo(input: { providerToken: Secret; authCode: Secret }): Promise<WecomAnswer<LoginInfo>>;
  /** `get_jsapi_ticket`, or `ticket/get?type=agent_config`: with the corp's token and no other (90506, 94313). */
  fetchJsapiTicket(input: { corpToken: Secret; type: "corp" | "agent" }): Promise<WecomAnswer<FreshToken>>;
  /** `service/auth/getuserinfo3rd` (91121): who opened the app. Consumes the code. */
  fetchMember(suite: SuiteCall, input: { code: Secret }): Promise<WecomAnswer<MemberIdentity>>;
  /** `auth/getuserinfo` (91023): the same for a customised app, by its corp's token. */
  fetchMemberOfCorp(input: { corpToken: Secret; code: Secret }): Promise<WecomAnswer<MemberIdentity>>;
  /**
   * `service/get_customized_auth_url` (95436): the page where an admin authorises a customised-app template. `state`
   * comes back with `create_auth`: at most 32 letters and digits.
   */
  fetchCustomizedAuthUrl(input: {
    providerToken: Secret;
    templateIds: string[];
    state: string;
  }): Promise<WecomAnswer<{ url: string; expiresInSeconds: number }>>;
  /** `service/corpid_to_opencorpid` (97062). */
  fetchOpenCorpId(input: { providerToken: Secret; corpId: string }): Promise<WecomAnswer<string>>;
}
