import "server-only";
import { Readable } from "node:stream";
import { forwardCall } from "@/lib/features/proxy/forward-call";
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import type { ApiOutcome, ApiRequest, RegisteredRoute } from "@/lib/runtime/api/api-types";
import { defineRoute } from "@/lib/runtime/api/define-route";
import type { ByteStream } from "@/lib/wecom/forward";

function lengthOf(request: ApiRequest): number | null {
  const text = request.header("content-length");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The unread body. Whoever stops reading must still be able to answer, so the socket is not ended with it. */
function bodyOf(request: ApiRequest): ByteStream | null {
  return request.body ? request.body.iterator({ destroyOnReturn: false }) : null;
}

export const PROXY_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    method: "ANY",
    path: "/suites/{suite}/corps/{corpId}/proxy/{path+}",
    operationId: "callWecom",
    tag: "proxy",
    summary: { en: "Call WeCom's API as the enterprise", zh: "以企业身份调用企业微信接口" },
    description: {
      en: "`path` is `cgi-bin/` and a business call such as `user/get`. GET and POST; query and body are sent as they came, with the enterprise's access_token added. WeCom's answer comes back unchanged, errcode included; what the portal has to say about it is in the x-portal-… headers. Uploads up to 32 MiB, answers up to 64 MiB, both streamed. A key with `proxy:call:message` instead of `proxy:call` makes calls of that group only.",
      zh: "`path` 为 `cgi-bin/` 加业务接口，例如 `user/get`。支持 GET 与 POST；查询参数与请求体原样转发，并附加该企业的 access_token。企业微信的答复（含 errcode）原样返回，门户的说明写在 x-portal-… 响应头中。上传最大 32 MiB，答复最大 64 MiB，均为流式转发。权限为 `proxy:call:message` 而非 `proxy:call` 的密钥只能调用该分组的接口。",
    },
    scope: "proxy:call",
    cost: "call",
    answer: {
      status: 200,
      schema: null,
      example: { errcode: 0, errmsg: "ok", userid: "zhangsan" },
      description: { en: "WeCom's own answer", zh: "企业微信的原始答复" },
    },
    errors: [
      "proxy.path_malformed",
      "proxy.call_not_allowed",
      "proxy.call_not_granted",
      "proxy.query_refused",
      "proxy.method",
      "proxy.body_packed",
      "proxy.body_too_large",
      "proxy.answer_malformed",
      "proxy.answer_too_large",
      "proxy.call_limited",
      "proxy.busy",
      "corp.authorization_gone",
      "suite.ticket_missing",
      "wecom.busy",
      "wecom.refused",
      "wecom.unreachable",
    ],
    async run({ deps, api, caller, corp, suite, params, request }): Promise<ApiOutcome> {
      if (corp.status !== "active") return { ok: false, code: "corp.authorization_gone" };
      if (!api.proxy) throw new Error("this process passes nothing on");
      const outcome = await forwardCall(
        { ...deps, proxy: api.proxy },
        {
          authorizationId: corp.id,
          tokens: {
            current: () => api.desk.getToken(corp.id),
            refused: async (token) => {
              const result = await getCorpToken(deps, corp.id, { refused: token });
              api.desk.forgetToken(corp.id);
              return result;
            },
          },
          suiteKey: suite.key,
          corpId: params.corpId,
          keyId: caller.keyId,
          keyName: caller.name,
          groups: caller.proxyGroups,
          method: request.method,
          rawPath: `/${params.path}`,
          rawQuery: request.rawQuery,
          contentType: request.header("content-type"),
          contentEncoding: request.header("content-encoding"),
          contentLength: lengthOf(request),
          body: bodyOf(request),
          signal: request.signal(),
        },
      );
      if (!outcome.ok) {
        const { retryAfterSeconds, ...refusal } = outcome;
        return retryAfterSeconds === null ? refusal : { ...refusal, retryAfterSeconds };
      }
      const { status, headers, body } = outcome;
      const raw = body instanceof Uint8Array ? body : Readable.from(body, { objectMode: false });
      return { ok: true, raw: { status, headers, body: raw } };
    },
  }),
];
