import { API_ERRORS } from "@/lib/core/errors-api";
import { GATEWAY_ERRORS } from "@/lib/core/errors-gateway";
import { PROXY_ERRORS } from "@/lib/core/errors-proxy";

/**
 * Every expected error: its HTTP status and what people read. Codes are a contract and are never renamed.
 * A new code without text does not compile. `{…}` is filled by the caller.
 */
export const ERRORS = {
  "callback.refused": { status: 403, zh: "回调校验未通过。", en: "The callback did not verify." },
  "callback.busy": {
    status: 503,
    zh: "暂时无法保存事件，请重试。",
    en: "The event could not be stored in time; send it again.",
  },
  "suite.unknown": { status: 404, zh: "没有这个应用。", en: "There is no such app." },
  "suite.not_ready": {
    status: 409,
    zh: "该应用尚未完成配置，暂时不能授权。请联系服务商。",
    en: "This app is not fully set up yet and cannot be authorised. Please contact the provider.",
  },
  "suite.key_taken": {
    status: 409,
    zh: "这个标识已被另一个套件使用。",
    en: "Another suite uses this key already.",
  },
  "suite.id_taken": {
    status: 409,
    zh: "这个 SuiteID 已属于另一个套件。请核对是否粘贴错了套件。",
    en: "This SuiteID belongs to another suite. Check that you did not mix two suites up.",
  },
  "suite.id_fixed": {
    status: 409,
    zh: "该套件已有企业授权，SuiteID 不能再改。另一个应用请新建套件。",
    en: "Enterprises have authorised this suite, so its SuiteID is fixed. Create another suite for another app.",
  },
  "keys.taken": {
    status: 409,
    zh: "另一个套件正在使用同一对 Token 与 EncodingAESKey。每个套件须各用一对。",
    en: "Another suite uses the same Token and EncodingAESKey. Give each suite a pair of its own.",
  },
  "keys.known": {
    status: 409,
    zh: "这一对 Token 与 EncodingAESKey 已在本套件使用过。请生成新的一对。",
    en: "This suite has used that Token and EncodingAESKey before. Generate a new pair.",
  },
  "keys.two_live": {
    status: 409,
    zh: "已有两对密钥在用。请先停用旧的一对，再轮换。",
    en: "Two pairs are in use already. End the older one before rotating again.",
  },
  "keys.none": {
    status: 404,
    zh: "没有这一对密钥，或它已停用。",
    en: "There is no such pair, or it has ended.",
  },
  "settings.malformed": {
    status: 400,
    zh: "内容不是引导文件的格式。",
    en: "This is not in the form of a bootstrap file.",
  },
  "staff.password_wrong": {
    status: 403,
    zh: "密码不正确，未执行任何操作。",
    en: "The password is wrong; nothing was done.",
  },
  "provider.not_ready": {
    status: 409,
    zh: "服务商信息尚未配置完整，请在控制台填写服务商 CorpID 与 Secret。",
    en: "The provider's corp id and secret are not set up yet. Enter them in the console.",
  },
  "suite.ticket_missing": {
    status: 503,
    zh: "尚未收到企业微信推送的 suite_ticket。推送每 10 分钟一次，请稍后再试。",
    en: "No suite_ticket has arrived from WeCom yet. One comes every 10 minutes; please try again then.",
  },
  "wecom.unreachable": {
    status: 502,
    zh: "暂时连接不上企业微信，请稍后重试。",
    en: "WeCom cannot be reached at the moment. Please try again shortly.",
  },
  "wecom.busy": {
    status: 503,
    zh: "企业微信繁忙或调用已达上限，请稍后重试。",
    en: "WeCom is busy or a call limit is reached. Please try again later.",
  },
  "wecom.refused": { status: 502, zh: "企业微信拒绝了请求。", en: "WeCom refused the request." },
  "install.state_expired": {
    status: 400,
    zh: "授权链接已失效或已使用。请从本站重新点击「微信企业号应用授权」。",
    en: "This authorisation link has expired or was used before. Please start again from the provider's site.",
  },
  "install.other_browser": {
    status: 400,
    zh: "授权是在另一个浏览器中发起的。请在发起授权的浏览器中完成，或在此重新发起。",
    en: "The authorisation was started in another browser. Finish it there, or start again here.",
  },
  "install.code_refused": {
    status: 400,
    zh: "企业微信不接受这个临时授权码：它已使用、已过期或不属于本应用。请重新发起授权。",
    en: "WeCom did not accept the auth_code: it was used, has expired or belongs to another app. Please authorise again.",
  },
  "install.outcome_unknown": {
    status: 502,
    zh: "授权码已提交，但没有收到企业微信的答复。请在企业微信管理后台删除该应用后重新授权。",
    en: "The code was handed to WeCom but no answer came back. Remove the app in WeCom's admin console and authorise again.",
  },
  "install.pending": {
    status: 202,
    zh: "正在完成授权，请稍候。",
    en: "The authorisation is being completed. One moment, please.",
  },
  "install.cancelled": {
    status: 400,
    zh: "授权没有完成：企业微信没有带回授权码。",
    en: "The authorisation was not completed: WeCom brought back no auth_code.",
  },
  "corp.unknown": { status: 404, zh: "没有这个企业。", en: "There is no such enterprise." },
  "corp.authorization_gone": {
    status: 409,
    zh: "该企业已取消授权，请管理员重新安装应用。",
    en: "This enterprise has withdrawn its authorisation; its admin must install the app again.",
  },
  "sign_in.code_refused": {
    status: 400,
    zh: "登录码已失效。请回到企业微信管理后台，重新点击「业务设置」。",
    en: "The sign-in code is no longer valid. Go back to WeCom's admin console and press the business-setting link again.",
  },
  "sign_in.corp_unknown": {
    status: 404,
    zh: "没有找到贵企业的授权记录。请先安装应用，再从企业微信进入。",
    en: "No authorisation of your enterprise was found. Install the app first, then enter from WeCom.",
  },
  "sign_in.not_admin": {
    status: 403,
    zh: "您不是该应用的管理员。请联系贵企业的系统管理员为您授权。",
    en: "You do not manage this app. Ask your enterprise's system administrator for access.",
  },
  "sign_in.expired": {
    status: 400,
    zh: "登录请求已过期。请回到企业微信管理后台重新进入。",
    en: "This sign-in has expired. Please enter again from WeCom's admin console.",
  },
  "staff.bad_credentials": { status: 401, zh: "邮箱或密码不正确。", en: "E-mail or password is wrong." },
  "staff.too_many_tries": {
    status: 429,
    zh: "尝试次数过多，请稍后再试。",
    en: "Too many attempts. Please try again later.",
  },
  "staff.forbidden": { status: 403, zh: "您的角色没有此权限。", en: "Your role does not allow this." },
  "staff.link_used": {
    status: 400,
    zh: "此一次性链接已使用、已过期或已被新链接取代。请向所有者索取新链接，或重启程序以打印新的首次登录地址。",
    en: "This one-time link was used, has expired or was replaced. Ask an owner for a new one, or restart the program to print a new first sign-in.",
  },
  "staff.email_taken": {
    status: 409,
    zh: "此邮箱已有账号。",
    en: "There is already an account with this e-mail address.",
  },
  "staff.last_owner": {
    status: 409,
    zh: "这是最后一位所有者。请先将另一位成员设为所有者。",
    en: "This is the last owner. Make somebody else an owner first.",
  },
  ...API_ERRORS,
  ...GATEWAY_ERRORS,
  ...PROXY_ERRORS,
  not_found: { status: 404, zh: "页面不存在。", en: "This page does not exist." },
  "request.invalid": { status: 400, zh: "请求不正确。", en: "The request is not valid." },
  "visit.too_many": {
    status: 429,
    zh: "操作过于频繁，请一分钟后再试。",
    en: "Too many attempts just now. Please try again in a minute.",
  },
  internal: {
    status: 500,
    zh: "服务暂时不可用，请稍后重试。",
    en: "Something went wrong on our side. Please try again later.",
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** A text of the table with the scope that it speaks of; without one, the form of such a scope. */
export function withScope(text: string, scope = "proxy:call:…"): string {
  return text.replaceAll("{scope}", scope);
}

/** HTTP status of an error code. */
export function statusOf(code: ErrorCode): number {
  return ERRORS[code].status;
}
