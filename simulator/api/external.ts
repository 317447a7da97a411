import { ApiError } from "../errors";
import { findWireMember } from "../identity";
import { type CorpAuth, requireCorp } from "./auth";
import { get, ok, param, post, type Routes, texts } from "./call";

/** Customers, the basics. Source: protocol.md 4.7; the shapes are the commonest fields only. */
export const externalRoutes: Routes = {
  "externalcontact/get_follow_user_list": get((call) => {
    const { corp } = requireCorp(call);
    return ok({ follow_user: [...new Set(corp.externals.flatMap((one) => one.followers))] });
  }),

  "externalcontact/list": get((call) => {
    const { corp } = requireCorp(call);
    const member = findWireMember(call.world, corp, param(call, "userid", 41009));
    if (member === null) throw new ApiError(60111);
    const found = corp.externals.filter((one) => one.followers.includes(member.userid));
    if (found.length === 0) throw new ApiError(84061);
    return ok({ external_userid: found.map((one) => one.externalUserid) });
  }),

  "externalcontact/get": get((call) => {
    const auth: CorpAuth = requireCorp(call);
    const id = param(call, "external_userid", 40058);
    const found = auth.corp.externals.find((one) => one.externalUserid === id);
    if (found === undefined) throw new ApiError(84061);
    return ok({
      external_contact: {
        external_userid: found.externalUserid,
        name: found.name,
        type: 1,
        unionid: found.unionid,
        gender: 0,
      },
      follow_user: found.followers.map((userid) => ({
        userid,
        remark: found.name,
        createtime: call.world.clock.seconds(),
      })),
    });
  }),

  "externalcontact/get_new_external_userid": post((call) => {
    requireCorp(call);
    const ids = texts(call, "external_userid_list", 1000);
    return ok({ items: ids.map((id) => ({ external_userid: id, new_external_userid: `wm${id.slice(2)}` })) });
  }),
};
