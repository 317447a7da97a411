/** Errors of the API for the provider's programs; part of `ERRORS`. */
export const API_ERRORS = {
  "api.key_refused": {
    status: 401,
    zh: "密钥缺失、不正确、已过期或已吊销。请在 Authorization 请求头中以 Bearer 方式携带有效密钥。",
    en: "The key is missing, wrong, expired or revoked. Send a valid key as Authorization: Bearer.",
  },
  "api.not_found": {
    status: 404,
    zh: "没有此资源，或此密钥未获授权。请核对地址，以及密钥被授予的应用、企业与权限范围。",
    en: "There is no such thing, or this key is not granted it. Check the address and the key's suites, corps and scopes.",
  },
  "api.method": {
    status: 405,
    zh: "此地址不支持该请求方法。",
    en: "This address does not take that method.",
  },
  "api.rate_limited": {
    status: 429,
    zh: "请求过于频繁，请在 Retry-After 指明的秒数后重试。",
    en: "Too many requests. Try again after the seconds in Retry-After.",
  },
  "api.locked_out": {
    status: 429,
    zh: "此地址多次使用错误的密钥，已被暂时拒绝。请在 Retry-After 指明的秒数后重试。",
    en: "Too many wrong keys came from this address. Try again after the seconds in Retry-After.",
  },
  "api.body_too_large": { status: 413, zh: "请求体过大。", en: "The request body is too large." },
  "api.media_type": {
    status: 415,
    zh: "请求体必须是 JSON，并带有 Content-Type: application/json。",
    en: "The body must be JSON with Content-Type: application/json.",
  },
  "api.idempotency_mismatch": {
    status: 422,
    zh: "此 Idempotency-Key 已用于另一个请求。请为新的请求换一个值。",
    en: "This Idempotency-Key was used with another request. Take a new value for a new request.",
  },
  "api.idempotency_running": {
    status: 409,
    zh: "使用此 Idempotency-Key 的请求仍在处理中，请稍后重试。",
    en: "A request with this Idempotency-Key is still running. Try again shortly.",
  },
  "api.busy": {
    status: 503,
    zh: "暂时无法读取数据，请在 Retry-After 指明的秒数后重试。",
    en: "The data cannot be read at the moment. Try again after the seconds in Retry-After.",
  },
  "token.too_short_lived": {
    status: 503,
    zh: "暂时没有剩余有效期足够（300 秒以上）的令牌，请稍后重试。",
    en: "There is no token with enough life left (300 s) at the moment. Try again shortly.",
  },
  "token.unavailable": {
    status: 503,
    zh: "暂时取不到令牌：连接不上企业微信。请在 Retry-After 指明的秒数后重试。",
    en: "No token can be fetched: WeCom cannot be reached. Try again after the seconds in Retry-After.",
  },
  "key.name_taken": {
    status: 409,
    zh: "已有同名的密钥，请换一个名称。",
    en: "There is already a key with this name. Choose another one.",
  },
  "key.scope_unknown": {
    status: 400,
    zh: "没有这样的权限范围或接口分组。请从列表中选择；接口分组写作 proxy:call:message。",
    en: "There is no such scope or group of calls. Choose from the list; a group is written like proxy:call:message.",
  },
  "key.name_wrong": {
    status: 400,
    zh: "输入的名称与密钥不符，未吊销。",
    en: "The name you typed is not the key's. Nothing was revoked.",
  },
  "link.not_for_this_app": {
    status: 409,
    zh: "登录授权应用不能使用授权邀请链接。",
    en: "A login authorisation takes no install links.",
  },
  "link.closed": {
    status: 409,
    zh: "此邀请链接已使用、已过期或已撤销。请联系服务商获取新的链接。",
    en: "This invitation was used, has expired or was withdrawn. Ask the provider for a new one.",
  },
  "member.code_refused": {
    status: 400,
    zh: "企业微信不接受这个 code：它已使用或已过期。请让成员重新进入应用。",
    en: "WeCom did not accept the code: it was used or has expired. Let the member open the app again.",
  },
  "member.corp_needed": {
    status: 400,
    zh: "代开发应用的 code 需要企业的令牌来兑换：请在请求体中加入 corp_id。",
    en: "The code of a customised app is exchanged with its enterprise's token: add corp_id to the body.",
  },
  "corp.dissolved": {
    status: 409,
    zh: "企业微信已不认识该企业：它可能已解散，或已删除本应用。",
    en: "WeCom no longer knows this enterprise: it was probably dissolved, or has removed the app.",
  },
} as const;
