/** Errors of the event gateway; part of `ERRORS`. */
export const GATEWAY_ERRORS = {
  "endpoint.name_taken": {
    status: 409,
    zh: "已有同名的接收端点，请换一个名称。",
    en: "There is an endpoint of this name. Choose another one.",
  },
  "endpoint.url_refused": {
    status: 400,
    zh: "不能向此地址投递：必须是公网的 https 地址（端口 443 或 8443，不含用户名与 #），或位于 PORTAL_ENDPOINT_ALLOW_CIDRS 允许的网段，且域名可以解析。",
    en: "Nothing can be delivered there: it must be a public https address (port 443 or 8443, no user name, no #), or lie in a range of PORTAL_ENDPOINT_ALLOW_CIDRS, and its name must resolve.",
  },
  "endpoint.not_proven": {
    status: 409,
    zh: "接收端没有通过归属验证：它必须对 portal.challenge 请求返回 2xx，并原样带回 challenge 的值。",
    en: "The receiver did not prove itself: it must answer the portal.challenge request with 2xx and the value of challenge.",
  },
  "endpoint.answers_taken": {
    status: 409,
    zh: "该应用已有一个负责应答消息的端点。",
    en: "This suite has an endpoint that answers messages already.",
  },
  "endpoint.answers_held": {
    status: 403,
    zh: "此密钥限定了企业，不能让端点应答消息：每个应用只有一个应答端点，对所有企业生效。",
    en: "This key is held to some enterprises, so it cannot let an endpoint answer messages: a suite has one that answers, for all of them.",
  },
  "endpoint.development_answers": {
    status: 400,
    zh: "开发环境的端点只能接收事件，不能应答消息。",
    en: "An endpoint of the development environment only reads; it cannot answer messages.",
  },
  "endpoint.changed_meanwhile": {
    status: 409,
    zh: "其他人刚刚修改了此端点，您的修改未保存。请重新打开页面，在最新的设置上修改。",
    en: "Somebody else changed this endpoint meanwhile; nothing of yours was saved. Open the page again and change the newest settings.",
  },
  "replay.busy": {
    status: 409,
    zh: "正在投递中，请稍候再试。",
    en: "It is being delivered right now. Try again shortly.",
  },
  "event.not_published": {
    status: 409,
    zh: "此事件没有对外发布：它是令牌或授权类推送、超过 24 小时才到达，或所属企业未授权该应用。",
    en: "This event was not published: it is a ticket or authorisation push, came more than 24 hours late, or its enterprise has not authorised the suite.",
  },
} as const;
