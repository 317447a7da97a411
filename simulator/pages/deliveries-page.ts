import type { Context, Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../http-app";
import type { Delivery, Try } from "../state-log";
import type { World } from "../world";
import { langOf, none, refusal, render, type Text, textFor, when } from "./layout";
import { badge, cut, field, type Mood, type Part, pager, select, table } from "./parts";
import { VERDICT_TEXT } from "./verdicts";

const PAGE = 50;

/** Every callback that went out, with every try (rule 7). */
export function addDeliveries(app: Hono<AppEnv>, world: World): void {
  app.get("/deliveries", (context) => list(world, context));
  app.get("/deliveries/:id", (context) => {
    const t = textFor(langOf(context));
    const found = world.state.deliveries.find((one) => one.id === context.req.param("id"));
    if (found === undefined) return refusal(context, 40058, "没有这条投递", "No such delivery");
    return render(context, { title: found.type, side: "deliveries", body: detail(t, found) });
  });
}

function list(world: World, context: Context<AppEnv>): Promise<Response> {
  const t = textFor(langOf(context));
  const { suiteId = "", channel = "", type = "", outcome = "", page } = context.req.query();
  const query = Object.fromEntries(
    Object.entries({ suiteId, channel, type, outcome }).filter(([, value]) => value !== ""),
  );
  const all = world.state.deliveries.filter(
    (one) =>
      (suiteId === "" || one.suiteId === suiteId) &&
      (channel === "" || one.channel === channel) &&
      (type === "" || one.type.includes(type)) &&
      (outcome === "" || (outcome === "good") === (moodOf(one) === "ok")),
  );
  const found = cut(all.toReversed(), page, PAGE);
  const rows = found.rows.map((one) => row(world, t, one));
  const any = { value: "", label: t("全部", "all") };
  const suites = Object.values(world.state.suites).map((one) => ({ value: one.suiteId, label: one.name }));
  const channels = ["command", "data", "settings", "provider"].map((one) => ({
    value: one,
    label: channelText(t, one),
  }));
  const outcomes = [
    { value: "good", label: t("正常", "good") },
    { value: "bad", label: t("异常", "bad") },
  ];
  const heads = [
    t("时间", "Time"),
    t("应用", "App"),
    t("通道", "Channel"),
    t("类型", "Type"),
    t("响应", "Answer"),
    t("判定", "Verdict"),
    t("库错误码", "Library"),
    t("次数", "Tries"),
  ];
  const empty =
    Object.keys(query).length > 0
      ? t("没有匹配的投递。", "No match.")
      : t(
          "还没有投递：保存回调 URL 后会推送 suite_ticket。",
          "Nothing yet: suite_ticket is pushed once a callback URL is saved.",
        );
  const body = html`<section class="card"><form method="get" class="row">
      ${select(t("应用", "App"), "suiteId", [any, ...suites], suiteId)} ${select(t("通道", "Channel"), "channel", [any, ...channels], channel)}
      ${select(t("判定", "Verdict"), "outcome", [any, ...outcomes], outcome)} ${field(t("类型", "Type"), "type", type, { type: "search" })}
      <label class="fixed"><button class="plain">${t("筛选", "Filter")}</button></label></form></section>
    <section class="card">${table(t("投递记录", "Deliveries"), heads, rows, empty, "sim-deliveries")}
    ${pager(query, found.page, found.pages, t("较新", "newer"), t("较早", "older"))}</section>`;
  return render(context, { title: t("投递记录", "Deliveries"), side: "deliveries", body });
}

function row(world: World, t: Text, one: Delivery): Part {
  const last = one.tries.at(-1);
  const suite = world.state.suites[one.suiteId ?? ""];
  const slow = one.tries.some((item) => item.isSlow);
  return html`<tr data-testid="sim-delivery"><td class="tight"><a href="/deliveries/${one.id}">${when(one.at)}</a></td><td>${suite?.name ?? "–"}</td>
    <td class="tight">${channelText(t, one.channel)}</td><td><code>${one.type}</code></td>
    <td class="tight">${last?.status ?? last?.error ?? "–"} · ${last?.ms ?? 0} ms ${slow ? badge("wait", t("超过 1 秒", "above 1 s")) : none}</td>
    <td>${badge(moodOf(one), verdictText(t, one))}</td><td class="tight">${one.library ?? "–"}</td><td>${one.tries.length}</td></tr>`;
}

function detail(t: Text, found: Delivery): Part {
  const tries = found.tries.map((one) => tryCard(t, one));
  return html`<section class="card"><dl><dt>${t("判定", "Verdict")}</dt><dd>${badge(moodOf(found), verdictText(t, found))}</dd>
      <dt>${t("时间", "Time")}</dt><dd>${when(found.at)}</dd>
      <dt>${t("通道", "Channel")}</dt><dd>${channelText(t, found.channel)}</dd><dt>ReceiveId</dt><dd><code>${found.receiveId}</code></dd>
      <dt>${t("故障", "Faults")}</dt><dd>${found.faults.join(", ") || "–"}</dd><dt>${t("库错误码", "Library number")}</dt><dd>${found.library === null ? "–" : html`<code>${found.library}</code> ${libraryText(t, found.library)}`}</dd>
      <dt>${t("明文", "Plaintext")}</dt><dd><pre data-testid="sim-plaintext">${found.plaintext}</pre></dd>
      ${found.reply === null ? none : html`<dt>${t("被动回复", "Reply")}</dt><dd><pre>${found.reply}</pre></dd>`}</dl></section>${tries}` as Part &
    object;
}

function tryCard(t: Text, one: Try): Part {
  return html`<section class="card" data-testid="sim-try"><h2>${t(`第 ${one.number} 次`, `Try ${one.number}`)} · ${t(...VERDICT_TEXT[one.verdict])}</h2>
      <dl><dt>POST</dt><dd><code>${one.requestUrl}</code></dd><dt>${t("时间", "Time")}</dt><dd>${when(one.startedAt)}</dd>
      <dt>${t("请求", "Request")}</dt><dd><pre>${one.requestBody.slice(0, 4000)}</pre></dd>
      <dt>HTTP</dt><dd>${one.status ?? one.error ?? "–"} · ${one.ms} ms ${one.isSlow ? badge("wait", t("授权事件须在 1 秒内响应", "authorisation events want an answer within 1 s")) : none}</dd>
      <dt>${t("响应", "Body")}</dt><dd><pre>${one.body}</pre></dd></dl></section>`;
}

function moodOf(one: Delivery): Mood {
  if (one.state === "sending") return "wait";
  return one.state === "delivered" && one.verdict !== "bad_body" ? "ok" : "bad";
}

function verdictText(t: Text, one: Delivery): string {
  return one.verdict === null ? t("发送中", "sending") : t(...VERDICT_TEXT[one.verdict]);
}

export function channelText(t: Text, channel: string): string {
  const names: Record<string, string> = {
    command: t("指令回调", "instruction"),
    data: t("数据回调", "data"),
    settings: t("业务设置", "setting"),
    provider: t("系统事件", "provider"),
  };
  return names[channel] ?? channel;
}

/** protocol.md 2.8. */
function libraryText(t: Text, number: number): string {
  const texts: Record<number, string> = {
    [-40001]: t("签名错误", "signature does not verify"),
    [-40002]: t("XML 解析失败", "XML parsing failed"),
    [-40003]: t("SHA-1 计算失败", "computing SHA-1 failed"),
    [-40004]: t("EncodingAESKey 非法", "illegal EncodingAESKey"),
    [-40005]: t("ReceiveId 不匹配", "receive id mismatch"),
    [-40006]: t("AES 加密失败", "AES encryption failed"),
    [-40007]: t("AES 解密失败", "AES decryption failed"),
    [-40008]: t("解密后数据非法", "decrypted buffer is illegal"),
    [-40009]: t("Base64 编码失败", "base64 encoding failed"),
    [-40010]: t("Base64 解码失败", "base64 decoding failed"),
    [-40011]: t("生成 XML 失败", "building XML failed"),
  };
  return texts[number] ?? "";
}
