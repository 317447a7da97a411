import "server-only";
import { z } from "zod";
import type { TokenResult } from "@/lib/features/tokens/handed-out-token";
import { HAND_OUT_SECONDS } from "@/lib/features/tokens/plan-token";
import type { ApiOutcome, RegisteredRoute } from "@/lib/runtime/api/api-types";
import { defineRoute } from "@/lib/runtime/api/define-route";
import { moment } from "@/lib/runtime/api/shapes";

export const tokenAnswer = z.object({
  access_token: z.string(),
  expires_in: z
    .number()
    .int()
    .min(HAND_OUT_SECONDS)
    .describe("Seconds left, at least 300 / 剩余秒数，至少 300"),
  expires_at: moment,
});

const example = {
  access_token: "i0m1…example",
  expires_in: 6843,
  expires_at: "2026-11-25T10:14:03.000Z",
};

/** A token as programs get it; one with less than 300 s left is kept back (promise R14). */
export function tokenOutcome(result: TokenResult, now: Date): ApiOutcome {
  if (!result.ok) return result;
  const { token, expiresAt } = result.value;
  const expiresIn = Math.floor((expiresAt.getTime() - now.getTime()) / 1000);
  if (expiresIn < HAND_OUT_SECONDS) return { ok: false, code: "token.too_short_lived" };
  return {
    ok: true,
    value: { access_token: token.reveal(), expires_in: expiresIn, expires_at: expiresAt.toISOString() },
  };
}

export const TOKEN_ERRORS = [
  "corp.authorization_gone",
  "wecom.busy",
  "wecom.refused",
  "wecom.unreachable",
  "suite.ticket_missing",
  "token.too_short_lived",
] as const;

export const TOKEN_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    method: "GET",
    path: "/suites/{suite}/corps/{corpId}/access-token",
    operationId: "getAccessToken",
    tag: "tokens",
    summary: { en: "An access_token of the enterprise", zh: "取得企业的 access_token" },
    description: {
      en: "Good for at least 300 s. Ask each time instead of keeping it: it is answered from memory.",
      zh: "至少还有 300 秒有效期。请每次使用前读取，不必自行缓存：答复来自内存。",
    },
    scope: "tokens:read",
    cost: "cached",
    answer: { status: 200, schema: tokenAnswer, example, description: { en: "The token", zh: "令牌" } },
    errors: TOKEN_ERRORS,
    async run({ deps, api, corp }) {
      if (corp.status !== "active") return { ok: false, code: "corp.authorization_gone" };
      return tokenOutcome(await api.desk.getToken(corp.id), deps.clock.now());
    },
  }),
];
