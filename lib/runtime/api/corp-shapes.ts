import "server-only";
import { z } from "zod";
import { isoOf, moment } from "@/lib/runtime/api/shapes";
import type { AgentFacts, Authorization } from "@/lib/store/authorizations";

export const corpStatus = z
  .enum(["active", "cancelled", "needs_reauthorization", "purged"])
  .describe("active 已授权 · cancelled 已取消 · needs_reauthorization 需重新授权 · purged 数据已清除");

const numbers = z.array(z.number().int());
const texts = z.array(z.string());

const agent = z.object({
  agent_id: z.number().int(),
  name: z.string(),
  app_id: z.number().int().nullable().describe("Legacy suites only / 仅旧版套件"),
  auth_mode: z.number().int().nullable().describe("0 by an admin, 1 by members / 0 管理员授权，1 成员授权"),
  is_customized_app: z.boolean(),
  privilege: z
    .object({
      level: z.number().int(),
      allow_party: numbers,
      allow_user: texts,
      allow_tag: numbers,
      extra_party: numbers,
      extra_user: texts,
      extra_tag: numbers,
    })
    .nullable(),
});

const facts = {
  suite: z.string(),
  corp_id: z.string().describe("To be used in addresses of this API / 在本 API 地址中使用"),
  plain_corp_id: z.string().nullable(),
  open_corp_id: z.string().nullable(),
  name: z.string(),
  full_name: z.string().nullable(),
  status: corpStatus,
  status_reason: z.string().nullable(),
  is_customized_app: z.boolean(),
  agent_ids: numbers,
  authorized_at: moment,
  cancelled_at: moment.nullable(),
};

export const corpItem = z.object(facts);

export const corpDetail = z.object({
  ...facts,
  type: z.string().nullable(),
  industry: z.string().nullable(),
  sub_industry: z.string().nullable(),
  scale: z.string().nullable(),
  user_max: z.number().int().nullable(),
  auth_mode: z.number().int().nullable(),
  agents: z.array(agent),
  admins: z.array(
    z.object({ user_id: z.string(), open_user_id: z.string().nullable(), may_manage: z.boolean() }),
  ),
  authorized_by: z
    .object({
      user_id: z.string().nullable(),
      open_user_id: z.string().nullable(),
      name: z.string().nullable(),
    })
    .nullable(),
  refreshed_at: moment.nullable(),
});

export function corpItemOf(one: Authorization): z.input<typeof corpItem> {
  const { corp } = one;
  return {
    suite: one.suiteKey,
    corp_id: corp.plainCorpId ?? corp.openCorpId ?? "",
    plain_corp_id: corp.plainCorpId,
    open_corp_id: corp.openCorpId,
    name: corp.name,
    full_name: corp.fullName,
    status: one.status,
    status_reason: one.statusReason,
    is_customized_app: one.isCustomizedApp,
    agent_ids: one.agents.map((each) => each.agentId),
    authorized_at: one.authorizedAt.toISOString(),
    cancelled_at: isoOf(one.cancelledAt),
  };
}

function agentOf({ privilege, ...one }: AgentFacts): z.input<typeof agent> {
  return {
    agent_id: one.agentId,
    name: one.name,
    app_id: one.appId,
    auth_mode: one.authMode,
    is_customized_app: one.isCustomizedApp,
    privilege: privilege && {
      level: privilege.level,
      allow_party: privilege.allowParty,
      allow_user: privilege.allowUser,
      allow_tag: privilege.allowTag,
      extra_party: privilege.extraParty,
      extra_user: privilege.extraUser,
      extra_tag: privilege.extraTag,
    },
  };
}

export function corpDetailOf(one: Authorization): z.input<typeof corpDetail> {
  const { corp, authorizedBy: by } = one;
  return {
    ...corpItemOf(one),
    type: corp.type,
    industry: corp.industry,
    sub_industry: corp.subIndustry,
    scale: corp.scale,
    user_max: corp.userMax,
    auth_mode: one.authMode,
    agents: one.agents.map(agentOf),
    admins: one.admins.map((each) => ({
      user_id: each.userId,
      open_user_id: each.openUserId,
      may_manage: each.authType === 1,
    })),
    authorized_by: by && { user_id: by.userId, open_user_id: by.openUserId, name: by.name },
    refreshed_at: isoOf(one.refreshedAt),
  };
}
