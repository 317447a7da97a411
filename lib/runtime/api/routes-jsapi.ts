import "server-only";
import { z } from "zod";
import { getJsapiTicket } from "@/lib/features/tokens/get-jsapi-ticket";
import { HAND_OUT_SECONDS } from "@/lib/features/tokens/plan-token";
import { signJsapi } from "@/lib/features/tokens/sign-jsapi";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { defineRoute } from "@/lib/runtime/api/define-route";
import { TOKEN_ERRORS, tokenRefusal, tooShortLived } from "@/lib/runtime/api/routes-tokens";
import { moment } from "@/lib/runtime/api/shapes";

const type = z
  .enum(["corp", "agent"])
  .default("corp")
  .describe("corp for wx.config, agent for wx.agentConfig / corp 用于 wx.config，agent 用于 wx.agentConfig");

const NONCE_BYTES = 12;
const corpIdText =
  "For `appId` of wx.config and `corpid` of wx.agentConfig / 填入 wx.config 的 appId 与 wx.agentConfig 的 corpid";

export const JSAPI_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    method: "GET",
    path: "/suites/{suite}/corps/{corpId}/jsapi-ticket",
    operationId: "getJsapiTicket",
    tag: "jsapi",
    summary: { en: "The jsapi_ticket", zh: "取得 jsapi_ticket" },
    scope: "tokens:read",
    cost: "call",
    query: z.strictObject({ type }),
    answer: {
      status: 200,
      schema: z.object({
        ticket: z.string(),
        type: z.enum(["corp", "agent"]),
        expires_in: z.number().int().min(HAND_OUT_SECONDS),
        expires_at: moment,
      }),
      example: {
        ticket: "sM4AOV…example",
        type: "corp",
        expires_in: 6843,
        expires_at: "2026-11-25T10:14:03.000Z",
      },
      description: { en: "The ticket", zh: "票据" },
    },
    errors: TOKEN_ERRORS,
    async run({ deps, corp, query }) {
      const result = await getJsapiTicket(deps, corp, query.type);
      if (!result.ok) return tokenRefusal(result);
      const { token, expiresAt } = result.value;
      const expiresIn = Math.floor((expiresAt.getTime() - deps.clock.now().getTime()) / 1000);
      if (expiresIn < HAND_OUT_SECONDS) return tooShortLived(expiresIn);
      return {
        ok: true,
        value: {
          ticket: token.reveal(),
          type: query.type,
          expires_in: expiresIn,
          expires_at: expiresAt.toISOString(),
        },
      };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/suites/{suite}/corps/{corpId}/jsapi-signature",
    operationId: "signJsapi",
    tag: "jsapi",
    summary: { en: "The whole signature for a page", zh: "取得页面的完整签名" },
    description: {
      en: "The browser gets what wx.config or wx.agentConfig wants, and no ticket.",
      zh: "返回 wx.config 或 wx.agentConfig 所需的全部参数，票据不会到达浏览器。",
    },
    scope: "tokens:read",
    cost: "call",
    body: z.strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .max(2048)
        .describe(
          "The page's address exactly as the browser has it / 与浏览器地址完全一致，# 之后的部分不计",
        ),
      type,
    }),
    bodyExample: { url: "https://crm.example.com/orders?id=7", type: "agent" },
    answer: {
      status: 200,
      schema: z.object({
        corp_id: z.string().describe(corpIdText),
        agent_id: z.number().int().nullable().describe("For wx.agentConfig / 用于 wx.agentConfig"),
        timestamp: z.number().int(),
        nonce_str: z.string(),
        signature: z.string(),
        url: z.string().describe("What was signed / 参与签名的地址"),
        type: z.enum(["corp", "agent"]),
      }),
      example: {
        corp_id: "wpXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
        agent_id: 1000002,
        timestamp: 1764060000,
        nonce_str: "9f2c1a7be0d45f3c8a61b2d7",
        signature: "0f9de62fce790f9a083d5c99e95740ceb90c27ed",
        url: "https://crm.example.com/orders?id=7",
        type: "agent",
      },
      description: { en: "The signature", zh: "签名" },
    },
    errors: TOKEN_ERRORS,
    async run({ deps, corp, body }) {
      const result = await getJsapiTicket(deps, corp, body.type);
      if (!result.ok) return tokenRefusal(result);
      const url = body.url.split("#", 1)[0] ?? "";
      const nonceStr = deps.ids.random(NONCE_BYTES).toString("hex");
      const timestamp = Math.floor(deps.clock.now().getTime() / 1000);
      return {
        ok: true,
        value: {
          corp_id: corp.corp.openCorpId ?? corp.corp.plainCorpId ?? "",
          agent_id: corp.agents[0]?.agentId ?? null,
          timestamp,
          nonce_str: nonceStr,
          signature: signJsapi({ ticket: result.value.token, nonceStr, timestamp, url }),
          url,
          type: body.type,
        },
      };
    },
  }),
];
