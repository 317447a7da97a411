import { consumeCode } from "../codes";
import { ApiError } from "../errors";
import { findInstall, findMember, wireUserid } from "../identity";
import type { Suite } from "../state";
import type { Corp, Install } from "../state-corp";
import { expiresIn } from "../tokens";
import { requireAuthCorp, requireCorp, requireSuite } from "./auth";
import { type ApiCall, get, integer, type Json, ok, post, type Routes, text } from "./call";
import { corpToken, requirePermanentCode } from "./corp-token";
import {
  authCorpInfo,
  authInfo,
  authUserInfo,
  dealerInfo,
  editionInfo,
  registerCodeInfo,
} from "./install-info";

interface Exchanged {
  suite: Suite;
  corp: Corp;
  install: Install;
  state: Json;
}

/** The install code works once, in ten minutes, for the suite it was made for; else 40078 (rule 5). */
function exchange(call: ApiCall): Exchanged {
  const { world } = call;
  const suite = requireSuite(call);
  const code = consumeCode(world, text(call, "auth_code", 41008), "install", suite.suiteId, 40078);
  const corp = world.state.corps[code.corpid ?? ""];
  const install = corp === undefined ? null : findInstall(world, suite.suiteId, corp.corpid);
  if (corp === undefined || install === null || install.status !== "active") throw new ApiError(40078);
  call.corpid = corp.corpid;
  return { suite, corp, install, state: code.about.state === undefined ? {} : { state: code.about.state } };
}

function optional(name: string, value: Json | null): Json {
  return value === null ? {} : { [name]: value };
}

/** Authorisation, v1 and v2. Source: protocol.md 4.2. */
export const installRoutes: Routes = {
  "service/get_permanent_code": post((call) => {
    const { suite, corp, install, state } = exchange(call);
    const { world } = call;
    const token = suite.kind === "template" ? null : corpToken(world, install, call.ip);
    return ok({
      // Absent for customised apps (protocol.md 4.2).
      ...(token === null ? {} : { access_token: token.value, expires_in: expiresIn(world, token) }),
      permanent_code: install.permanentCode,
      auth_corp_info: authCorpInfo(world, corp, "v1"),
      auth_info: authInfo(world, suite, corp, install),
      ...optional("auth_user_info", authUserInfo(world, suite, corp, install)),
      ...optional("register_code_info", registerCodeInfo(corp)),
      ...optional("dealer_corp_info", dealerInfo(corp)),
      ...editionInfo(install),
      ...state,
    });
  }),

  /** No token, no agent (protocol.md 4.2); state for customised-app QR codes only. */
  "service/v2/get_permanent_code": post((call) => {
    const { suite, corp, install, state } = exchange(call);
    const { world } = call;
    return ok({
      permanent_code: install.permanentCode,
      auth_corp_info: authCorpInfo(world, corp, "v2_short"),
      ...optional("auth_user_info", authUserInfo(world, suite, corp, install)),
      ...optional("register_code_info", registerCodeInfo(corp)),
      ...(suite.kind === "template" ? state : {}),
    });
  }),

  "service/get_auth_info": post((call) => getAuthInfo(call, "v1")),
  "service/v2/get_auth_info": post((call) => getAuthInfo(call, "v2")),

  "service/get_admin_list": post((call) => {
    const suite = requireSuite(call);
    const corp = requireAuthCorp(call);
    const agentid = integer(call, "agentid", null);
    const install = findInstall(call.world, suite.suiteId, corp.corpid);
    if (install === null || install.status !== "active") throw new ApiError(48004);
    if (install.agentid !== agentid) throw new ApiError(40056);
    return ok({ admin: adminList(call, corp, install) });
  }),

  "agent/get_admin_list": get((call) => {
    const { corp, install } = requireCorp(call);
    return ok({ admin: adminList(call, corp, install) });
  }),
};

function getAuthInfo(call: ApiCall, shape: "v1" | "v2") {
  const suite = requireSuite(call);
  const corp = requireAuthCorp(call);
  const install = requirePermanentCode(call, suite, corp);
  return ok({
    auth_corp_info: authCorpInfo(call.world, corp, shape),
    auth_info: authInfo(call.world, suite, corp, install),
    ...optional("dealer_corp_info", dealerInfo(corp)),
    ...editionInfo(install),
  });
}

/** No external admins; nobody in member-authorisation mode (protocol.md 4.2, pitfall 36). */
function adminList(call: ApiCall, corp: Corp, install: Install): Json[] {
  if (install.authMode === 1) return [];
  const seen = new Set<string>();
  return corp.admins.flatMap((admin) => {
    const member = admin.userid === null ? null : findMember(corp, admin.userid);
    if (member === null || seen.has(member.userid)) return [];
    seen.add(member.userid);
    return [
      { userid: wireUserid(call.world, member), open_userid: member.openUserid, auth_type: admin.authType },
    ];
  });
}
