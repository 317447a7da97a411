/**
 * What to do about an errcode.
 *
 * - `refresh`: fetch that token again once and repeat once
 * - `back_off`: the same call may succeed later
 * - `permanent`: fails until somebody changes something
 * - `caller_bug`: the request itself is wrong
 * - `ask_user_again`: a code is used up; send the person round again
 */
export type ErrcodeKind = "refresh" | "back_off" | "permanent" | "caller_bug" | "ask_user_again";

export type ErrcodeAdvice = {
  kind: ErrcodeKind;
  zh: { meaning: string; advice: string };
  en: { meaning: string; advice: string };
};

type Row = [code: number, kind: ErrcodeKind, zh: string, en: string, zhAdvice: string, enAdvice: string];

// Meanings follow WeCom's list of global error codes (document 90313); kinds and advice are ours.
// biome-ignore format: a table reads best with one code per line
const ROWS: Row[] = [
  [-1, "back_off", "系统繁忙", "System busy", "请稍后重试", "Try again shortly"],
  [6000, "back_off", "数据版本冲突", "Version conflict", "请稍后重试", "Try again shortly"],
  [40001, "permanent", "secret 不正确，或应用被停用", "Wrong secret, or the app is disabled", "核对服务商 Secret 或应用 Secret；连续出错会被封 IP 一小时", "Check the secret; repeated mistakes block the IP for an hour"],
  [40003, "caller_bug", "userid 无效", "Invalid userid", "确认使用的是加密 userid，且成员仍在企业中", "Use the encrypted userid of a current member"],
  [40007, "caller_bug", "media_id 无效或已过期", "Invalid or expired media_id", "重新上传素材，有效期 3 天", "Upload the file again; it lives 3 days"],
  [40013, "permanent", "corpid 无效", "Invalid corpid", "核对企业 ID", "Check the corp id"],
  [40014, "refresh", "access_token 无效", "Invalid access_token", "将自动重新获取一次", "Fetched again once, automatically"],
  [40029, "ask_user_again", "登录 code 已使用或已过期", "OAuth code used or expired", "请用户重新进入", "Let the user enter again"],
  [40056, "caller_bug", "agentid 无效", "Invalid agentid", "使用该企业当前授权的 agentid", "Use the agentid of the current authorisation"],
  [40058, "caller_bug", "参数不合法", "Invalid parameter", "核对请求内容", "Check the request"],
  [40063, "caller_bug", "参数为空", "Empty parameter", "核对请求方法与 JSON 内容", "Check the method and the JSON body"],
  [40066, "caller_bug", "部门列表无效", "Invalid department list", "核对部门 ID", "Check the department ids"],
  [40068, "caller_bug", "标签 ID 无效", "Invalid tag id", "核对标签 ID", "Check the tag id"],
  [40073, "caller_bug", "openid 无效", "Invalid openid", "核对 openid", "Check the openid"],
  [40077, "ask_user_again", "预授权码不存在", "Unknown pre_auth_code", "请从服务商网站重新发起授权", "Start the authorisation again"],
  [40078, "ask_user_again", "授权码已使用、已过期或类型不符", "auth_code used, expired or of another kind", "请重新发起授权", "Authorise again"],
  [40080, "permanent", "suite_secret 不正确", "Wrong suite_secret", "在应用详情页核对 Secret 并更新", "Copy the secret from the app page again"],
  [40082, "refresh", "suite_access_token 无效", "Invalid suite or provider token", "将自动重新获取一次", "Fetched again once, automatically"],
  [40083, "permanent", "suite_id 不存在", "Unknown suite_id", "核对 SuiteID", "Check the SuiteID"],
  [40084, "permanent", "永久授权码已失效", "The permanent code is dead", "该企业需要重新安装应用", "The enterprise must install the app again"],
  [40085, "back_off", "suite_ticket 缺失或已过期", "suite_ticket missing or expired", "等待下一次推送（约 10 分钟），或在服务商后台强制推送", "Wait for the next push (about 10 minutes) or force one in the vendor console"],
  [40086, "caller_bug", "appid 无效", "Invalid appid", "核对套件内应用的 appid", "Check the appid inside the suite"],
  [40091, "permanent", "secret 与企业不匹配", "Secret of another corp", "核对 Secret", "Check the secret"],
  [40093, "caller_bug", "JS 签名错误", "Wrong JS signature", "核对签名使用的 URL（不含 #）", "Check the signed URL (without fragment)"],
  [41001, "caller_bug", "缺少 access_token", "access_token missing", "核对请求", "Check the request"],
  [41002, "caller_bug", "缺少 corpid", "corpid missing", "核对请求", "Check the request"],
  [41004, "caller_bug", "缺少 secret", "secret missing", "核对请求", "Check the request"],
  [41008, "caller_bug", "缺少授权码", "auth code missing", "核对请求", "Check the request"],
  [41009, "caller_bug", "缺少 userid", "userid missing", "核对请求", "Check the request"],
  [41011, "caller_bug", "缺少 agentid", "agentid missing", "核对请求", "Check the request"],
  [41021, "caller_bug", "缺少 suite_id", "suite_id missing", "核对应用配置", "Check the settings of the app"],
  [41022, "caller_bug", "缺少 suite_access_token", "suite_access_token missing", "核对请求", "Check the request"],
  [41023, "caller_bug", "缺少 suite_ticket", "suite_ticket missing", "核对请求", "Check the request"],
  [41024, "caller_bug", "缺少 secret", "secret missing", "核对应用配置", "Check the settings of the app"],
  [41025, "caller_bug", "缺少永久授权码", "permanent_code missing", "核对请求", "Check the request"],
  [42001, "refresh", "access_token 已过期", "access_token expired", "将自动重新获取一次", "Fetched again once, automatically"],
  [42003, "ask_user_again", "code 已过期", "Code expired", "请用户重新进入", "Let the user enter again"],
  [42007, "ask_user_again", "预授权码已过期", "pre_auth_code expired", "请从服务商网站重新发起授权", "Start the authorisation again"],
  [42009, "refresh", "suite_access_token 已过期", "suite_access_token expired", "将自动重新获取一次", "Fetched again once, automatically"],
  [42012, "caller_bug", "jsapi_ticket 用错", "jsapi_ticket used for the wrong purpose", "config 与 agentConfig 的 ticket 不能混用", "config and agentConfig tickets differ"],
  [43009, "permanent", "企业未验证", "The corp is not verified", "请企业完成验证", "The enterprise must get verified"],
  [43012, "permanent", "应用未设置回调", "The app has no callback URL", "先在服务商后台保存回调 URL", "Save the callback URL in the vendor console first"],
  [44001, "caller_bug", "素材为空", "Empty media", "核对上传内容", "Check the upload"],
  [44004, "caller_bug", "文本为空", "Empty text", "核对消息内容", "Check the message"],
  [45001, "caller_bug", "素材过大", "Media too large", "压缩后重试", "Make it smaller"],
  [45009, "back_off", "调用频率超限", "Call limit reached", "等待限制窗口结束", "Wait until the window ends"],
  [45033, "back_off", "并发调用过多", "Too many concurrent calls", "降低并发后重试", "Repeat with less concurrency"],
  [48001, "permanent", "接口未授权", "API not granted", "核对授权关系与接口权限", "Check the authorisation and the API permissions"],
  [48002, "permanent", "应用没有此接口权限", "The app lacks this permission", "在服务商后台申请权限，待企业同意", "Request the permission; the enterprise must agree"],
  [48003, "caller_bug", "suite_id 与令牌不匹配", "suite_id does not belong to the token", "核对应用配置", "Check the settings of the app"],
  [48004, "permanent", "授权关系已不存在", "The authorisation is gone", "该企业需要重新安装应用", "The enterprise must install the app again"],
  [48005, "caller_bug", "接口已下线", "API retired", "改用新接口", "Use the newer API"],
  [48006, "permanent", "应用长期未使用，权限已收回", "Permission withdrawn: app unused for long", "请企业管理员重新启用应用", "The admin must enable the app again"],
  [50001, "permanent", "跳转域名不是可信域名", "Redirect host is no trusted domain", "在服务商后台核对域名", "Check the domains in the vendor console"],
  [50002, "permanent", "对象不在应用可见范围", "Target outside the visible range", "请管理员调整可见范围", "The admin must widen the visible range"],
  [50003, "permanent", "应用已被企业停用", "The app is disabled by the enterprise", "请企业管理员启用应用", "The admin must enable the app"],
  [60011, "permanent", "没有操作该对象的权限", "No right over this target", "请管理员调整可见范围", "The admin must widen the visible range"],
  [60020, "permanent", "来源 IP 不在白名单", "Caller IP not allowed", "把出口 IP 加入服务商后台的 IP 白名单，约 1 分钟生效", "Add the egress IP to the vendor console list; active after about a minute"],
  [60021, "permanent", "对象不在应用可见范围", "Target outside the visible range", "请管理员调整可见范围", "The admin must widen the visible range"],
  [60028, "caller_bug", "第三方应用主页不可由接口修改", "Home URL of a third-party app cannot be changed", "在服务商后台修改", "Change it in the vendor console"],
  [60111, "permanent", "userid 不存在", "Unknown userid", "确认使用的是加密 userid", "Use the encrypted userid"],
  [60123, "caller_bug", "部门 ID 无效", "Invalid department id", "核对部门 ID", "Check the department id"],
  [80001, "permanent", "可信域名不正确", "Trusted domain wrong", "核对域名、备案与归属验证文件", "Check domain, ICP filing and ownership file"],
  [81013, "permanent", "接收人全部无效", "All recipients invalid", "核对接收人", "Check the recipients"],
  [82001, "caller_bug", "未指定接收人", "No recipients given", "核对接收人", "Check the recipients"],
  [84014, "ask_user_again", "user_ticket 已过期", "user_ticket expired", "请用户重新进入", "Let the user enter again"],
  [84015, "ask_user_again", "user_ticket 无效", "user_ticket invalid", "请用户重新进入", "Let the user enter again"],
  [84019, "caller_bug", "缺少模板 ID", "Template id missing", "核对模板 ID", "Check the template id"],
  [84020, "caller_bug", "模板 ID 不存在", "Unknown template id", "核对模板 ID", "Check the template id"],
  [84021, "ask_user_again", "缺少注册码", "register_code missing", "重新获取注册码", "Get a new register_code"],
  [84022, "ask_user_again", "注册码无效", "Invalid register_code", "重新获取注册码", "Get a new register_code"],
  [84024, "back_off", "注册未完成或已超过 24 小时", "Registration unfinished or too old", "稍后再查询", "Ask again later"],
  [84025, "caller_bug", "state 格式不合法", "Malformed state", "只用字母和数字，最长 128 字节", "Letters and digits only, at most 128 bytes"],
  [84074, "permanent", "没有外部联系人权限", "No external-contact permission", "申请客户联系权限", "Request the permission"],
  [84085, "permanent", "应用已下架", "The app is delisted", "联系企业微信", "Contact WeCom"],
  [85005, "permanent", "可信域名未通过验证", "Trusted domain not proved", "核对域名、备案与归属验证文件", "Check domain, ICP filing and ownership file"],
  [91040, "caller_bug", "ticket 类型错误", "Wrong ticket type", "核对 ticket 类型", "Check the ticket type"],
  [301002, "caller_bug", "令牌无权操作该应用", "The token has no right over this agent", "核对 agentid", "Check the agentid"],
  [2000002, "permanent", "corpid 参数无效", "Invalid corpid parameter", "核对企业 ID", "Check the corp id"],
  [701001, "permanent", "未开通基础许可", "No base licence", "购买并激活接口许可", "Buy and activate licences"],
  [701002, "permanent", "许可帐号无效", "Bad licence account", "核对激活码", "Check the active code"],
  [701003, "permanent", "激活码已绑定", "Code already bound", "换一个激活码", "Use another code"],
  [701008, "permanent", "没有有效的互通许可", "No valid external licence", "购买互通帐号", "Buy an external-contact licence"],
  [701015, "permanent", "未授权或无订单", "No authorisation or order", "核对授权与订单", "Check authorisation and order"],
  [701016, "permanent", "未激活或已过期", "Not activated or expired", "激活或续期", "Activate or renew"],
  [701017, "permanent", "30 天内已转移过", "Moved within 30 days", "30 天后再试", "Try after 30 days"],
  [701018, "permanent", "接收成员已有同类许可", "Receiver already has that type", "无需重复转移", "Nothing to move"],
  [701021, "permanent", "激活码错误", "Bad active code", "核对激活码", "Check the active code"],
  [701022, "back_off", "激活码生成中", "Code still being generated", "稍后重试", "Try again shortly"],
];

const TABLE = new Map<number, ErrcodeAdvice>(
  ROWS.map(([code, kind, zh, en, zhAdvice, enAdvice]) => [
    code,
    { kind, zh: { meaning: zh, advice: zhAdvice }, en: { meaning: en, advice: enAdvice } },
  ]),
);

/** Meaning and advice of an errcode; null for one that is not in the table. */
export function adviceFor(errcode: number): ErrcodeAdvice | null {
  return TABLE.get(errcode) ?? null;
}

/** Every code of the table. */
export function listErrcodes(): number[] {
  return [...TABLE.keys()];
}
