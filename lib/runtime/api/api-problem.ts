import "server-only";
import { ERRORS, type ErrorCode, withScope } from "@/lib/core/errors";
import { adviceFor } from "@/lib/core/wecom-errcodes";
import type { ApiResponse, InputProblem } from "@/lib/runtime/api/api-types";

/** `type` of RFC 9457: stable, not an address of ours, so that it is the same at every provider. */
const TYPE_PREFIX = "urn:wecom-provider-portal:problem:";

/** When trying again makes sense, by status; a code may know better. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = {
  "suite.ticket_missing": 60,
  "wecom.busy": 10,
  "token.too_short_lived": 10,
  "api.idempotency_running": 1,
};
const RETRY_AFTER_503 = 2;

export const API_HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
} as const;

export type ProblemExtra = {
  requestId: string;
  errcode?: number | null | undefined;
  retryAfterSeconds?: number | undefined;
  /** The scope that the route wants; in every 404 of it, granted or not, and in the refusal of one group of calls. */
  scope?: string | undefined;
  problems?: InputProblem[];
  headers?: Record<string, string>;
};

/** `application/problem+json` in both languages, with WeCom's errcode and what to do about it where WeCom refused. */
export function apiProblem(code: ErrorCode, extra: ProblemExtra): ApiResponse {
  const { status, en, zh } = ERRORS[code];
  const advice = extra.errcode ? adviceFor(extra.errcode) : null;
  const body = {
    type: `${TYPE_PREFIX}${code}`,
    title: withScope(en, extra.scope),
    detail: withScope(zh, extra.scope),
    status,
    code,
    request_id: extra.requestId,
    ...(extra.scope ? { required_scope: extra.scope } : {}),
    ...(extra.errcode ? { errcode: extra.errcode } : {}),
    ...(advice
      ? {
          wecom: {
            zh: { meaning: advice.zh.meaning, advice: advice.zh.advice },
            en: { meaning: advice.en.meaning, advice: advice.en.advice },
          },
        }
      : {}),
    ...(extra.problems ? { problems: extra.problems } : {}),
  };
  const retryAfter =
    extra.retryAfterSeconds ?? RETRY_AFTER[code] ?? (status === 503 ? RETRY_AFTER_503 : undefined);
  return {
    status,
    headers: {
      ...API_HEADERS,
      "content-type": "application/problem+json; charset=utf-8",
      "x-request-id": extra.requestId,
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      ...(status === 401 ? { "www-authenticate": 'Bearer realm="api"' } : {}),
      ...extra.headers,
    },
    body: JSON.stringify(body),
  };
}
