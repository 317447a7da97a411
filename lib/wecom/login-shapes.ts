import { z } from "zod";
import type { CorpAdmin } from "@/lib/core/corp-facts";
import { Secret } from "@/lib/core/secret";
import type { LoginInfo, MemberIdentity } from "@/lib/wecom/facts";
import { flag, int, listOf, maybeInt, maybeText, text } from "@/lib/wecom/lenient";

// Wire shapes of get_login_info (WeCom document 91125) in both dialects and of get_admin_list (90606).

const loginAnswer = z.object({
  usertype: int,
  corp_info: z.object({ corpid: text }),
  user_info: z
    .object({
      userid: maybeText,
      open_userid: maybeText,
      name: maybeText,
      avatar: maybeText,
      email: maybeText,
    })
    .nullish()
    .catch(null),
  agent: listOf(z.object({ agentid: int, auth_type: maybeInt })),
  auth_info: z
    .object({ department: listOf(z.object({ id: int, writable: flag })) })
    .nullish()
    .catch(null),
});

/** Null when the corp or the kind of user is missing. */
export function readLoginInfo(body: unknown): LoginInfo | null {
  const parsed = loginAnswer.safeParse(body);
  if (!parsed.success) return null;
  const wire = parsed.data;
  const user = wire.user_info;
  return {
    userType: wire.usertype,
    corpId: wire.corp_info.corpid,
    user: user
      ? {
          userId: user.userid,
          openUserId: user.open_userid,
          name: user.name,
          avatar: user.avatar,
          email: user.email,
        }
      : null,
    // An agent without auth_type may only be used: managing is never assumed (threat D7).
    agents: wire.agent.map((one) => ({ agentId: one.agentid, authType: one.auth_type ?? 0 })),
    departments: (wire.auth_info?.department ?? []).map((one) => ({ id: one.id, isWritable: one.writable })),
  };
}

/** Both spellings: lower case under auth/, capitals in older answers. */
const memberAnswer = z.object({
  corpid: maybeText,
  CorpId: maybeText,
  userid: maybeText,
  UserId: maybeText,
  open_userid: maybeText,
  openid: maybeText,
  OpenId: maybeText,
  user_ticket: maybeText,
  expires_in: maybeInt,
});

/** Null when the answer names nobody. */
export function readMemberIdentity(body: unknown): MemberIdentity | null {
  const parsed = memberAnswer.safeParse(body);
  if (!parsed.success) return null;
  const wire = parsed.data;
  const member: MemberIdentity = {
    corpId: wire.corpid ?? wire.CorpId,
    userId: wire.userid ?? wire.UserId,
    openUserId: wire.open_userid,
    openId: wire.openid ?? wire.OpenId,
    userTicket: wire.user_ticket === null ? null : new Secret(wire.user_ticket),
    userTicketSeconds: wire.user_ticket === null ? null : wire.expires_in,
  };
  return member.userId === null && member.openUserId === null && member.openId === null ? null : member;
}

const adminAnswer = z.object({
  admin: listOf(z.object({ userid: maybeText, open_userid: maybeText, auth_type: maybeInt })),
});

export function readAdminList(body: unknown): CorpAdmin[] | null {
  const parsed = adminAnswer.safeParse(body);
  if (!parsed.success) return null;
  return parsed.data.admin.flatMap((one) => {
    const userId = one.userid ?? one.open_userid;
    return userId === null ? [] : [{ userId, openUserId: one.open_userid, authType: one.auth_type ?? 0 }];
  });
}
