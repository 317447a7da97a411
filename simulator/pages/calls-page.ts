import type { Hono } from "hono";
import { html } from "hono/html";
import { errorText } from "../errors";
import type { AppEnv } from "../http-app";
import type { HistoryEntry } from "../state-log";
import type { World } from "../world";
import { langOf, render, type Text, textFor, when } from "./layout";
import { badge, cut, field, type Part, pager, select, table } from "./parts";

const PAGE = 50;

/** Every API call that came in, its body and its answer. */
export function addCalls(app: Hono<AppEnv>, world: World): void {
  app.get("/calls", (context) => {
    const t = textFor(langOf(context));
    const { path = "", outcome = "", page } = context.req.query();
    const query = Object.fromEntries(Object.entries({ path, outcome }).filter(([, value]) => value !== ""));
    const all = world.state.history.filter(
      (one) =>
        one.what === "api" &&
        (path === "" || one.path.includes(path)) &&
        (outcome === "" || (outcome === "good") === (one.errcode === 0)),
    );
    const found = cut(all.toReversed(), page, PAGE);
    const outcomes = [
      { value: "", label: t("全部", "all") },
      { value: "good", label: t("成功", "good") },
      { value: "bad", label: t("失败", "failed") },
    ];
    const heads = [
      t("时间", "Time"),
      t("接口", "Endpoint"),
      t("结果", "Result"),
      "ms",
      t("请求与响应", "Request and answer"),
    ];
    const empty = t("还没有接口调用。", "No calls yet.");
    const body = html`<section class="card"><form method="get" class="row">
        ${field(t("接口", "Endpoint"), "path", path, { type: "search", hint: "service/get_corp_token" })} ${select(t("结果", "Result"), "outcome", outcomes, outcome)}
        <label class="fixed"><button class="plain">${t("筛选", "Filter")}</button></label></form></section>
      <section class="card">${table(
        t("接口调用", "API calls"),
        heads,
        found.rows.map((one) => row(t, one)),
        empty,
        "sim-calls",
      )}
      ${pager(query, found.page, found.pages, t("较新", "newer"), t("较早", "older"))}</section>`;
    return render(context, { title: t("接口调用", "API calls"), side: "calls", body });
  });
}

function row(t: Text, one: HistoryEntry): Part {
  const at = one.path.indexOf("?");
  const path = one.path.slice(0, at < 0 ? undefined : at).replace("/cgi-bin/", "");
  const code = one.errcode;
  const result =
    code === 0
      ? badge("ok", t("成功", "ok"))
      : badge(
          "bad",
          code === null ? `${one.status ?? t("无响应", "no answer")}` : `${code} ${errorText(code)}`,
        );
  return html`<tr data-testid="sim-call"><td class="tight">${when(one.at)}</td><td><code>${one.method} ${path}</code></td><td>${result}</td><td>${one.ms}</td>
    <td><details><summary>${t("查看", "Show")}</summary><dl><dt>URL</dt><dd><code>${one.path}</code></dd>
    <dt>${t("请求", "Request")}</dt><dd><pre>${one.request || "–"}</pre></dd><dt>${t("响应", "Answer")}</dt><dd><pre>${one.response}</pre></dd></dl></details></td></tr>`;
}
