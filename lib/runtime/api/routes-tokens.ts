import "server-only";
import { z } from "zod";
import { Secret } from "@/lib/core/secret";
import { hasEveryCorp } from "@/lib/features/keys/api-caller";
import { getCorpToken, whyGone } from "@/lib/features/tokens/get-corp-token";
import { getProviderToken } from "@/lib/features/tokens/get-provider-token";
import { getSuiteToken } from "@/lib/features/tokens/get-suite-token";
import type { TokenFailure, TokenResult } from "@/lib/features/tokens/handed-out-token";
import { HAND_OUT_SECONDS } from "@/lib/features/tokens/plan-token";
import type { ApiOutcome, ApiRefusal, RegisteredRoute } from "@/lib/runtime/api/api-types";
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

const MAX_WAIT_SECONDS = 30;

/** A refusal as programs get it: silence of WeCom is worth trying again, so it is a 503 with Retry-After. */
export function tokenRefusal(failure: TokenFailure): ApiRefusal {
  return failure.code === "wecom.unreachable" ? { ok: false, code: "token.unavailable" } : failure;
}

/** WeCom answers the same token until it ends, so a better one comes then and not before. */
export function tooShortLived(secondsLeft: number): ApiRefusal {
  const retryAfterSeconds = Math.min(Math.max(secondsLeft + 1, 1), MAX_WAIT_SECONDS);
  return { ok: false, code: "token.too_short_lived", retryAfterSeconds };
}

/** A token as programs get it; one with less than 300 s left is kept back (promise R14). */
export function tokenOutcome(result: TokenResult, now: Date): ApiOutcome {
  if (!result.ok) return tokenRefusal(result);
  const { token, expiresAt } = result.value;
  const expiresIn = Math.floor((expiresAt.getTime() - now.getTime()) / 1000);
  if (expiresIn < HAND_OUT_SECONDS) return tooShortLived(expiresIn);
  return {
    ok: true,
    value: { access_token: token.reveal(), expires_in: expiresIn, expires_at: expiresAt.toISOString() },
  };
}

export const TOKEN_ERRORS = [
  "corp.authorization_gone",
  "corp.dissolved",
  "wecom.busy",
  "wecom.refused",
  "token.unavailable",
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
    async run({ deps, api, corp, params }) {
      if (corp.status !== "active") return whyGone(corp);
      const result = await api.desk.getToken(corp.id);
      if (!result.ok) api.desk.forgetCorp(params.suite, params.corpId);
      return tokenOutcome(result, deps.clock.now());
    },
  }),
  defineRoute({
    method: "POST",
    path: "/suites/{suite}/corps/{corpId}/access-token/invalid",
    operationId: "reportInvalidAccessToken",
    tag: "tokens",
    summary: { en: "Report a token that WeCom refused", zh: "上报被企业微信拒绝的令牌" },
    description: {
      en: "Answers the token to use now. If the reported one is the current one, it is fetched anew, at most once in 60 s for all callers together; within that time the same token may come back: stop then, and tell somebody.",
      zh: "返回现在应使用的令牌。若上报的正是当前令牌，则重新获取一次，所有调用方合计每 60 秒最多一次；期间可能返回同一令牌，此时请停止重试并告警。",
    },
    scope: "tokens:read",
    cost: "call",
    body: z.strictObject({ access_token: z.string().min(1).max(2048) }),
    bodyExample: { access_token: "i0m1…example" },
    answer: { status: 200, schema: tokenAnswer, example, description: { en: "The token", zh: "令牌" } },
    errors: TOKEN_ERRORS,
    async run({ deps, api, corp, body }) {
      if (corp.status !== "active") return whyGone(corp);
      const result = await getCorpToken(deps, corp.id, { refused: new Secret(body.access_token) });
      api.desk.forgetToken(corp.id);
      return tokenOutcome(result, deps.clock.now());
    },
  }),
  defineRoute({
    method: "GET",
    path: "/suites/{suite}/suite-access-token",
    operationId: "getSuiteAccessToken",
    tag: "tokens",
    summary: { en: "The suite_access_token", zh: "取得 suite_access_token" },
    description: {
      en: "Not for keys that are held to some enterprises: this token opens every one.",
      zh: "限定了企业的密钥不能使用：此令牌可访问所有企业。",
    },
    scope: "tokens:read",
    cost: "call",
    answer: { status: 200, schema: tokenAnswer, example, description: { en: "The token", zh: "令牌" } },
    errors: [...TOKEN_ERRORS, "suite.not_ready"],
    async run({ deps, caller, suite }) {
      if (!hasEveryCorp(caller)) return { ok: false, code: "api.not_found" };
      return tokenOutcome(await getSuiteToken(deps, suite), deps.clock.now());
    },
  }),
  defineRoute({
    method: "GET",
    path: "/provider-access-token",
    operationId: "getProviderAccessToken",
    tag: "tokens",
    summary: { en: "The provider_access_token", zh: "取得 provider_access_token" },
    description: {
      en: "Not for keys that are held to some enterprises: this token opens every one.",
      zh: "限定了企业的密钥不能使用：此令牌可访问所有企业。",
    },
    scope: "tokens:read",
    cost: "call",
    answer: { status: 200, schema: tokenAnswer, example, description: { en: "The token", zh: "令牌" } },
    errors: [...TOKEN_ERRORS, "provider.not_ready"],
    async run({ deps, caller }) {
      if (!hasEveryCorp(caller)) return { ok: false, code: "api.not_found" };
      return tokenOutcome(await getProviderToken(deps), deps.clock.now());
    },
  }),
];
