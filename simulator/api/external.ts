import { ApiError } from "../errors";
import { findMember, findWireMember, wireUserid } from "../identity";
import type { Corp, ExternalContact } from "../state-corp";
import { requireCorp } from "./auth";
import {
  type ApiCall,
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

/** Customers, the basics. Source: protocol.md 4.7; the shapes are the commonest fields only. */
export const externalRoutes: Routes = {
  "externalcontact/get_follow_user_list": get((call) => {
    const { corp } = requireCorp(call);
    const followers = new Set(corp.externals.flatMap((one) => one.followers));
    return ok({ follow_user: wired(call, corp, [...followers]) });
  }),

  "externalcontact/list": get((call) => {
    const { corp } = requireCorp(call);
    const found = customersOf(call, corp, param(call, "userid", 41009));
    if (found.length === 0) throw new ApiError(84061);
    return ok({ external_userid: found.map((one) => one.externalUserid) });
  }),

  "externalcontact/get": get((call) => {
    const { corp } = requireCorp(call);
    const found = customer(corp, param(call, "external_userid", 40058));
    return ok({
      external_contact: contactObject(found),
      follow_user: wired(call, corp, found.followers).map((userid) => followObject(call, found, userid)),
    });
  }),

  "externalcontact/batch/get_by_user": post((call) => {
    const { corp } = requireCorp(call);
    const ids = texts(call, "userid_list", 100);
    const rows = ids.flatMap((id) =>
      customersOf(call, corp, id).map((one) => ({
        external_contact: contactObject(one),
        follow_info: followObject(call, one, id),
      })),
    );
    const from = Number(optionalText(call, "cursor") || "0");
    const limit = integer(call, "limit", 50);
    const next = from + limit < rows.length ? String(from + limit) : "";
    return ok({ external_contact_list: rows.slice(from, from + limit), next_cursor: next });
  }),

  "externalcontact/remark": post((call) => {
    const { corp } = requireCorp(call);
    const found = customer(corp, text(call, "external_userid", 40058));
    const [userid] = [text(call, "userid", 41009)];
    if (!customersOf(call, corp, userid).includes(found)) throw new ApiError(84061);
    found.name = optionalText(call, "remark") ?? found.name;
    return ok();
  }),

  "externalcontact/get_new_external_userid": post(newIds),
  "service/externalcontact/get_new_external_userid": post(newIds),
};

function newIds(call: ApiCall) {
  requireCorp(call);
  const ids = texts(call, "external_userid_list", 1000);
  return ok({ items: ids.map((id) => ({ external_userid: id, new_external_userid: `wm${id.slice(2)}` })) });
}

/** Member ids in the form of the identity mode (rule 10). */
function wired(call: ApiCall, corp: Corp, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const member = findMember(corp, id);
    return member === null ? [] : [wireUserid(call.world, member)];
  });
}

function customersOf(call: ApiCall, corp: Corp, userid: string): ExternalContact[] {
  const member = findWireMember(call.world, corp, userid);
  if (member === null) throw new ApiError(60111);
  return corp.externals.filter((one) => one.followers.includes(member.userid));
}

function customer(corp: Corp, id: string): ExternalContact {
  const found = corp.externals.find((one) => one.externalUserid === id);
  if (found === undefined) throw new ApiError(84061);
  return found;
}

function contactObject({ externalUserid, name, unionid }: ExternalContact): Json {
  return { external_userid: externalUserid, name, type: 1, unionid, gender: 0 };
}

function followObject(call: ApiCall, { name }: ExternalContact, userid: string): Json {
  return { userid, remark: name, createtime: call.world.clock.seconds() };
}
