import { z } from "zod";
import { Secret } from "@/lib/core/secret";
import { readAuthFacts, readPermanentGrant } from "@/lib/wecom/auth-shapes";
import { type CallContext, call, shape } from "@/lib/wecom/call";
import type { FreshToken, SuiteCall, WecomClient } from "@/lib/wecom/client";
import type { WecomRequest } from "@/lib/wecom/http";
import { int, text } from "@/lib/wecom/lenient";
import { readAdminList, readLoginInfo, readMemberIdentity } from "@/lib/wecom/login-shapes";

// Which token travels under which query name is binding (WeCom answers 40014 or 40082 otherwise).

function post(api: string, query: Record<string, string>, body: Record<string, unknown>): WecomRequest {
  return { method: "POST", api, query, body: JSON.stringify(body) };
}

const suiteQuery = (suite: SuiteCall) => ({ suite_access_token: suite.suiteToken.reveal() });
/** What a customised app's authorisation page lives when WeCom does not say (WeCom document 95436). */
const TEN_DAYS = 864_000;
/** The legacy dialect repeats the suite in every body. */
const suiteBody = (suite: SuiteCall) => (suite.dialect === "legacy" ? { suite_id: suite.suiteId } : {});

function readToken(name: "suite_access_token" | "provider_access_token" | "access_token") {
  const read = shape(z.object({ [name]: text, expires_in: int }));
  return (body: Record<string, unknown>): FreshToken | null => {
    const wire = read(body);
    const token = wire?.[name];
    return wire && typeof token === "string"
      ? { token: new Secret(token), expiresInSeconds: Number(wire.expires_in) }
      : null;
  };
}

/** The client over any transport; `log` gets api, errcode and hint, never a value. */
export function createWecomClient(context: CallContext): WecomClient {
  return {
    fetchSuiteToken: ({ suiteId, suiteSecret, suiteTicket }) =>
      call(
        context,
        post(
          "service/get_suite_token",
          {},
          { suite_id: suiteId, suite_secret: suiteSecret.reveal(), suite_ticket: suiteTicket.reveal() },
        ),
        readToken("suite_access_token"),
      ),
    fetchProviderToken: ({ corpId, secret }) =>
      call(
        context,
        post("service/get_provider_token", {}, { corpid: corpId, provider_secret: secret.reveal() }),
        readToken("provider_access_token"),
      ),
    fetchCorpToken: (suite, { corpId, permanentCode }) =>
      call(
        context,
        post("service/get_corp_token", suiteQuery(suite), {
          ...suiteBody(suite),
          auth_corpid: corpId,
          permanent_code: permanentCode.reveal(),
        }),
        readToken("access_token"),
      ),
    fetchCustomizedAppToken: ({ corpId, permanentCode }) =>
      call(
        context,
        {
          method: "GET",
          api: "gettoken",
          query: { corpid: corpId, corpsecret: permanentCode.reveal() },
          body: null,
        },
        readToken("access_token"),
      ),
    fetchPreAuthCode: (suite, { appIds }) =>
      call(
        context,
        suite.dialect === "legacy"
          ? post("service/get_pre_auth_code", suiteQuery(suite), {
              suite_id: suite.suiteId,
              ...(appIds.length > 0 ? { appid: appIds } : {}),
            })
          : { method: "GET", api: "service/get_pre_auth_code", query: suiteQuery(suite), body: null },
        (body) => {
          const wire = shape(z.object({ pre_auth_code: text, expires_in: int.catch(1200) }))(body);
          return wire && { preAuthCode: new Secret(wire.pre_auth_code), expiresInSeconds: wire.expires_in };
        },
      ),
    async setSessionInfo(suite, { preAuthCode, authType, appIds }) {
      const session = { ...(appIds.length > 0 ? { appid: appIds } : {}), auth_type: authType };
      const answer = await call(
        context,
        post("service/set_session_info", suiteQuery(suite), {
          pre_auth_code: preAuthCode.reveal(),
          session_info: session,
        }),
        () => true,
      );
      return answer.ok ? { ok: true, value: null } : answer;
    },
    exchangeAuthCode: (suite, { authCode }) =>
      call(
        context,
        post("service/get_permanent_code", suiteQuery(suite), {
          ...suiteBody(suite),
          auth_code: authCode.reveal(),
        }),
        readPermanentGrant,
      ),
    fetchAuthInfo: (suite, { corpId, permanentCode }) =>
      call(
        context,
        post("service/get_auth_info", suiteQuery(suite), {
          ...suiteBody(suite),
          auth_corpid: corpId,
          permanent_code: permanentCode.reveal(),
        }),
        readAuthFacts,
      ),
    fetchAdminList: (suite, { corpId, agentId }) =>
      call(
        context,
        post("service/get_admin_list", suiteQuery(suite), {
          ...suiteBody(suite),
          auth_corpid: corpId,
          agentid: agentId,
        }),
        readAdminList,
      ),
    fetchLoginInfo: ({ providerToken, authCode }) =>
      call(
        context,
        // Its query name is access_token although the value is the provider's (WeCom document 91125).
        post(
          "service/get_login_info",
          { access_token: providerToken.reveal() },
          { auth_code: authCode.reveal() },
        ),
        readLoginInfo,
      ),
    fetchJsapiTicket: ({ corpToken, type }) =>
      call(
        context,
        {
          method: "GET",
          api: type === "corp" ? "get_jsapi_ticket" : "ticket/get",
          query: {
            access_token: corpToken.reveal(),
            ...(type === "agent" ? { type: "agent_config" } : {}),
          },
          body: null,
        },
        (body) => {
          const wire = shape(z.object({ ticket: text, expires_in: int }))(body);
          return wire && { token: new Secret(wire.ticket), expiresInSeconds: wire.expires_in };
        },
      ),
    fetchMember: (suite, { code }) =>
      call(
        context,
        {
          method: "GET",
          api: "service/auth/getuserinfo3rd",
          query: { ...suiteQuery(suite), code: code.reveal() },
          body: null,
        },
        readMemberIdentity,
      ),
    fetchMemberOfCorp: ({ corpToken, code }) =>
      call(
        context,
        {
          method: "GET",
          api: "auth/getuserinfo",
          query: { access_token: corpToken.reveal(), code: code.reveal() },
          body: null,
        },
        readMemberIdentity,
      ),
    fetchCustomizedAuthUrl: ({ providerToken, templateIds, state }) =>
      call(
        context,
        post(
          "service/get_customized_auth_url",
          { provider_access_token: providerToken.reveal() },
          { state, templateid_list: templateIds },
        ),
        (body) => {
          const wire = shape(z.object({ qrcode_url: text, expires_in: int.catch(TEN_DAYS) }))(body);
          return wire && { url: wire.qrcode_url, expiresInSeconds: wire.expires_in };
        },
      ),
    fetchOpenCorpId: ({ providerToken, corpId }) =>
      call(
        context,
        post(
          "service/corpid_to_opencorpid",
          { provider_access_token: providerToken.reveal() },
          { corpid: corpId },
        ),
        (body) => shape(z.object({ open_corpid: text }))(body)?.open_corpid ?? null,
      ),
  };
}
