import type { ProofVerdict } from "../state";
import type { Verdict } from "../state-log";

type Pair = readonly [zh: string, en: string];

/** What a URL check found, and what to do about it (protocol.md 2.5, 7). */
export const PROOF_TEXT: Record<ProofVerdict, Pair> = {
  ok: ["校验通过", "Passed"],
  no_url: ["未填写 URL", "No URL given"],
  bad_url: ["URL 格式不正确", "Not a URL"],
  bad_key: ["EncodingAESKey 必须是 43 位字母或数字", "EncodingAESKey must be 43 letters or digits"],
  connection_error: [
    "无法连接：请确认服务已启动、地址可访问",
    "No connection: is the server running and reachable?",
  ],
  timeout: ["超时：必须在 1 秒内返回", "Too late: the answer must come within 1 second"],
  redirected: ["返回了跳转：回调地址不得跳转", "A redirect: callback addresses must not redirect"],
  http_error: [
    "HTTP 状态不是 200：请核对 Token、EncodingAESKey，以及校验 GET 时使用服务商 corpid",
    "Status is not 200: check Token and EncodingAESKey; the receive id of the GET is the provider corpid",
  ],
  echoed_ciphertext: [
    "返回了未解密的 echostr：需解密后返回明文",
    "The echostr came back undecrypted: answer its plaintext",
  ],
  quoted: [
    "返回内容带引号或是 JSON：必须原样返回明文",
    "Quotes or JSON around the text: answer the bare bytes",
  ],
  trailing_bytes: [
    "返回内容前后有多余字符（换行、BOM、HTML）",
    "Extra bytes around the text (newline, BOM, HTML)",
  ],
  number_rounded: [
    "明文被当作数字处理而失真：请始终按字符串处理",
    "The text was rounded as a number: keep it a string",
  ],
  wrong_body: ["返回内容与明文不一致", "The answer is not the plaintext"],
};

export const VERDICT_TEXT: Record<Verdict, Pair> = {
  success: ["success", "success"],
  empty: ["空响应（数据回调允许）", "empty (allowed for data)"],
  passive_reply: ["被动回复", "passive reply"],
  bad_body: ["响应内容不是 success", "body is not success"],
  http_error: ["HTTP 状态不是 200", "status is not 200"],
  timeout: ["超时（5 秒）", "timeout (5 s)"],
  connection_error: ["连接失败", "connection failed"],
  dropped: ["已丢弃（故障注入）", "dropped (fault)"],
  half_open: ["半开连接（故障注入）", "half-open (fault)"],
};
