import "server-only";
import { z } from "zod";
import { Secret } from "@/lib/core/secret";
import { mayUseCorp } from "@/lib/features/keys/api-caller";
import { identifyMember } from "@/lib/features/tokens/identify-member";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { defineRoute } from "@/lib/runtime/api/define-route";
import { TOKEN_ERRORS, tokenRefusal } from "@/lib/runtime/api/routes-tokens";

export const MEMBER_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    method: "POST",
    path: "/suites/{suite}/member-identity",
    operationId: "identifyMember",
    tag: "members",
    summary: { en: "Who opened the app", zh: "打开应用的成员是谁" },
    description: {
      en: "Exchanges the code that WeCom's OAuth page brought back. A code works once: keep the answer in your own session.",
      zh: "兑换企业微信网页授权带回的 code。code 只能使用一次，请将结果存入您自己的会话。",
    },
    scope: "identity:read",
    cost: "call",
    body: z.strictObject({
      code: z.string().min(1).max(512),
      corp_id: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/)
        .optional()
        .describe("Needed for customised apps / 代开发应用必填"),
    }),
    bodyExample: { code: "CODE of the redirect" },
    answer: {
      status: 200,
      schema: z.object({
        corp_id: z.string().nullable(),
        user_id: z.string().nullable(),
        open_user_id: z.string().nullable(),
        open_id: z.string().nullable().describe("Only for somebody outside any enterprise / 仅非企业成员"),
        user_ticket: z
          .string()
          .nullable()
          .describe("For getuserdetail3rd, with the member's consent / 成员同意后用于 getuserdetail3rd"),
        user_ticket_expires_in: z.number().int().nullable(),
      }),
      example: {
        corp_id: "wpXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
        user_id: "wozhangsan",
        open_user_id: "woAJ2GCAAA",
        open_id: null,
        user_ticket: null,
        user_ticket_expires_in: null,
      },
      description: { en: "The member", zh: "成员" },
    },
    errors: [...TOKEN_ERRORS, "member.code_refused", "member.corp_needed", "suite.not_ready"],
    async run({ deps, api, caller, suite, body }) {
      const named = body.corp_id === undefined ? null : await api.desk.findCorp(suite.key, body.corp_id);
      const isHidden = body.corp_id !== undefined && (!named || !mayUseCorp(caller, named.corp));
      if (isHidden) return { ok: false, code: "api.not_found" };
      const found = await identifyMember(deps, { suite, corp: named, code: new Secret(body.code) });
      if (!found.ok) return tokenRefusal(found);
      const member = found.value;
      // A key that is held to some enterprises learns nothing of the members of others.
      if (caller.corpIds !== null) {
        const corp = member.corpId === null ? null : await api.desk.findCorp(suite.key, member.corpId);
        if (!corp || !mayUseCorp(caller, corp.corp)) return { ok: false, code: "api.not_found" };
      }
      return {
        ok: true,
        value: {
          corp_id: member.corpId,
          user_id: member.userId,
          open_user_id: member.openUserId,
          open_id: member.openId,
          user_ticket: member.userTicket?.reveal() ?? null,
          user_ticket_expires_in: member.userTicketSeconds,
        },
      };
    },
  }),
];
