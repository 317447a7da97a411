import { codeSeconds, consumeCode, issueCode } from "../codes";
import { ApiError } from "../errors";
import { findMember, wireUserid } from "../identity";
import type { Member } from "../state-corp";
import { type CorpAuth, requireCorp } from "./auth";
import { type ApiCall, type ApiReply, get, type Json, ok, param, post, type Routes, text } from "./call";

/**
 * Who opened the app, asked with the corp's own token: how a customised app (代开发) does it, since it is the
 * corp's app (WeCom document 91023). Two spellings, as with the third-party calls.
 */
export const corpIdentityRoutes: Routes = {
  "auth/getuserinfo": get((call) => userInfo(call, "new")),
  "user/getuserinfo": get((call) => userInfo(call, "old")),
  "auth/getuserdetail": post(userDetail),
  "user/getuserdetail": post(userDetail),
};

function userInfo(call: ApiCall, shape: "new" | "old"): ApiReply {
  const { world } = call;
  const { corp, suite } = requireCorp(call);
  const code = consumeCode(world, param(call, "code", 40029), "oauth", suite.suiteId, 40029);
  const member = code.corpid === corp.corpid ? findMember(corp, code.about.userid ?? "") : null;
  if (member === null) {
    const openid = code.about.openid ?? `o${world.random.text(27)}`;
    return ok(shape === "new" ? { openid } : { OpenId: openid, DeviceId: "" });
  }
  const userid = wireUserid(world, member);
  const ticket = userTicket(call, { suite, corp }, member, code.about.scope ?? "snsapi_base");
  return ok(shape === "new" ? { userid, ...ticket } : { UserId: userid, DeviceId: "", ...ticket });
}

/** Only after consent to private facts. */
function userTicket(
  call: ApiCall,
  { suite, corp }: Pick<CorpAuth, "suite" | "corp">,
  member: Member,
  scope: string,
): Json {
  if (scope === "snsapi_base") return {};
  const about = { userid: member.userid, scope };
  const code = issueCode(call.world, {
    kind: "user_ticket",
    suiteId: suite.suiteId,
    corpid: corp.corpid,
    about,
  });
  return { user_ticket: code.value, expires_in: codeSeconds(code) };
}

function userDetail(call: ApiCall): ApiReply {
  const { corp, suite } = requireCorp(call);
  const code = call.world.state.codes[text(call, "user_ticket", 84015)];
  if (code?.kind !== "user_ticket" || code.suiteId !== suite.suiteId || code.corpid !== corp.corpid)
    throw new ApiError(84015);
  if (code.expiresAt <= call.world.clock.now()) throw new ApiError(84014);
  const member = findMember(corp, code.about.userid ?? "");
  if (member === null) throw new ApiError(84015);
  const { gender, mobile, email } = member;
  const pictures = call.world.settings.url;
  return ok({
    userid: wireUserid(call.world, member),
    gender,
    avatar: `${pictures}/_assets/avatar.png`,
    qr_code: `${pictures}/_assets/corp-qr.png`,
    ...(mobile === "" ? {} : { mobile }),
    ...(email === "" ? {} : { email }),
  });
}
