import { codeSeconds, consumeCode, issueCode } from "../codes";
import { ApiError } from "../errors";
import { findInstall, findMember, installKey, wireCorpid, wireUserid } from "../identity";
import type { Code } from "../state";
import type { Admin, Corp, Member } from "../state-corp";
import { requireLoginProvider, requireProvider, requireSuite } from "./auth";
import { type ApiCall, type ApiReply, get, type Json, ok, param, post, type Routes, text } from "./call";

/** Who is it? Source: protocol.md 4.5, 4.6. */
export const identityRoutes: Routes = {
  "service/get_login_info": post((call) => {
    requireLoginProvider(call);
    const code = consumeCode(call.world, text(call, "auth_code", 41008), "login", null, 40078);
    const corp = call.world.state.corps[code.corpid ?? ""];
    if (corp === undefined) throw new ApiError(40078);
    call.corpid = corp.corpid;
    return ok(loginInfo(call, code, corp));
  }),

  /** Legacy return trip; retired otherwise (protocol.md 4.5, 4.13). */
  "service/get_login_url": post((call) => {
    requireProvider(call);
    const ticket = consumeCode(call.world, text(call, "login_ticket", 40063), "login_ticket", null, 40058);
    const target = text(call, "target", 40063);
    const login_url = `${call.world.settings.url}/admin/${ticket.corpid}?target=${encodeURIComponent(target)}`;
    return ok({ login_url, expires_in: 600 });
  }),

  "service/auth/getuserinfo3rd": get((call) => userInfo(call, "new")),
  "service/getuserinfo3rd": get((call) => userInfo(call, "old")),
  "service/auth/getuserdetail3rd": post(userDetail),
  "service/getuserdetail3rd": post(userDetail),

  "service/miniprogram/jscode2session": get((call) => {
    const suite = requireSuite(call);
    const code = consumeCode(call.world, param(call, "js_code", 40029), "jscode", suite.suiteId, 40029);
    const { corp, member } = person(call, code);
    if (corp === null || member === null) throw new ApiError(40029);
    return ok({
      corpid: wireCorpid(call.world, corp),
      userid: wireUserid(call.world, member),
      session_key: call.world.random.text(24),
      open_userid: member.openUserid,
    });
  }),
};

function loginInfo(call: ApiCall, code: Code, corp: Corp): Json {
  const { world } = call;
  const admin = corp.admins.find((one) => one.id === code.about.adminId) ?? null;
  const member = findMember(corp, admin?.userid ?? code.about.userid ?? "");
  const usertype = admin?.userType ?? 5;
  return {
    usertype,
    ...userInfoOf(call, code, admin, member),
    corp_info: { corpid: wireCorpid(world, corp) },
    ...(admin === null ? {} : { agent: agents(call, corp, admin), auth_info: authInfo(code, admin) }),
    ...(code.about.legacy === true ? { redirect_login_info: loginTicket(call, corp) } : {}),
  };
}

/** Absent for an admin outside the address book; the legacy dialect then says the email (rule 11). */
function userInfoOf(call: ApiCall, code: Code, admin: Admin | null, member: Member | null): Json {
  const avatar = `${call.world.settings.url}/_assets/avatar.png`;
  if (code.about.legacy === true && (admin?.userType === 1 || admin?.userType === 3)) {
    return { user_info: { email: admin.email } };
  }
  if (member === null) return {};
  const userid = wireUserid(call.world, member);
  const name = call.world.state.provider.identityMode === "encrypted" ? userid : member.name;
  return { user_info: { userid, open_userid: member.openUserid, name, avatar } };
}

/** Only this provider's apps; only for admins. */
function agents(call: ApiCall, corp: Corp, admin: Admin): Json[] {
  const { installs, suites } = call.world.state;
  return Object.keys(suites).flatMap((suiteId) => {
    const install = installs[installKey(suiteId, corp.corpid)];
    return install?.status === "active" ? [{ agentid: install.agentid, auth_type: admin.authType }] : [];
  });
}

/** Legacy: strings; now: integer and boolean (protocol.md 4.5). */
function authInfo(code: Code, admin: Admin): Json {
  const isLegacy = code.about.legacy === true;
  return {
    department: admin.departments.map((id) => ({
      id: isLegacy ? String(id) : id,
      writable: isLegacy ? "true" : true,
    })),
  };
}

function loginTicket(call: ApiCall, corp: Corp): Json {
  const code = issueCode(call.world, { kind: "login_ticket", suiteId: null, corpid: corp.corpid });
  return { login_ticket: code.value, expires_in: codeSeconds(code) };
}

function person(call: ApiCall, code: Code): { corp: Corp | null; member: Member | null } {
  const corp = call.world.state.corps[code.corpid ?? ""] ?? null;
  if (corp !== null) call.corpid = corp.corpid;
  return { corp, member: corp === null ? null : findMember(corp, code.about.userid ?? "") };
}

/** Two spellings: lower case under auth/, capitals without (protocol.md 1.4). */
function userInfo(call: ApiCall, shape: "new" | "old"): ApiReply {
  const { world } = call;
  const suite = requireSuite(call);
  const code = consumeCode(world, param(call, "code", 40029), "oauth", suite.suiteId, 40029);
  const { corp, member } = person(call, code);
  if (corp === null || member === null) {
    const openid = code.about.openid ?? "";
    return ok(shape === "new" ? { openid } : { OpenId: openid, DeviceId: "" });
  }
  const isPrivate = code.about.scope !== "snsapi_base" && code.about.scope !== undefined;
  const about = { userid: member.userid, scope: code.about.scope ?? "" };
  const ticket = isPrivate
    ? issueCode(world, { kind: "user_ticket", suiteId: suite.suiteId, corpid: corp.corpid, about })
    : null;
  // Without an authorisation relation the id is encrypted even in plain mode (protocol.md 4.6).
  const isInstalled = findInstall(world, suite.suiteId, corp.corpid)?.status === "active";
  const userid = isInstalled ? wireUserid(world, member) : member.openUserid;
  const rest = {
    ...(ticket === null ? {} : { user_ticket: ticket.value, expires_in: codeSeconds(ticket) }),
    open_userid: member.openUserid,
  };
  const corpid = wireCorpid(world, corp);
  return ok(
    shape === "new" ? { corpid, userid, ...rest } : { CorpId: corpid, UserId: userid, DeviceId: "", ...rest },
  );
}

/** A user_ticket is no single-use code: 84015 unknown, 84014 expired. */
function userDetail(call: ApiCall): ApiReply {
  const suite = requireSuite(call);
  const code = call.world.state.codes[text(call, "user_ticket", 84015)];
  if (code?.kind !== "user_ticket" || code.suiteId !== suite.suiteId) throw new ApiError(84015);
  if (code.expiresAt <= call.world.clock.now()) throw new ApiError(84014);
  const { corp, member } = person(call, code);
  if (corp === null || member === null) throw new ApiError(84015);
  const userid = wireUserid(call.world, member);
  const { url } = call.world.settings;
  return ok({
    corpid: wireCorpid(call.world, corp),
    userid,
    name: userid,
    gender: member.gender,
    avatar: `${url}/_assets/avatar.png`,
    qr_code: `${url}/_assets/corp-qr.png`,
  });
}
