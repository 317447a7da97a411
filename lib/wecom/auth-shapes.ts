import { z } from "zod";
import type { AgentFacts, CorpFacts, EditionFacts } from "@/lib/core/corp-facts";
import { Secret } from "@/lib/core/secret";
import type { AuthFacts, PermanentGrant } from "@/lib/wecom/facts";
import { flag, int, listOf, maybeInt, maybeText, text } from "@/lib/wecom/lenient";

// Wire shapes of get_permanent_code and get_auth_info, v1 and v2 (WeCom documents 90603, 90604, 100776, 100795).

const privilege = z.object({
  level: maybeInt,
  allow_party: listOf(int),
  allow_user: listOf(text),
  allow_tag: listOf(int),
  extra_party: listOf(int),
  extra_user: listOf(text),
  extra_tag: listOf(int),
});

const agent = z
  .object({
    agentid: int,
    name: maybeText,
    appid: maybeInt,
    square_logo_url: maybeText,
    round_logo_url: maybeText,
    auth_mode: maybeInt,
    is_customized_app: flag,
    privilege: privilege.nullish().catch(null),
  })
  .transform(
    (wire): AgentFacts => ({
      agentId: wire.agentid,
      name: wire.name ?? "",
      appId: wire.appid,
      logoUrl: wire.square_logo_url ?? wire.round_logo_url,
      authMode: wire.auth_mode,
      isCustomizedApp: wire.is_customized_app,
      privilege: wire.privilege
        ? {
            level: wire.privilege.level ?? 0,
            allowParty: wire.privilege.allow_party,
            allowUser: wire.privilege.allow_user,
            allowTag: wire.privilege.allow_tag,
            extraParty: wire.privilege.extra_party,
            extraUser: wire.privilege.extra_user,
            extraTag: wire.privilege.extra_tag,
          }
        : null,
    }),
  );

const corp = z
  .object({
    corpid: text,
    corp_name: maybeText,
    corp_full_name: maybeText,
    corp_type: maybeText,
    subject_type: maybeInt,
    corp_industry: maybeText,
    corp_sub_industry: maybeText,
    corp_scale: maybeText,
    corp_square_logo_url: maybeText,
    corp_round_logo_url: maybeText,
    corp_user_max: maybeInt,
  })
  .transform(
    (wire): CorpFacts => ({
      corpId: wire.corpid,
      name: wire.corp_name ?? wire.corpid,
      fullName: wire.corp_full_name,
      type: wire.corp_type,
      subjectType: wire.subject_type,
      industry: wire.corp_industry,
      subIndustry: wire.corp_sub_industry,
      scale: wire.corp_scale,
      logoUrl: wire.corp_square_logo_url ?? wire.corp_round_logo_url,
      userMax: wire.corp_user_max,
    }),
  );

const edition = z
  .object({
    agentid: maybeInt,
    edition_id: maybeText,
    edition_name: maybeText,
    app_status: maybeInt,
    user_limit: maybeInt,
    expired_time: maybeInt,
  })
  .transform(
    (wire): EditionFacts => ({
      agentId: wire.agentid,
      editionId: wire.edition_id,
      editionName: wire.edition_name,
      appStatus: wire.app_status,
      userLimit: wire.user_limit,
      expiredTime: wire.expired_time,
    }),
  );

const authAnswer = z.object({
  auth_corp_info: corp,
  auth_info: z
    .object({ agent: listOf(agent) })
    .nullish()
    .catch(null),
  edition_info: z
    .object({ agent: listOf(edition) })
    .nullish()
    .catch(null),
  dealer_corp_info: z.object({ corpid: text, corp_name: maybeText }).nullish().catch(null),
});

const grantAnswer = authAnswer.extend({
  permanent_code: text,
  access_token: maybeText,
  expires_in: maybeInt,
  auth_user_info: z
    .object({ userid: maybeText, open_userid: maybeText, name: maybeText, avatar: maybeText })
    .nullish()
    .catch(null),
  state: maybeText,
});

function factsOf(wire: z.output<typeof authAnswer>): AuthFacts {
  return {
    corp: wire.auth_corp_info,
    agents: wire.auth_info ? wire.auth_info.agent : null,
    editions: wire.edition_info?.agent ?? [],
    dealer: wire.dealer_corp_info
      ? { corpId: wire.dealer_corp_info.corpid, name: wire.dealer_corp_info.corp_name ?? "" }
      : null,
  };
}

/** Null when corp id or name of the corp object is missing. */
export function readAuthFacts(body: unknown): AuthFacts | null {
  const parsed = authAnswer.safeParse(body);
  return parsed.success ? factsOf(parsed.data) : null;
}

/** Null when the corp or the permanent code is missing; all else is optional (v2, customised apps). */
export function readPermanentGrant(body: unknown, raw: string): PermanentGrant | null {
  const parsed = grantAnswer.safeParse(body);
  if (!parsed.success) return null;
  const wire = parsed.data;
  const user = wire.auth_user_info;
  return {
    ...factsOf(wire),
    permanentCode: new Secret(wire.permanent_code),
    corpToken:
      wire.access_token !== null && wire.expires_in !== null
        ? { token: new Secret(wire.access_token), expiresInSeconds: wire.expires_in }
        : null,
    authorizedBy: user
      ? { userId: user.userid, openUserId: user.open_userid, name: user.name, avatar: user.avatar }
      : null,
    state: wire.state,
    raw: new Secret(raw),
  };
}
