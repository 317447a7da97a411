import "server-only";
import { z } from "zod";
import { listGrantedCorps } from "@/lib/features/keys/list-granted-corps";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { corpDetail, corpDetailOf, corpItem, corpItemOf, corpStatus } from "@/lib/runtime/api/corp-shapes";
import { defineRoute } from "@/lib/runtime/api/define-route";
import { pageOf, pageQuery } from "@/lib/runtime/api/shapes";

const exampleItem = {
  suite: "crm",
  corp_id: "ww1d2c3b4a5f6e7d8c",
  plain_corp_id: "ww1d2c3b4a5f6e7d8c",
  open_corp_id: null,
  name: "晨星科技",
  full_name: "晨星科技有限公司",
  status: "active",
  status_reason: null,
  is_customized_app: false,
  agent_ids: [1000002],
  authorized_at: "2026-11-02T03:14:07.000Z",
  cancelled_at: null,
};

export const CORP_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    method: "GET",
    path: "/corps",
    operationId: "listCorps",
    tag: "corps",
    summary: { en: "List authorised enterprises", zh: "列出授权企业" },
    description: {
      en: "Newest authorisation first; one entry per suite and enterprise. Only what the key is granted.",
      zh: "按授权时间倒序；每个应用与企业一条。只包含密钥被授予的范围。",
    },
    scope: "corps:read",
    cost: "cached",
    query: z.strictObject({
      suite: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
        .optional()
        .describe("Key of a suite / 应用的 key"),
      status: corpStatus.optional(),
      q: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .optional()
        .describe("Part of a name, or how a corp id begins / 名称片段或企业 ID 前缀"),
      ...pageQuery,
    }),
    answer: {
      status: 200,
      schema: pageOf(corpItem),
      example: { data: [exampleItem], next_cursor: null },
      description: { en: "One page", zh: "一页" },
    },
    async run({ deps, caller, query }) {
      const page = await listGrantedCorps(deps, caller, query);
      return { ok: true, value: { data: page.items.map(corpItemOf), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/suites/{suite}/corps/{corpId}",
    operationId: "getCorp",
    tag: "corps",
    summary: {
      en: "One enterprise: facts, agents, privileges, status",
      zh: "一家企业：资料、应用、权限与状态",
    },
    scope: "corps:read",
    cost: "cached",
    answer: {
      status: 200,
      schema: corpDetail,
      example: {
        ...exampleItem,
        type: "verified",
        industry: "信息技术",
        sub_industry: null,
        scale: "1-50人",
        user_max: 200,
        auth_mode: 0,
        agents: [
          {
            agent_id: 1000002,
            name: "CRM 助手",
            app_id: null,
            auth_mode: 0,
            is_customized_app: false,
            privilege: {
              level: 2,
              allow_party: [1],
              allow_user: [],
              allow_tag: [],
              extra_party: [],
              extra_user: [],
              extra_tag: [],
            },
          },
        ],
        admins: [{ user_id: "wozhangsan", open_user_id: null, may_manage: true }],
        authorized_by: { user_id: "wozhangsan", open_user_id: null, name: "张三" },
        refreshed_at: "2026-11-02T03:14:07.000Z",
      },
      description: { en: "The enterprise", zh: "企业" },
    },
    async run({ corp }) {
      return { ok: true, value: corpDetailOf(corp) };
    },
  }),
];
