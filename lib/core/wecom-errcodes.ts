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

/** Who has to do something: the provider's settings, the program that calls, the enterprise, the person, or WeCom. */
export type ErrcodeFault = "provider" | "program" | "corp" | "user" | "platform";

export type ErrcodeWords = { meaning: string; cause: string; advice: string };
export type ErrcodeAdvice = { kind: ErrcodeKind; fault: ErrcodeFault; zh: ErrcodeWords; en: ErrcodeWords };

type Row = [
  code: number,
  kind: ErrcodeKind,
  fault: ErrcodeFault,
  zh: string,
  en: string,
  zhAdvice: string,
  enAdvice: string,
  zhCause: string,
  enCause: string,
];

// Meanings follow WeCom's list of global error codes (document 90313); kinds and advice are ours.
// biome-ignore format: a table reads best with one code per line
const ROWS: Row[] = [
  [-1, "back_off", "platform", "系统繁忙", "System busy", "请稍后重试", "Try again shortly", "企业微信内部繁忙", "WeCom was busy inside"],
  [6000, "back_off", "platform", "数据版本冲突", "Version conflict", "请稍后重试", "Try again shortly", "同一数据被同时修改", "The same data was changed at the same moment"],
  [40001, "permanent", "provider", "secret 不正确，或应用被停用", "Wrong secret, or the app is disabled", "核对服务商 Secret 或应用 Secret；连续出错会被封 IP 一小时", "Check the secret; repeated mistakes block the IP for an hour", "填了另一个 Secret（常见：用套件 Secret 取 provider_access_token），或应用已停用", "Another secret was used (often a suite secret for the provider token), or the app is disabled"],
  [40003, "caller_bug", "program", "userid 无效", "Invalid userid", "确认使用的是加密 userid，且成员仍在企业中", "Use the encrypted userid of a current member", "传了明文 userid，而应用已升级为加密 ID；或成员已离职", "A plain userid after the id upgrade, or the member has left"],
  [40007, "caller_bug", "program", "media_id 无效或已过期", "Invalid or expired media_id", "重新上传素材，有效期 3 天", "Upload the file again; it lives 3 days", "素材超过 3 天，或属于另一个企业", "Older than 3 days, or uploaded for another enterprise"],
  [40013, "permanent", "provider", "corpid 无效", "Invalid corpid", "核对企业 ID", "Check the corp id", "corpid 写错，或用了其他服务商看到的密文 corpid", "Misspelt, or an encrypted id that belongs to another provider"],
  [40014, "refresh", "program", "access_token 无效", "Invalid access_token", "将自动重新获取一次", "Fetched again once, automatically", "令牌过期、被截断，或用错了令牌种类", "Expired, cut off, or a token of another kind"],
  [40029, "ask_user_again", "user", "登录 code 已使用或已过期", "OAuth code used or expired", "请用户重新进入", "Let the user enter again", "code 超过 5 分钟或已用过（刷新页面、重复提交）", "Older than 5 minutes or used before (a reload, a double click)"],
  [40056, "caller_bug", "program", "agentid 无效", "Invalid agentid", "使用该企业当前授权的 agentid", "Use the agentid of the current authorisation", "重新安装后 agentid 会变，仍在用旧值", "agentid changes with a reinstall; the old one is still in use"],
  [40058, "caller_bug", "program", "参数不合法", "Invalid parameter", "核对请求内容", "Check the request", "JSON 不合法、类型不对、过长或过多", "Broken JSON, a wrong type, too long or too many"],
  [40063, "caller_bug", "program", "参数为空", "Empty parameter", "核对请求方法与 JSON 内容", "Check the method and the JSON body", "参数为空；或用了错误的方法、表单代替 JSON", "An empty parameter; or the wrong method, or a form instead of JSON"],
  [40066, "caller_bug", "program", "部门列表无效", "Invalid department list", "核对部门 ID", "Check the department ids", "部门 ID 不存在或不是数字", "A department id that does not exist or is no number"],
  [40068, "caller_bug", "program", "标签 ID 无效", "Invalid tag id", "核对标签 ID", "Check the tag id", "标签或标签组 ID 不存在", "A tag or tag-group id that does not exist"],
  [40073, "caller_bug", "program", "openid 无效", "Invalid openid", "核对 openid", "Check the openid", "openid 与企业不匹配", "An openid of another enterprise"],
  [40077, "ask_user_again", "program", "预授权码不存在", "Unknown pre_auth_code", "请从服务商网站重新发起授权", "Start the authorisation again", "使用了未曾签发的 pre_auth_code", "A pre_auth_code that was never issued"],
  [40078, "ask_user_again", "user", "授权码已使用、已过期或类型不符", "auth_code used, expired or of another kind", "请重新发起授权", "Authorise again", "授权码已被换取、超过 10 分钟，或把登录码用在了安装接口", "Exchanged already, older than 10 minutes, or a login code used for an install"],
  [40080, "permanent", "provider", "suite_secret 不正确", "Wrong suite_secret", "在应用详情页核对 Secret 并更新", "Copy the secret from the app page again", "SuiteID 与 Secret 不成对，或 Secret 已重置", "SuiteID and secret are no pair, or the secret was reset"],
  [40082, "refresh", "program", "suite_access_token 无效", "Invalid suite or provider token", "将自动重新获取一次", "Fetched again once, automatically", "令牌过期；或该企业没有授权这个套件", "Expired; or the enterprise did not authorise this suite"],
  [40083, "permanent", "provider", "suite_id 不存在", "Unknown suite_id", "核对 SuiteID", "Check the SuiteID", "SuiteID 写错，或应用已删除", "Misspelt, or the app was deleted"],
  [40084, "permanent", "corp", "永久授权码已失效", "The permanent code is dead", "该企业需要重新安装应用", "The enterprise must install the app again", "企业已删除应用或重新授权，旧的永久授权码作废", "The enterprise removed the app or authorised again; the old code is dead"],
  [40085, "back_off", "provider", "suite_ticket 缺失或已过期", "suite_ticket missing or expired", "等待下一次推送（约 10 分钟），或在服务商后台强制推送", "Wait for the next push (about 10 minutes) or force one in the vendor console", "推送没有到达：指令回调 URL 不通或校验失败；或缓存不足 30 分钟", "The push did not arrive: the command callback fails; or a ticket was kept too short"],
  [40086, "caller_bug", "program", "appid 无效", "Invalid appid", "核对套件内应用的 appid", "Check the appid inside the suite", "旧版套件中没有这个 appid", "The legacy suite has no such appid"],
  [40091, "permanent", "provider", "secret 与企业不匹配", "Secret of another corp", "核对 Secret", "Check the secret", "Secret 属于另一个企业或应用", "The secret belongs to another corp or app"],
  [40093, "caller_bug", "program", "JS 签名错误", "Wrong JS signature", "核对签名使用的 URL（不含 #）", "Check the signed URL (without fragment)", "签名的 URL 与页面不同，或 ticket 种类不对", "The signed URL differs from the page, or the wrong kind of ticket"],
  [41001, "caller_bug", "program", "缺少 access_token", "access_token missing", "核对请求", "Check the request", "请求没有带 access_token；常见：参数名写成 provider_access_token", "No access_token in the query; often sent as provider_access_token"],
  [41002, "caller_bug", "program", "缺少 corpid", "corpid missing", "核对请求", "Check the request", "请求体没有 corpid", "No corpid in the body"],
  [41004, "caller_bug", "program", "缺少 secret", "secret missing", "核对请求", "Check the request", "请求没有 secret", "No secret in the request"],
  [41008, "caller_bug", "program", "缺少授权码", "auth code missing", "核对请求", "Check the request", "请求没有授权码", "No auth code in the request"],
  [41009, "caller_bug", "program", "缺少 userid", "userid missing", "核对请求", "Check the request", "请求没有 userid", "No userid in the request"],
  [41011, "caller_bug", "program", "缺少 agentid", "agentid missing", "核对请求", "Check the request", "请求没有 agentid", "No agentid in the request"],
  [41021, "caller_bug", "provider", "缺少 suite_id", "suite_id missing", "核对应用配置", "Check the settings of the app", "还没有填写 SuiteID", "The SuiteID is not set yet"],
  [41022, "caller_bug", "program", "缺少 suite_access_token", "suite_access_token missing", "核对请求", "Check the request", "请求没有带 suite_access_token", "No suite_access_token in the query"],
  [41023, "caller_bug", "provider", "缺少 suite_ticket", "suite_ticket missing", "核对请求", "Check the request", "还没有收到 suite_ticket", "No suite_ticket has arrived yet"],
  [41024, "caller_bug", "provider", "缺少 secret", "secret missing", "核对应用配置", "Check the settings of the app", "还没有填写 suite_secret", "The suite secret is not set yet"],
  [41025, "caller_bug", "program", "缺少永久授权码", "permanent_code missing", "核对请求", "Check the request", "请求没有永久授权码", "No permanent_code in the request"],
  [42001, "refresh", "program", "access_token 已过期", "access_token expired", "将自动重新获取一次", "Fetched again once, automatically", "令牌满 7200 秒，或被提前收回", "Its 7200 seconds are over, or it was withdrawn early"],
  [42003, "ask_user_again", "user", "code 已过期", "Code expired", "请用户重新进入", "Let the user enter again", "code 超过 5 分钟", "Older than 5 minutes"],
  [42007, "ask_user_again", "user", "预授权码已过期", "pre_auth_code expired", "请从服务商网站重新发起授权", "Start the authorisation again", "管理员停留超过 20 分钟", "The admin took more than 20 minutes"],
  [42009, "refresh", "program", "suite_access_token 已过期", "suite_access_token expired", "将自动重新获取一次", "Fetched again once, automatically", "令牌满 7200 秒", "Its 7200 seconds are over"],
  [42012, "caller_bug", "program", "jsapi_ticket 用错", "jsapi_ticket used for the wrong purpose", "config 与 agentConfig 的 ticket 不能混用", "config and agentConfig tickets differ", "把 config 的 ticket 用于 agentConfig，或跨应用使用", "A config ticket used for agentConfig, or across apps"],
  [43009, "permanent", "corp", "企业未验证", "The corp is not verified", "请企业完成验证", "The enterprise must get verified", "企业还没有完成验证", "The enterprise has not been verified"],
  [43012, "permanent", "provider", "应用未设置回调", "The app has no callback URL", "先在服务商后台保存回调 URL", "Save the callback URL in the vendor console first", "应用没有保存过回调 URL", "No callback URL was ever saved for the app"],
  [44001, "caller_bug", "program", "素材为空", "Empty media", "核对上传内容", "Check the upload", "上传的文件为空", "The uploaded file is empty"],
  [44004, "caller_bug", "program", "文本为空", "Empty text", "核对消息内容", "Check the message", "消息内容为空", "The message has no text"],
  [45001, "caller_bug", "program", "素材过大", "Media too large", "压缩后重试", "Make it smaller", "文件超过该类素材的上限", "Larger than its kind may be"],
  [45009, "back_off", "program", "调用频率超限", "Call limit reached", "等待限制窗口结束", "Wait until the window ends", "调用过于频繁；Secret 连续出错也会封 IP 一小时", "Too many calls; repeated wrong secrets block the IP for an hour too"],
  [45033, "back_off", "program", "并发调用过多", "Too many concurrent calls", "降低并发后重试", "Repeat with less concurrency", "同一企业同一接口并发过多", "Too many calls at once for one enterprise and API"],
  [48001, "permanent", "provider", "接口未授权", "API not granted", "核对授权关系与接口权限", "Check the authorisation and the API permissions", "没有申请该接口，或与企业没有授权关系", "The API was not requested, or the enterprise has no authorisation"],
  [48002, "permanent", "provider", "应用没有此接口权限", "The app lacks this permission", "在服务商后台申请权限，待企业同意", "Request the permission; the enterprise must agree", "应用没有该权限，或模板不能使用预授权码", "The app lacks the permission, or a template asked for a pre_auth_code"],
  [48003, "caller_bug", "program", "suite_id 与令牌不匹配", "suite_id does not belong to the token", "核对应用配置", "Check the settings of the app", "用另一个套件的令牌调用", "Called with another suite's token"],
  [48004, "permanent", "corp", "授权关系已不存在", "The authorisation is gone", "该企业需要重新安装应用", "The enterprise must install the app again", "企业已取消授权", "The enterprise withdrew its authorisation"],
  [48005, "caller_bug", "program", "接口已下线", "API retired", "改用新接口", "Use the newer API", "使用了已下线的接口", "An API that no longer exists"],
  [48006, "permanent", "corp", "应用长期未使用，权限已收回", "Permission withdrawn: app unused for long", "请企业管理员重新启用应用", "The admin must enable the app again", "应用长期无人使用，被企业微信收回权限", "Nobody used the app for long, so WeCom withdrew the permission"],
  [50001, "permanent", "provider", "跳转域名不是可信域名", "Redirect host is no trusted domain", "在服务商后台核对域名", "Check the domains in the vendor console", "redirect_uri 的域名与后台登记的不完全一致（端口、子域名、另一个应用的列表）", "The host of redirect_uri is not exactly the registered one (port, subdomain, another app's list)"],
  [50002, "permanent", "corp", "对象不在应用可见范围", "Target outside the visible range", "请管理员调整可见范围", "The admin must widen the visible range", "成员、部门或标签不在应用可见范围", "The member, department or tag is outside the visible range"],
  [50003, "permanent", "corp", "应用已被企业停用", "The app is disabled by the enterprise", "请企业管理员启用应用", "The admin must enable the app", "企业停用了应用", "The enterprise disabled the app"],
  [60011, "permanent", "corp", "没有操作该对象的权限", "No right over this target", "请管理员调整可见范围", "The admin must widen the visible range", "应用对该对象没有管理权限", "The app may not manage this target"],
  [60020, "permanent", "provider", "来源 IP 不在白名单", "Caller IP not allowed", "把出口 IP 加入服务商后台的 IP 白名单，约 1 分钟生效", "Add the egress IP to the vendor console list; active after about a minute", "本站的出口 IP 不在服务商的 IP 白名单；出口地址变了", "The address this portal calls out from is not on the IP list; it may have changed"],
  [60021, "permanent", "corp", "对象不在应用可见范围", "Target outside the visible range", "请管理员调整可见范围", "The admin must widen the visible range", "成员、部门或标签不在应用可见范围", "The member, department or tag is outside the visible range"],
  [60028, "caller_bug", "program", "第三方应用主页不可由接口修改", "Home URL of a third-party app cannot be changed", "在服务商后台修改", "Change it in the vendor console", "第三方应用的主页只能在服务商后台设置", "The home URL of a third-party app is set in the vendor console only"],
  [60111, "permanent", "program", "userid 不存在", "Unknown userid", "确认使用的是加密 userid", "Use the encrypted userid", "成员不存在；或升级后仍传明文 userid", "No such member; or a plain userid after the id upgrade"],
  [60123, "caller_bug", "program", "部门 ID 无效", "Invalid department id", "核对部门 ID", "Check the department id", "部门 ID 不存在", "A department id that does not exist"],
  [80001, "permanent", "provider", "可信域名不正确", "Trusted domain wrong", "核对域名、备案与归属验证文件", "Check domain, ICP filing and ownership file", "可信域名未登记、未备案或未证明归属", "The domain is not registered, has no ICP filing or is not proved"],
  [81013, "permanent", "program", "接收人全部无效", "All recipients invalid", "核对接收人", "Check the recipients", "接收人都不在可见范围或不存在", "None of the recipients exists or is in range"],
  [82001, "caller_bug", "program", "未指定接收人", "No recipients given", "核对接收人", "Check the recipients", "没有填写接收人", "No recipients were given"],
  [84014, "ask_user_again", "user", "user_ticket 已过期", "user_ticket expired", "请用户重新进入", "Let the user enter again", "user_ticket 已过有效期", "The user_ticket is past its life"],
  [84015, "ask_user_again", "user", "user_ticket 无效", "user_ticket invalid", "请用户重新进入", "Let the user enter again", "user_ticket 被改动或属于另一个应用", "The user_ticket was changed or belongs to another app"],
  [84019, "caller_bug", "program", "缺少模板 ID", "Template id missing", "核对模板 ID", "Check the template id", "请求没有 templateid", "No templateid in the request"],
  [84020, "caller_bug", "program", "模板 ID 不存在", "Unknown template id", "核对模板 ID", "Check the template id", "templateid 写错", "A misspelt templateid"],
  [84021, "ask_user_again", "program", "缺少注册码", "register_code missing", "重新获取注册码", "Get a new register_code", "请求没有 register_code", "No register_code in the request"],
  [84022, "ask_user_again", "user", "注册码无效", "Invalid register_code", "重新获取注册码", "Get a new register_code", "register_code 已过期或已使用", "The register_code has expired or was used"],
  [84024, "back_off", "user", "注册未完成或已超过 24 小时", "Registration unfinished or too old", "稍后再查询", "Ask again later", "注册尚未完成，或已超过 24 小时", "The registration is unfinished, or more than 24 hours old"],
  [84025, "caller_bug", "program", "state 格式不合法", "Malformed state", "只用字母和数字，最长 128 字节", "Letters and digits only, at most 128 bytes", "state 含下划线、连字符或超过 128 字节", "state has an underscore or hyphen, or more than 128 bytes"],
  [84074, "permanent", "provider", "没有外部联系人权限", "No external-contact permission", "申请客户联系权限", "Request the permission", "应用没有客户联系权限", "The app has no external-contact permission"],
  [84085, "permanent", "platform", "应用已下架", "The app is delisted", "联系企业微信", "Contact WeCom", "应用被企业微信下架", "WeCom delisted the app"],
  [85005, "permanent", "provider", "可信域名未通过验证", "Trusted domain not proved", "核对域名、备案与归属验证文件", "Check domain, ICP filing and ownership file", "域名归属文件不在根目录，或备案主体不符", "The ownership file is not at the root, or the ICP filing names another subject"],
  [91040, "caller_bug", "program", "ticket 类型错误", "Wrong ticket type", "核对 ticket 类型", "Check the ticket type", "ticket 的 type 参数不对", "The type of the ticket is wrong"],
  [301002, "caller_bug", "program", "令牌无权操作该应用", "The token has no right over this agent", "核对 agentid", "Check the agentid", "令牌属于另一个应用或企业", "The token belongs to another app or enterprise"],
  [2000002, "permanent", "program", "corpid 参数无效", "Invalid corpid parameter", "核对企业 ID", "Check the corp id", "corpid 不存在或属于另一服务商", "No such corpid, or one of another provider"],
  [701001, "permanent", "corp", "未开通基础许可", "No base licence", "购买并激活接口许可", "Buy and activate licences", "企业没有购买基础许可", "The enterprise has no base licence"],
  [701002, "permanent", "program", "许可帐号无效", "Bad licence account", "核对激活码", "Check the active code", "许可帐号不存在", "No such licence account"],
  [701003, "permanent", "program", "激活码已绑定", "Code already bound", "换一个激活码", "Use another code", "激活码已被其他成员使用", "Another member uses the code"],
  [701008, "permanent", "corp", "没有有效的互通许可", "No valid external licence", "购买互通帐号", "Buy an external-contact licence", "没有有效的互通许可", "No valid licence for external contacts"],
  [701015, "permanent", "corp", "未授权或无订单", "No authorisation or order", "核对授权与订单", "Check authorisation and order", "企业没有授权或没有订单", "No authorisation or no order of the enterprise"],
  [701016, "permanent", "corp", "未激活或已过期", "Not activated or expired", "激活或续期", "Activate or renew", "许可没有激活或已到期", "The licence is not active or has ended"],
  [701017, "permanent", "program", "30 天内已转移过", "Moved within 30 days", "30 天后再试", "Try after 30 days", "同一许可 30 天内只能转移一次", "A licence moves once in 30 days"],
  [701018, "permanent", "program", "接收成员已有同类许可", "Receiver already has that type", "无需重复转移", "Nothing to move", "接收成员已有同类许可", "The receiver has one of that type"],
  [701021, "permanent", "program", "激活码错误", "Bad active code", "核对激活码", "Check the active code", "激活码写错", "A misspelt code"],
  [701022, "back_off", "platform", "激活码生成中", "Code still being generated", "稍后重试", "Try again shortly", "订单刚支付，激活码还在生成", "Just paid; the codes are being made"],
];

const TABLE = new Map<number, ErrcodeAdvice>(
  ROWS.map(([code, kind, fault, zh, en, zhAdvice, enAdvice, zhCause, enCause]) => [
    code,
    {
      kind,
      fault,
      zh: { meaning: zh, cause: zhCause, advice: zhAdvice },
      en: { meaning: en, cause: enCause, advice: enAdvice },
    },
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

/** Codes whose number or words hold `query`, in the order of the table; all of them for an empty query. */
export function searchErrcodes(query: string): [code: number, advice: ErrcodeAdvice][] {
  const wanted = query.trim().toLowerCase();
  return [...TABLE].filter(([code, { zh, en }]) => {
    if (wanted === "") return true;
    if (/^-?\d+$/.test(wanted)) return String(code).startsWith(wanted);
    return [...Object.values(zh), ...Object.values(en)].some((text) => text.toLowerCase().includes(wanted));
  });
}

/** A number of WeCom's own crypto library. It never comes over the wire: it stands in logs and in the vendor console. */
export type LibraryCode = {
  code: number;
  zh: { meaning: string; advice: string };
  en: { meaning: string; advice: string };
};

// biome-ignore format: a table reads best with one code per line
const LIBRARY_ROWS: [code: number, zh: string, en: string, zhAdvice: string, enAdvice: string][] = [
  [-40001, "签名校验失败", "The signature does not verify", "Token 与服务商后台不一致；或 URL 属于另一个套件；或代理改写了加号", "The Token differs from the vendor console; or the URL is another suite's; or a proxy rewrote a plus sign"],
  [-40002, "XML 解析失败", "The XML does not parse", "请求体被中间件改动，或不是企业微信发出的", "Something on the way changed the body, or it is not from WeCom"],
  [-40003, "SHA-1 计算失败", "SHA-1 failed", "参与签名的参数缺失", "A signed parameter is missing"],
  [-40004, "EncodingAESKey 不合法", "Illegal EncodingAESKey", "应为 43 位字母与数字，重新复制", "It has 43 letters and digits; copy it again"],
  [-40005, "接收方 ID 不一致", "The receive id does not match", "GET 校验用服务商 CorpID，指令回调用 SuiteID，数据回调用企业 CorpID", "URL checks use the provider's corp id, command callbacks the SuiteID, data callbacks the enterprise's id"],
  [-40006, "AES 加密失败", "AES encryption failed", "检查 EncodingAESKey", "Check the EncodingAESKey"],
  [-40007, "AES 解密失败", "AES decryption failed", "EncodingAESKey 与服务商后台不一致", "The EncodingAESKey differs from the vendor console"],
  [-40008, "解密后的内容不合法", "The decrypted buffer is illegal", "EncodingAESKey 不一致，或填充按 16 字节处理", "The EncodingAESKey differs, or padding was cut by blocks of 16"],
  [-40009, "Base64 编码失败", "Base64 encoding failed", "检查回复内容", "Check the reply"],
  [-40010, "Base64 解码失败", "Base64 decoding failed", "echostr 中的加号变成了空格，或解码了两次", "A plus sign of echostr became a space, or it was decoded twice"],
  [-40011, "生成回复 XML 失败", "Building the reply XML failed", "检查回复内容", "Check the reply"],
];

/** Library numbers that hold `query`; all of them for an empty one. */
export function searchLibraryCodes(query: string): LibraryCode[] {
  const wanted = query.trim().toLowerCase();
  return LIBRARY_ROWS.filter((row) => row.some((part) => String(part).toLowerCase().includes(wanted))).map(
    ([code, zh, en, zhAdvice, enAdvice]) => ({
      code,
      zh: { meaning: zh, advice: zhAdvice },
      en: { meaning: en, advice: enAdvice },
    }),
  );
}
