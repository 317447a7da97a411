import { codeSeconds, findCode, issueCode } from "../codes";
import { isSameText } from "../envelope";
import { ApiError } from "../errors";
import { findInstall, findWireCorp } from "../identity";
import { isLiveTicket } from "../tickets";
import { expiresIn, issueToken, tokenKey } from "../tokens";
import { requireAuthCorp, requireSuite } from "./auth";
import { bare, both, get, integer, isJson, object, ok, param, post, type Routes, text } from "./call";
import { corpToken, requirePermanentCode } from "./corp-token";
import { wrongSecret } from "./limits";

/** Tokens and pre-authorisation. Source: protocol.md 4.2. */
export const tokenRoutes: Routes = {
  "service/get_suite_token": post((call) => {
    const { world } = call;
    const suite = world.state.suites[text(call, "suite_id", 41021)];
    if (suite === undefined) throw new ApiError(40083);
    call.suiteId = suite.suiteId;
    if (!isSameText(text(call, "suite_secret", 41024), suite.suiteSecret)) throw wrongSecret(call, 40080);
    if (!isLiveTicket(world, suite, text(call, "suite_ticket", 41023))) throw new ApiError(40085);
    const key = tokenKey("suite", suite.suiteId);
    const token = issueToken(world, { family: "suite", key, suiteId: suite.suiteId, corpid: null }, call.ip);
    return ok({ suite_access_token: token.value, expires_in: expiresIn(world, token) });
  }),

  "service/get_provider_token": post((call) => {
    const { world } = call;
    const { provider } = world.state;
    if (text(call, "corpid", 41002) !== provider.corpid) throw new ApiError(40013);
    const given = text(call, "provider_secret", 41004);
    // A suite secret here gives 40001 (protocol.md 4.2), and so does any other wrong one.
    if (provider.secret === "" || !isSameText(given, provider.secret)) throw wrongSecret(call, 40001);
    const owner = { family: "provider" as const, key: tokenKey("provider"), suiteId: null, corpid: null };
    const token = issueToken(world, owner, call.ip);
    return bare({ provider_access_token: token.value, expires_in: expiresIn(world, token) });
  }),

  /** GET now, POST in the legacy dialect (protocol.md 1.4). */
  "service/get_pre_auth_code": both((call) => {
    const suite = requireSuite(call);
    if (suite.kind === "template") throw new ApiError(48002);
    const appIds = call.body.appid;
    const about = { authType: 0, ...(Array.isArray(appIds) ? { appIds: appIds.map(Number) } : {}) };
    if (about.appIds?.some((id) => suite.appIds.length > 0 && !suite.appIds.includes(id)) === true)
      throw new ApiError(40086);
    const code = issueCode(call.world, { kind: "pre_auth", suiteId: suite.suiteId, corpid: null, about });
    return ok({ pre_auth_code: code.value, expires_in: codeSeconds(code) });
  }),

  "service/set_session_info": post((call) => {
    const suite = requireSuite(call);
    const code = findCode(call.world, text(call, "pre_auth_code", 40063), "pre_auth");
    if (code === "expired") throw new ApiError(42007);
    if (typeof code === "string" || code.suiteId !== suite.suiteId) throw new ApiError(40077);
    if (!isJson(call.body.session_info)) throw new ApiError(40063);
    const authType = integer({ ...call, body: object(call, "session_info") }, "auth_type", 0);
    if (authType !== 0 && authType !== 1) throw new ApiError(40058);
    code.about.authType = authType;
    return ok();
  }),

  "service/get_corp_token": post((call) => {
    const suite = requireSuite(call);
    const corp = requireAuthCorp(call);
    const install = requirePermanentCode(call, suite, corp);
    // A customised app's code is a secret for gettoken, nothing for this call (protocol.md 4.2).
    if (suite.kind === "template") throw new ApiError(40084);
    const token = corpToken(call.world, install, call.ip);
    return bare({ access_token: token.value, expires_in: expiresIn(call.world, token) });
  }),

  /** Customised apps: corpid of the corp, permanent code as secret. Also the provider's own corp (wechatpy). */
  gettoken: get((call) => {
    const { world } = call;
    const id = param(call, "corpid", 41002);
    const secret = param(call, "corpsecret", 41004);
    if (id === world.state.provider.corpid) {
      if (!isSameText(secret, world.state.provider.secret)) throw wrongSecret(call, 40001);
      const key = tokenKey("corp", "provider");
      const token = issueToken(world, { family: "corp", key, suiteId: null, corpid: null }, call.ip);
      return ok({ access_token: token.value, expires_in: expiresIn(world, token) });
    }
    const corp = findWireCorp(world, id);
    if (corp === null) throw new ApiError(40013);
    call.corpid = corp.corpid;
    const templates = Object.values(world.state.suites).filter((suite) => suite.kind === "template");
    for (const suite of templates) {
      const install = findInstall(world, suite.suiteId, corp.corpid);
      if (install?.status !== "active" || !isSameText(install.permanentCode, secret)) continue;
      call.suiteId = suite.suiteId;
      const token = corpToken(world, install, call.ip);
      return ok({ access_token: token.value, expires_in: expiresIn(world, token) });
    }
    throw wrongSecret(call, 40001);
  }),
};
