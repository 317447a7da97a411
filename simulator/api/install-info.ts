import { findMember, wireCorpid, wireUserid } from "../identity";
import type { Suite } from "../state";
import type { Corp, Install } from "../state-corp";
import type { World } from "../world";
import type { Json } from "./call";

/** `auth_corp_info` in its three shapes (protocol.md 4.2); optional fields are really absent (rule 8). */
export function authCorpInfo(world: World, corp: Corp, shape: "v1" | "v2" | "v2_short"): Json {
  const { url } = world.settings;
  const short: Json = { corpid: wireCorpid(world, corp), corp_name: corp.name };
  if (shape === "v2_short") return short;
  const isVerified = corp.corpType === "verified";
  return {
    ...short,
    corp_type: corp.corpType,
    corp_square_logo_url: `${url}/_assets/corp.png`,
    corp_user_max: corp.userMax,
    subject_type: corp.subjectType,
    corp_scale: corp.scale,
    corp_industry: corp.industry,
    corp_sub_industry: corp.subIndustry,
    ...(isVerified ? { corp_full_name: corp.fullName, verified_end_time: corp.verifiedEndTime } : {}),
    ...(shape === "v1"
      ? { corp_wxqrcode: `${url}/_assets/corp-qr.png` }
      : { corp_ex_name: { name_list: [corp.name] } }),
  };
}

/** `auth_info.agent[]`: one element for new apps, one per appid in a legacy suite. */
export function authInfo(world: World, suite: Suite, corp: Corp, install: Install): Json {
  const appIds = suite.dialect === "legacy" && suite.appIds.length > 0 ? suite.appIds : [null];
  return { agent: appIds.map((appid, index) => agent(world, suite, corp, install, appid, index)) };
}

function agent(
  world: World,
  suite: Suite,
  corp: Corp,
  install: Install,
  appid: number | null,
  index: number,
): Json {
  const logo = `${world.settings.url}/_assets/app.png`;
  return {
    agentid: install.agentid + index,
    name: suite.name,
    square_logo_url: logo,
    round_logo_url: logo,
    ...(suite.dialect === "legacy" ? { appid: appid ?? 1 } : {}),
    auth_mode: install.authMode,
    is_customized_app: suite.kind === "template",
    privilege: {
      level: install.level,
      allow_party: install.range.allowParty,
      allow_user: userids(world, corp, install.range.allowUser),
      allow_tag: install.range.allowTag,
      extra_party: [],
      extra_user: [],
      extra_tag: [],
    },
  };
}

export function userids(world: World, corp: Corp, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const member = findMember(corp, id);
    return member === null ? [] : [wireUserid(world, member)];
  });
}

/** The admin who authorised; absent when not in the address book. */
export function authUserInfo(world: World, suite: Suite, corp: Corp, install: Install): Json | null {
  const admin = corp.admins.find((one) => one.id === install.authAdminId);
  const member = admin?.userid == null ? null : findMember(corp, admin.userid);
  if (member === null) return null;
  const userid = wireUserid(world, member);
  const avatar = `${world.settings.url}/_assets/avatar.png`;
  // Third parties get the id instead of the name (protocol.md 4.5).
  const name = world.state.provider.identityMode === "encrypted" ? userid : member.name;
  if (suite.dialect === "legacy")
    return { userid: member.userid, name: member.name, avatar, email: member.email, mobile: member.mobile };
  return { userid, open_userid: member.openUserid, name, avatar };
}

/** Paid apps only (protocol.md 4.2 edition_info). */
export function editionInfo(install: Install): Json {
  const { edition } = install;
  if (edition === null) return {};
  return {
    edition_info: {
      agent: [
        {
          agentid: install.agentid,
          edition_id: edition.editionId,
          edition_name: edition.editionName,
          app_status: edition.appStatus,
          user_limit: edition.userLimit,
          expired_time: edition.expiredTime,
          is_virtual_version: false,
          is_shared_from_other_corp: false,
        },
      ],
    },
  };
}

/** Only for a corp that came by a registration code. */
export function registerCodeInfo({ registered }: Corp): Json | null {
  if (registered === undefined) return null;
  const { registerCode, templateId, state } = registered;
  return { register_code: registerCode, template_id: templateId, state };
}

/** The reseller, when there is one. */
export function dealerInfo({ dealer }: Corp): Json | null {
  return dealer === undefined ? null : { corpid: dealer.corpid, corp_name: dealer.corpName };
}
