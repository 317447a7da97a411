/** Errors of calls that the proxy passes on to WeCom; part of `ERRORS`. */
export const PROXY_ERRORS = {
  "proxy.path_malformed": {
    status: 400,
    zh: "接口路径只能由 / 分隔的字母、数字和下划线组成，且以 /cgi-bin/ 开头。",
    en: "The path must be /cgi-bin/ and plain segments of letters, digits and underscores.",
  },
  "proxy.call_not_allowed": {
    status: 403,
    zh: "代理不转发此接口：它不在可用 access_token 调用的业务接口列表中，或会取得令牌、凭证与许可。",
    en: "The proxy does not pass this call on: it is not a business call of the list, or it hands out tokens, tickets or licences.",
  },
  "proxy.call_not_granted": {
    status: 403,
    zh: "此密钥只能调用部分分组的接口，缺少权限 {scope}。请让所有者在控制台创建含此权限的密钥；引导文件中的密钥请在文件里添加。",
    en: "This key may make calls of some groups only and lacks the scope {scope}. Ask an owner for a key with it, made in the console; for a key of the bootstrap file, add it there.",
  },
  "proxy.query_refused": {
    status: 400,
    zh: "查询参数不可用：access_token、suite_access_token、provider_access_token、debug 等由门户处理，参数名须为字母、数字和下划线，且不能含有分号、# 或反斜杠。",
    en: "The query cannot be passed on: tokens and debug are the portal's own, names must be plain, and ; # and \\ must be percent-encoded.",
  },
  "proxy.method": {
    status: 405,
    zh: "企业微信业务接口只使用 GET 与 POST。",
    en: "WeCom's business calls use GET and POST only.",
  },
  "proxy.body_packed": {
    status: 415,
    zh: "请求体不能压缩（Content-Encoding）。",
    en: "The body must not be packed (Content-Encoding).",
  },
  "proxy.body_too_large": {
    status: 413,
    zh: "请求体超过 32 MiB 的上限。",
    en: "The body is over the limit of 32 MiB.",
  },
  "proxy.answer_malformed": {
    status: 502,
    zh: "企业微信的应答不是接口应答（网页、跳转、不完整的 JSON 或异常的状态码），未转发。",
    en: "What WeCom answered is no answer of its API (a web page, a redirect, broken JSON or an odd status); it was not passed on.",
  },
  "proxy.answer_too_large": {
    status: 502,
    zh: "企业微信的应答超过 64 MiB 的上限，未转发。",
    en: "WeCom's answer is over the limit of 64 MiB; it was not passed on.",
  },
  "proxy.call_limited": {
    status: 429,
    zh: "该企业的此接口已达企业微信的调用上限（45009），门户暂停转发，请在 Retry-After 指明的秒数后重试。",
    en: "This call of this enterprise has reached WeCom's limit (45009); nothing is passed on until the seconds in Retry-After are over.",
  },
  "proxy.busy": {
    status: 503,
    zh: "同时转发的调用过多，请稍后重试。",
    en: "Too many calls are being passed on at once. Try again shortly.",
  },
} as const;
