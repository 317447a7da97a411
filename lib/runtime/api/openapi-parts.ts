import "server-only";

/** What path parameters mean. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  suite: "Key of a suite, as in its callback addresses / 应用（套件）的 key",
  corpId: "Corp id as WeCom writes it, plain (ww…) or encrypted (wp…) / 企业 ID，明文或密文均可",
  linkId: "Id of an install link / 授权邀请链接的 ID",
  endpointId: "Id of an endpoint / 接收端点的 ID",
  deliveryId: "Id of a delivery / 投递的 ID",
  eventId: "Id of an event / 事件的 ID",
  path: "What follows `proxy/`, sent to WeCom as it came / `proxy/` 之后的部分，原样转发给企业微信",
};

export const TAGS = [
  { name: "corps", description: "Authorised enterprises / 授权企业" },
  {
    name: "tokens",
    description: "Tokens that are always good for at least five minutes / 有效期至少五分钟的令牌",
  },
  {
    name: "jsapi",
    description: "Tickets and signatures for pages inside WeCom / 企业微信内网页的 JS-SDK 票据与签名",
  },
  { name: "members", description: "Who opened the app / 打开应用的成员是谁" },
  { name: "install-links", description: "Invitations to install, with their progress / 授权邀请链接与进度" },
  { name: "proxy", description: "WeCom's own API with the corp's token added / 代为附加令牌的企业微信接口" },
  { name: "events", description: "Received events, decrypted / 已解密的事件" },
  { name: "endpoints", description: "Programs that get events / 接收事件的端点" },
];

const number = (description: string) => ({ description, schema: { type: "integer" } });

export const LIMIT_HEADERS = {
  RateLimit: {
    description: "Bucket, remaining requests, seconds until it is full again",
    schema: { type: "string" },
  },
  "RateLimit-Policy": { description: "Bucket, quota, window in seconds", schema: { type: "string" } },
  "RateLimit-Limit": number("Quota of the window"),
  "RateLimit-Remaining": number("Requests left in the window"),
  "RateLimit-Reset": number("Seconds until the window ends"),
};

const text = { type: "string" };
const advice = {
  type: "object",
  properties: { meaning: text, advice: text },
  required: ["meaning", "advice"],
};

/** RFC 9457 with our members. */
export const PROBLEM_SCHEMA = {
  type: "object",
  required: ["type", "title", "detail", "status", "code", "request_id"],
  properties: {
    type: { type: "string", description: "urn:wecom-provider-portal:problem:<code>" },
    title: { type: "string", description: "English" },
    detail: { type: "string", description: "中文" },
    status: { type: "integer" },
    code: { type: "string", description: "Stable / 稳定不变" },
    request_id: { type: "string", description: "To quote to the provider / 用于报障" },
    required_scope: {
      type: "string",
      description: "In every 404 of a call, and where one group of calls is not granted: the scope it wants",
    },
    errcode: { type: "integer", description: "WeCom's, where WeCom refused / 企业微信拒绝时的 errcode" },
    wecom: {
      type: "object",
      description: "What the errcode means and what to do",
      properties: { zh: advice, en: advice },
    },
    problems: {
      type: "array",
      description: "What is wrong with the request, by place",
      items: {
        type: "object",
        required: ["in", "name", "message"],
        properties: { in: { type: "string", enum: ["query", "body"] }, name: text, message: text },
      },
    },
  },
};
