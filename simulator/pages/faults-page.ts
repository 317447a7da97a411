import type { Hono } from "hono";
import { html } from "hono/html";
import { faultSchema } from "../fault-schema";
import { API_FAULTS, addFault, DELIVERY_FAULTS, type Fault, type FaultKind, removeFaults } from "../faults";
import type { AppEnv } from "../http-app";
import type { World } from "../world";
import { channelText } from "./deliveries-page";
import { FAULT_TEXT } from "./fault-texts";
import { langOf, none, refusal, render, type Text, textFor } from "./layout";
import { field, type Part, select, table } from "./parts";

const SCOPE = ["suiteId", "corpid", "channel", "url", "endpoint", "type"] as const;
const NUMBERS = ["remaining", "probability", "ms", "times", "seconds", "status"] as const;

/** The fault panel: what goes wrong, where, how often. */
export function addFaults(app: Hono<AppEnv>, world: World): void {
  app.get("/faults", (context) => {
    const t = textFor(langOf(context));
    const rows = world.state.faults.map((one) => row(world, t, one));
    const heads = [
      t("故障", "Fault"),
      t("范围", "Scope"),
      t("剩余次数", "Left"),
      t("概率", "Chance"),
      t("已触发", "Struck"),
      "",
    ];
    const label = t("已设置的故障", "Planned faults");
    const body = html`<section class="card"><h2>${label}</h2>${table(label, heads, rows, t("没有故障，一切正常。", "None: all is well."))}
        ${rows.length === 0 ? none : html`<form method="post" action="/faults/all/remove"><button class="danger" data-testid="sim-remove-faults">${t("全部移除", "Remove all")}</button></form>`}</section>
      ${form(world, t)}`;
    return render(context, { title: t("故障注入", "Faults"), side: "faults", body });
  });

  app.post("/faults", async (context) => {
    const given = await context.req.parseBody();
    const text = (name: string) => String(given[name] ?? "").trim();
    const scope = Object.fromEntries(
      SCOPE.flatMap((name) => (text(name) === "" ? [] : [[name, text(name)]])),
    );
    const numbers = Object.fromEntries(
      NUMBERS.flatMap((name) => (text(name) === "" ? [] : [[name, Number(text(name))]])),
    );
    const parsed = faultSchema.safeParse({ kind: text("kind"), scope, ...numbers });
    if (!parsed.success) {
      const names = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
      return refusal(context, 40058, `填写有误：${names}`, `Wrong: ${names}`);
    }
    addFault(world, parsed.data);
    return context.redirect("/faults", 303);
  });
  app.post("/faults/:id/remove", (context) => {
    const id = context.req.param("id");
    removeFaults(world, id === "all" ? null : id);
    return context.redirect("/faults", 303);
  });
}

function row(world: World, t: Text, one: Fault): Part {
  const scope = Object.entries(one.scope).map(([name, value]) => {
    const shown =
      name === "suiteId"
        ? (world.state.suites[value]?.name ?? value)
        : name === "channel"
          ? channelText(t, value)
          : value;
    return html`<div><span class="quiet">${name}</span> <code>${shown}</code></div>`;
  });
  return html`<tr data-testid="sim-fault"><td><code>${one.kind}</code><br /><span class="quiet">${t(...FAULT_TEXT[one.kind])}</span></td><td>${scope.length === 0 ? t("全部", "everything") : scope}</td>
    <td>${one.remaining ?? "∞"}</td><td>${Math.round(one.probability * 100)}%</td><td>${one.hits}</td>
    <td><form method="post" action="/faults/${one.id}/remove"><button class="danger small" data-testid="sim-remove-fault" aria-label="${t("移除", "Remove")} ${one.kind}">${t("移除", "Remove")}</button></form></td></tr>`;
}

function form(world: World, t: Text): Part {
  const options = (kinds: readonly FaultKind[]) =>
    kinds.map((kind) => html`<option value="${kind}">${t(...FAULT_TEXT[kind])} (${kind})</option>`);
  const any = { value: "", label: t("全部", "all") };
  const suites = Object.values(world.state.suites).map((one) => ({ value: one.suiteId, label: one.name }));
  const channels = ["command", "data", "settings", "provider"].map((one) => ({
    value: one,
    label: channelText(t, one),
  }));
  const number = (name: string, label: string, hint: string, value = "", step = "1") =>
    html`<label>${label}<input type="number" name="${name}" value="${value}" min="0" step="${step}" placeholder="${hint}" /></label>`;
  return html`<section class="card"><h2>${t("添加故障", "Add a fault")}</h2><form method="post" action="/faults">
      <label>${t("故障", "Fault")}<select name="kind" data-testid="sim-fault-kind"><optgroup label="${t("投递给服务商", "Callbacks to the provider")}">${options(DELIVERY_FAULTS)}</optgroup><optgroup label="${t("服务商调用接口", "Calls of the provider")}">${options(API_FAULTS)}</optgroup></select></label>
      <div class="row">${number("remaining", t("次数（留空为一直）", "Times (empty: always)"), "∞", "1")} ${number("probability", t("概率 0–1", "Chance 0–1"), "1", "", "0.01")}</div>
      <details><summary>${t("范围（留空为全部）", "Scope (empty: everything)")}</summary>
        <div class="row">${select(t("应用", "App"), "suiteId", [any, ...suites], "", "sim-fault-suite")} ${select(t("通道", "Channel"), "channel", [any, ...channels], "", "sim-fault-channel")}</div>
        <div class="row">${field("corpid", "corpid", "")} ${field(t("回调 URL 前缀", "Prefix of the callback URL"), "url", "")}</div>
        <div class="row">${field(t("接口", "Endpoint"), "endpoint", "", { hint: "service/get_corp_token" })} ${field(t("事件类型", "Event type"), "type", "", { hint: "suite_ticket" })}</div>
      </details>
      <details><summary>${t("参数", "Parameters")}</summary><div class="row">
        ${number("ms", t("毫秒（延迟、慢速）", "Milliseconds (delay, slow)"), "2000")} ${number("times", t("份数（重复、突发）", "Copies (duplicate, burst)"), "1")}
        ${number("seconds", t("秒（时钟偏差）", "Seconds (clock skew)"), "3600")} ${number("status", t("HTTP 状态", "HTTP status"), "503")}</div></details>
      <button data-testid="sim-add-fault">${t("添加", "Add")}</button></form></section>`;
}
