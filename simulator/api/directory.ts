import { ApiError } from "../errors";
import { findMember, findWireMember, visibleMembers, wireUserid, withChildren } from "../identity";
import type { Department, Member } from "../state-corp";
import { type CorpAuth, requireCorp } from "./auth";
import {
  type ApiCall,
  both,
  get,
  integer,
  type Json,
  ok,
  optionalText,
  param,
  post,
  type Routes,
  text,
  texts,
} from "./call";

/** The address book behind a corp token. Source: protocol.md 4.7, 4.12. */
export const directoryRoutes: Routes = {
  "user/get": get((call) => {
    const auth = requireCorp(call);
    const member = visibleMember(call, auth, param(call, "userid", 41009));
    return ok(userObject(call, auth, member));
  }),

  "user/simplelist": get((call) => {
    const auth = requireCorp(call);
    return ok({ userlist: listed(call, auth).map((member) => simple(call, auth, member)) });
  }),

  "user/list": get((call) => {
    const auth = requireCorp(call);
    return ok({ userlist: listed(call, auth).map((member) => userObject(call, auth, member)) });
  }),

  "user/list_id": post((call) => {
    const auth = requireCorp(call);
    const limit = integer(call, "limit", 10_000);
    const from = Number(optionalText(call, "cursor") ?? "0");
    const rows = visibleMembers(auth.corp, auth.install).flatMap((member) =>
      member.departments.map((department) => ({ userid: wireUserid(call.world, member), department })),
    );
    const page = rows.slice(from, from + limit);
    const next = from + limit < rows.length ? { next_cursor: String(from + limit) } : {};
    return ok({ dept_user: page, ...next });
  }),

  "user/getuserid": post((call) => {
    const { corp } = requireCorp(call);
    const mobile = text(call, "mobile", 40063);
    const member = corp.members.find((one) => one.mobile !== "" && one.mobile === mobile);
    if (member === undefined) throw new ApiError(60111);
    return ok({ userid: wireUserid(call.world, member) });
  }),

  "user/convert_to_openid": post((call) => {
    const auth = requireCorp(call);
    const member = visibleMember(call, auth, text(call, "userid", 41009));
    return ok({ openid: `oP${member.openUserid.slice(2)}` });
  }),

  "user/convert_to_userid": post((call) => {
    const auth = requireCorp(call);
    const openid = text(call, "openid", 40063);
    const member = auth.corp.members.find((one) => `oP${one.openUserid.slice(2)}` === openid);
    if (member === undefined) throw new ApiError(40073);
    return ok({ userid: wireUserid(call.world, member) });
  }),

  "user/list_member_auth": post((call) => {
    const auth = requireCorp(call);
    const members = auth.install.authMode === 1 ? visibleMembers(auth.corp, auth.install) : [];
    return ok({ member_auth_list: members.map((member) => ({ open_userid: member.openUserid })) });
  }),

  "user/check_member_auth": post((call) => {
    const auth = requireCorp(call);
    const member = findMember(auth.corp, text(call, "open_userid", 40063));
    return ok({
      is_member_auth: member !== null && visibleMembers(auth.corp, auth.install).includes(member),
    });
  }),

  "department/list": get((call) => {
    const auth = requireCorp(call);
    return ok({ department: departments(call, auth).map(departmentObject) });
  }),

  "department/simplelist": get((call) => {
    const auth = requireCorp(call);
    const rows = departments(call, auth).map(({ id, parentid, order }) => ({ id, parentid, order }));
    return ok({ department_id: rows });
  }),

  "department/get": get((call) => {
    const auth = requireCorp(call);
    const id = Number(param(call, "id", 40058));
    const found = departments(call, auth, null).find((one) => one.id === id);
    if (found === undefined) throw new ApiError(60123);
    return ok({ department: departmentObject(found) });
  }),

  /** What a picker in a page chose; a ticket of its own is not imitated, so every one is unknown. */
  "user/list_selected_ticket_user": post((call) => {
    const auth = requireCorp(call);
    text(call, "selected_ticket", 40063);
    const ids = visibleMembers(auth.corp, auth.install).map((member) => member.openUserid);
    return ok({
      operator_open_userid: ids[0] ?? "",
      open_userid_list: ids,
      unauth_open_userid_list: [],
      total: ids.length,
    });
  }),

  "tag/list": get((call) => {
    const { corp } = requireCorp(call);
    return ok({ taglist: corp.tags.map(({ id, name }) => ({ tagid: id, tagname: name })) });
  }),

  "tag/get": both((call) => {
    const auth = requireCorp(call);
    const tag = auth.corp.tags.find((one) => one.id === Number(call.query.get("tagid")));
    if (tag === undefined) throw new ApiError(40068);
    const visible = visibleMembers(auth.corp, auth.install);
    const users = visible.filter((member) => tag.users.includes(member.userid));
    const userlist = users.map((member) => ({
      userid: wireUserid(call.world, member),
      name: shownName(call, auth, member),
    }));
    return ok({ tagname: tag.name, userlist, partylist: tag.parties });
  }),

  "batch/userid_to_openuserid": post((call) => {
    const { corp } = requireCorp(call);
    const ids = texts(call, "userid_list", 1000);
    const found = ids.flatMap((userid) => {
      const member = findMember(corp, userid);
      return member === null ? [] : [{ userid, open_userid: member.openUserid }];
    });
    const invalid = ids.filter((userid) => findMember(corp, userid) === null);
    return ok({ open_userid_list: found, invalid_userid_list: invalid });
  }),

  /** Belongs to the corp's own self-built app (protocol.md 4.7). */
  "batch/openuserid_to_userid": post((call) => {
    requireCorp(call);
    throw new ApiError(48002);
  }),
};

/** 60111 unknown in this form of id, 60011 outside the visible range. */
function visibleMember(call: ApiCall, { corp, install }: CorpAuth, id: string): Member {
  const member = findWireMember(call.world, corp, id);
  if (member === null) throw new ApiError(60111);
  if (!visibleMembers(corp, install).includes(member)) throw new ApiError(60011);
  return member;
}

function listed(call: ApiCall, { corp, install }: CorpAuth): Member[] {
  const id = Number(param(call, "department_id", 40066));
  if (!corp.departments.some((one) => one.id === id)) throw new ApiError(60003);
  const wanted = call.query.get("fetch_child") === "1" ? withChildren(corp, [id]) : new Set([id]);
  return visibleMembers(corp, install).filter((member) => member.departments.some((one) => wanted.has(one)));
}

/** Third-party apps get ids instead of names and nothing private (protocol.md 4.12). */
function shownName(call: ApiCall, { suite }: CorpAuth, member: Member): string {
  const isHidden = call.world.state.provider.identityMode === "encrypted" && suite.kind !== "template";
  return isHidden ? wireUserid(call.world, member) : member.name;
}

function simple(call: ApiCall, auth: CorpAuth, member: Member): Json {
  const userid = wireUserid(call.world, member);
  const name = shownName(call, auth, member);
  return { userid, open_userid: member.openUserid, name, department: member.departments };
}

function userObject(call: ApiCall, auth: CorpAuth, member: Member): Json {
  const isPlain = call.world.state.provider.identityMode === "plain";
  const secrets = { mobile: member.mobile, email: member.email, position: member.position };
  return {
    ...simple(call, auth, member),
    order: member.departments.map(() => 0),
    main_department: member.departments[0] ?? 1,
    is_leader_in_dept: member.departments.map(() => 0),
    direct_leader: [],
    gender: isPlain ? member.gender : "0",
    status: member.status,
    ...(isPlain ? secrets : {}),
    extattr: { attrs: [] },
  };
}

function departments(call: ApiCall, { corp, install }: CorpAuth, root = call.query.get("id")): Department[] {
  const visible = withChildren(corp, install.range.allowParty);
  const wanted = root === null || root === "" ? visible : withChildren(corp, [Number(root)]);
  if (root !== null && root !== "" && !corp.departments.some((one) => one.id === Number(root)))
    throw new ApiError(60123);
  return corp.departments.filter((one) => visible.has(one.id) && wanted.has(one.id));
}

/** The name is the id, name_en absent (protocol.md 4.12). */
function departmentObject({ id, parentid, order }: Department): Json {
  return { id, name: String(id), parentid, order, department_leader: [] };
}
