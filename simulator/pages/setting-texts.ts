import type { Limits, Switches, Timing } from "../state";

type Pair = readonly [zh: string, en: string];

export const SWITCH_TEXT: Record<keyof Switches, Pair> = {
  alsoPushCreateAuth: ["从网站安装时也推送 create_auth", "push create_auth on the website path too"],
  loseRedirect: ["授权后浏览器不再跳回", "the browser never comes back after consent"],
  adminChangeUsesCorpId: [
    "change_app_admin 的 ReceiveId 为企业 corpid",
    "change_app_admin carries the corp's id as receive id",
  ],
  authEventsUseProviderId: [
    "授权事件的 ReceiveId 为服务商 corpid",
    "authorisation events carry the provider corpid",
  ],
  signAnew: ["每次重试重新加密签名", "seal and sign anew at each try"],
  retryNon200: ["HTTP 状态非 200 时重试", "send again when the status is not 200"],
  wireSpaces: ["CDATA 前后有空白", "white space around CDATA"],
  wireShuffle: ["元素顺序打乱", "elements shuffled"],
  wireOmitAgentId: ["缺少 AgentID 元素", "no AgentID element"],
  wireUnknownEvents: ["不时推送未知事件", "an unknown event now and then"],
  wireMisspelt: ["保留企业微信的错误拼写", "the vendor's own spelling"],
  strictLoginQuery: ["get_login_info 只认 access_token 参数", "get_login_info takes access_token only"],
  remainingExpiresIn: ["expires_in 返回剩余秒数", "expires_in says what is left"],
  checkDomains: ["校验跳转域名", "check redirect domains"],
  announceMembers: [
    "成员进出可见范围时推送 subscribe / unsubscribe",
    "subscribe and unsubscribe as members come into sight",
  ],
  enforceLicences: ["90 天后要求接口许可", "ask for licences after 90 days"],
};

export const LIMIT_TEXT: Record<keyof Limits, Pair> = {
  corpApiPerMinute: ["每企业每接口每分钟", "per corp and API, a minute"],
  ipPerMinute: ["每 IP 每分钟", "per address, a minute"],
  wrongSecrets: ["错误 secret 次数", "wrong secrets before a block"],
  wrongSecretBlockSeconds: ["封禁秒数", "seconds of the block"],
  memberMessagesPerMinute: ["每成员每分钟消息", "messages to one member, a minute"],
};

export const TIMING_TEXT: Record<keyof Timing, Pair> = {
  deliveryTimeoutMs: ["推送时限（毫秒）", "time limit of a callback (ms)"],
  proofTimeoutMs: ["URL 校验时限（毫秒）", "time limit of the URL check (ms)"],
  tries: ["推送次数", "tries"],
  retryDelayMs: ["重试间隔（毫秒）", "wait between tries (ms)"],
  ticketSeconds: ["suite_ticket 间隔（秒）", "between tickets (s)"],
  ticketJitterSeconds: ["间隔浮动（秒）", "give or take (s)"],
};
