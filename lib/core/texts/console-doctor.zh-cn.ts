import type { CallbackCause, ReceiveKind } from "@/lib/core/callback-causes";

type Sentences = Record<CallbackCause, { wrong: string; change: string }>;

const causes = {
  signature: {
    wrong: "签名校验不通过：对方签名所用的 Token 与本地址的 Token 不同。",
    change: "在服务商后台打开该套件的回调配置，将 Token 与本页显示的 Token 改成一致后重新保存。",
  },
  signature_other_suite: {
    wrong: "签名属于套件 {suite}，请求却发到了 {label} 的地址：两个套件的回调 URL 填反了。",
    change: "在服务商后台将套件 {suite} 的回调 URL 改为 {address}。",
  },
  signature_ended_key: {
    wrong: "对方仍在使用已于 {at} 停用的旧 Token 与 EncodingAESKey。",
    change: "在服务商后台填写当前的 Token 与 EncodingAESKey，或重新导入旧的一对并延长其有效期。",
  },
  echo_damaged: {
    wrong: "echostr 在途中被改动：其中的「+」丢失，或被重复编码，签名因此对不上。",
    change: "检查反向代理或 WAF，让查询参数原样转发，不解码、不改写「+」与「%2B」。",
  },
  echo_repaired: {
    wrong: "echostr 中的「+」被代理改成了空格，本地址已自动修复并答复成功。",
    change: "让反向代理原样转发查询参数，否则同一台机器上的其他程序会校验失败。",
  },
  aes_key: {
    wrong: "签名正确，但内容解不开：对方使用的 EncodingAESKey 与本地址的不同。",
    change: "在服务商后台核对 EncodingAESKey（43 位），与本套件保存的一致后重新保存。",
  },
  receive_id: {
    wrong: "receive_id 是 {got}，本地址只接受 {expected}。",
    change: "核对套件 {label} 的 SuiteID 与服务商 CorpID 是否填对，以及该 URL 是否填在了正确的应用里。",
  },
  inner_suite_id: {
    wrong: "解密后的 SuiteId 是 {got}，而套件 {label} 的 SuiteID 是 {expected}。",
    change:
      "两个套件用了同一对 Token 与 EncodingAESKey，或 SuiteID 填错。请为每个套件使用各自的密钥并核对 SuiteID。",
  },
  wrong_channel: {
    wrong: "收到的是指令事件，却发到了{channel}地址：指令回调 URL 与数据回调 URL 填反了。",
    change: "在服务商后台将指令回调 URL 改为 {address}。",
  },
  unknown_corp: {
    wrong: "事件属于企业 {got}，该企业没有授权套件 {label}。",
    change: "如果该企业确已授权，请在企业页重新读取授权；否则无需处理。",
  },
  not_an_echo: {
    wrong: "echostr 解密后不是 URL 校验的内容。有人可能把截获的消息当作 echostr 发来，企图让本地址替其解密。",
    change: "已拒绝。如果是您自己的测试，请使用服务商后台的「保存」按钮触发校验。",
  },
  proof_window: {
    wrong: "密文与密钥都正确，但该 URL 已校验过，当前没有等待中的校验。",
    change: "在套件页点击「开始校验」，15 分钟内回到服务商后台重新保存。",
  },
  replay: {
    wrong: "这个 echostr 已经答复过一次，不会再次答复。",
    change: "重新点击服务商后台的「保存」，企业微信会发来新的 echostr。反复出现时，检查代理是否重发请求。",
  },
  stale: {
    wrong: "事件的平台时间早于 24 小时前，已保存，但没有处理。",
    change: "核对本机时钟；如果是停机后的补推，请在企业页重新读取授权。",
  },
  duplicate: {
    wrong: "同一事件已经收到过，本次答复 success，没有重复处理。",
    change: "无需处理。频繁出现时，检查答复是否超过 1 秒，企业微信会因此重发。",
  },
  size: {
    wrong: "请求体有 {bytes} 字节或更多，超过了上限 {limit} 字节，没有读取。",
    change: "企业微信的回调不会这么大。请检查是谁在请求这个地址，必要时在防火墙拦截。",
  },
  packed: {
    wrong: "请求体带有 Content-Encoding 压缩，企业微信从不压缩回调。",
    change: "关闭反向代理对上行请求的压缩。",
  },
  doctype: {
    wrong: "XML 中有 DOCTYPE 或实体声明，这常用于攻击，已拒绝。",
    change: "企业微信不会发送 DOCTYPE。请检查请求来源 {remote}，必要时在防火墙拦截。",
  },
  xml: {
    wrong: "请求体不是完整的企业微信 XML（{problem}）。",
    change: "检查代理是否截断或改写了请求体；自己调试时，请发送原始的 XML。",
  },
  json: {
    wrong: "请求体是 JSON，套件的回调只使用 XML。",
    change: "在回调配置中选择 XML 格式，或确认该 URL 没有填在自建应用里。",
  },
  plain_text: {
    wrong: "XML 中没有 Encrypt，对方使用的是明文模式。",
    change: "在回调配置中选择安全模式（加密），并填写 EncodingAESKey。",
  },
  empty_body: {
    wrong: "请求体为空。",
    change: "检查代理是否丢弃了 POST 的请求体，例如把 POST 重定向成了 GET。",
  },
  no_type: {
    wrong: "签名与解密都正确，但内容里既没有 InfoType，也没有 MsgType。",
    change: "记下时间并向企业微信反馈；本地址只保存有类型的事件。",
  },
  method: {
    wrong: "请求方法是 {method}，回调地址只接受 GET 与 POST。",
    change: "企业微信不会使用其他方法。如果来自监控，请改为请求 /livez。",
  },
  query_empty: {
    wrong: "没有任何参数：多半是有人在浏览器里直接打开了回调地址。",
    change: "无需处理。回调地址不是网页，请在服务商后台点击「保存」触发校验。",
  },
  query_missing: {
    wrong: "缺少参数 {names}。",
    change: "检查代理或跳转是否丢弃了查询参数；回调地址后不要再加「?」以外的内容。",
  },
  query_repeated: {
    wrong: "参数 {names} 重复出现或带有方括号，无法判断以哪一个为准。",
    change: "检查代理是否重复附加了参数，或 URL 里是否已经写有同名参数。",
  },
  query_malformed: {
    wrong: "参数 {names} 的格式不对：timestamp 应为 10 位数字，nonce 最多 64 个字符。",
    change: "检查代理是否改写了参数；自己调试时，请按企业微信文档生成参数。",
  },
  unknown_suite: {
    wrong: "地址里的套件标识不存在。",
    change: "核对服务商后台填写的 URL；如果套件已删除，请同时在服务商后台清除该 URL。",
  },
  provider_address: {
    wrong: "服务商级回调只有 /wecom/_provider/command 这一个地址。",
    change: "将通用开发参数里的系统事件接收 URL 改为 {address}。",
  },
  no_keys: {
    wrong: "套件 {label} 还没有 Token 与 EncodingAESKey，无法校验任何请求。",
    change: "先为该套件设置 Token 与 EncodingAESKey，再到服务商后台保存。",
  },
  no_provider_id: {
    wrong: "校验请求是发给 {got} 的，而本门户还没有填写服务商 CorpID，无法确认它属于您。",
    change: "先填写服务商的 CorpID（服务商后台「服务商信息」），再回到服务商后台重新保存。",
  },
  slow: {
    wrong: "数据库没有在 {limit} 毫秒内存下事件，已答复 503，企业微信会重发。",
    change: "检查数据库的负载与磁盘；同时查看「待处理」是否积压。",
  },
  database: {
    wrong: "数据库出错，事件没有存下，已答复 503，企业微信会重发。",
    change: "检查数据库是否可用、磁盘是否已满；日志中的 callback.failed 写有错误类别。",
  },
  aborted: {
    wrong: "对方在发完请求体之前断开了连接。",
    change: "偶尔出现无需处理；持续出现时，检查代理的超时与网络。",
  },
  overflow: {
    wrong: "这一分钟内另有 {count} 个同类请求，只计数，没有逐条记录。",
    change: "被拒绝的请求过多时，请在防火墙拦截来源；已接收的事件全部在事件列表中，没有丢失。",
  },
  unclear: {
    wrong: "当时被拒绝，但按现在的设置会通过：设置在此之后改过。",
    change: "在服务商后台重新保存一次，确认现在能够通过。",
  },
} satisfies Sentences;

const titles = {
  signature: "Token 不一致",
  signature_other_suite: "发到了另一套件的地址",
  signature_ended_key: "仍在使用旧的 Token",
  echo_damaged: "echostr 被改动",
  echo_repaired: "echostr 的「+」被改写，已修复",
  aes_key: "EncodingAESKey 不一致",
  receive_id: "receive_id 不符",
  inner_suite_id: "SuiteId 不符",
  wrong_channel: "指令与数据 URL 填反",
  unknown_corp: "企业没有授权",
  not_an_echo: "不是校验内容",
  proof_window: "没有等待中的校验",
  replay: "echostr 重复",
  stale: "事件已过期",
  duplicate: "重复推送",
  size: "请求体太大",
  packed: "请求体被压缩",
  doctype: "XML 含 DOCTYPE",
  xml: "XML 不完整",
  json: "JSON 格式",
  plain_text: "明文模式",
  empty_body: "请求体为空",
  no_type: "没有事件类型",
  method: "请求方法不对",
  query_empty: "浏览器直接打开",
  query_missing: "缺少参数",
  query_repeated: "参数重复",
  query_malformed: "参数格式不对",
  unknown_suite: "套件标识不存在",
  provider_address: "服务商级地址不对",
  no_keys: "尚未设置密钥",
  no_provider_id: "尚未填写服务商 CorpID",
  slow: "数据库太慢，已答复 503",
  database: "数据库出错，已答复 503",
  aborted: "对方断开",
  overflow: "过多，只计数",
  unclear: "设置已更改",
} satisfies Record<CallbackCause, string>;

const receiveKinds = {
  provider: "服务商",
  this_suite: "本套件",
  other_suite: "您的另一套件 {suite}",
  corp: "客户企业",
  individual: "空（个人开发者）",
  unknown: "未知（可能是上架审核）",
} satisfies Record<ReceiveKind, string>;

/** What the doctor says of requests to callback addresses. Chinese (the source). */
export const consoleDoctorZhCn = {
  doctor: {
    wrong: "哪里不对",
    change: "怎么改",
    causes,
    titles,
    receiveKinds,
    xmlProblems: {
      size: "太大",
      encoding: "不是 UTF-8",
      shape: "结构不完整",
      duplicate: "有重复的元素",
    },
  },
};
