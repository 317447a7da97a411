import { Hono } from "hono";
import { html } from "hono/html";
import { API_FAULTS, addFault, DELIVERY_FAULTS, type FaultKind, removeFaults } from "../faults";
import type { AppEnv } from "../http-app";
import type { World } from "../world";
import { langOf, refusal, render, textFor, when } from "./layout";
import { VERDICT_TEXT } from "./verdicts";

/** Deliveries with every try, and the fault panel. */
export function logRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.get("/deliveries", (context) => {
    const t = textFor(langOf(context));
    const rows = world.state.deliveries
      .slice(-200)
      .reverse()
      .map((one) => {
        const last = one.tries.at(-1);
        const verdict = one.verdict === null ? t("发送中", "sending") : t(...VERDICT_TEXT[one.verdict]);
        const isGood = one.state === "delivered" && one.verdict !== "bad_body";
        return html`<tr data-testid="sim-delivery"><td><a href="/deliveries/${one.id}">${when(one.at)}</a></td><td>${one.channel}</td><td><code>${one.type}</code></td>
        <td>${last?.status ?? "–"} · ${last?.ms ?? 0} ms${one.tries.some((item) => item.isSlow) ? ` · ${t("超过 1 秒", "above 1 s")}` : ""}</td>
        <td class="${isGood ? "ok" : "bad"}">${isGood ? "✓" : "✗"} ${verdict}</td><td>${one.library ?? ""}</td><td>${one.tries.length}</td></tr>`;
      });
    const heads = [
      t("时间", "Time"),
      t("通道", "Channel"),
      t("类型", "Type"),
      t("响应", "Answer"),
      t("结果", "Verdict"),
      t("库错误码", "Library"),
      t("次数", "Tries"),
    ];
    const empty = html`<tr><td colspan="7">${t("还没有投递。", "Nothing yet.")}</td></tr>`;
    const body = html`<section class="card"><table data-testid="sim-deliveries"><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead>
      <tbody>${rows.length === 0 ? empty : rows}</tbody></table></section>`;
    return render(context, { title: t("投递记录", "Deliveries"), side: "log", body });
  });

  app.get("/deliveries/:id", (context) => {
    const t = textFor(langOf(context));
    const found = world.state.deliveries.find((one) => one.id === context.req.param("id"));
    if (found === undefined) return refusal(context, 40058, "没有这条投递", "No such delivery");
    const tries = found.tries.map(
      (
        one,
      ) => html`<section class="card" data-testid="sim-try"><h2>#${one.number} · ${t(...VERDICT_TEXT[one.verdict])}</h2>
      <dl><dt>POST</dt><dd><code>${one.requestUrl}</code></dd><dt>${t("请求", "Request")}</dt><dd><pre>${one.requestBody.slice(0, 4000)}</pre></dd>
      <dt>HTTP</dt><dd>${one.status ?? one.error ?? "–"} · ${one.ms} ms</dd><dt>${t("响应", "Body")}</dt><dd><pre>${one.body}</pre></dd></dl></section>`,
    );
    const body = html`<section class="card"><dl><dt>${t("通道", "Channel")}</dt><dd>${found.channel}</dd><dt>ReceiveId</dt><dd><code>${found.receiveId}</code></dd>
      <dt>${t("故障", "Faults")}</dt><dd>${found.faults.join(", ") || "–"}</dd><dt>${t("库错误码", "Library number")}</dt><dd>${found.library ?? "–"}</dd>
      <dt>${t("明文", "Plaintext")}</dt><dd><pre data-testid="sim-plaintext">${found.plaintext}</pre></dd>
      ${found.reply === null ? "" : html`<dt>${t("被动回复", "Reply")}</dt><dd><pre>${found.reply}</pre></dd>`}</dl></section>${tries}`;
    return render(context, { title: found.type, side: "log", body });
  });

  app.get("/faults", (context) => {
    const t = textFor(langOf(context));
    const options = (kinds: readonly FaultKind[]) => kinds.map((kind) => html`<option>${kind}</option>`);
    const rows = world.state.faults.map(
      (
        one,
      ) => html`<tr data-testid="sim-fault"><td>${one.kind}</td><td><code>${JSON.stringify(one.scope)}</code></td><td>${one.remaining ?? "∞"}</td><td>${one.hits}</td>
      <td><form method="post" action="/faults/${one.id}/remove"><button class="danger" data-testid="sim-remove-fault">${t("移除", "Remove")}</button></form></td></tr>`,
    );
    const body = html`<section class="card"><form method="post" action="/faults">
        <label>${t("故障", "Fault")}<select name="kind" data-testid="sim-fault-kind"><optgroup label="${t("投递", "deliveries")}">${options(DELIVERY_FAULTS)}</optgroup><optgroup label="API">${options(API_FAULTS)}</optgroup></select></label>
        <label>SuiteID<input type="text" name="suiteId" /></label>
        <label>${t("接口（如 service/get_corp_token）", "Endpoint (e.g. service/get_corp_token)")}<input type="text" name="endpoint" /></label>
        <label>${t("事件类型（如 suite_ticket）", "Event type (e.g. suite_ticket)")}<input type="text" name="type" /></label>
        <label>${t("次数（留空为一直）", "Times (empty = always)")}<input type="number" name="remaining" min="1" value="1" /></label>
        <button data-testid="sim-add-fault">${t("添加", "Add")}</button></form></section>
      <section class="card"><table><tbody>${rows}</tbody></table></section>`;
    return render(context, { title: t("故障注入", "Faults"), side: "log", body });
  });

  app.post("/faults", async (context) => {
    const form = await context.req.parseBody();
    const kind = [...DELIVERY_FAULTS, ...API_FAULTS].find((one) => one === form.kind);
    if (kind === undefined) return refusal(context, 40058, "没有这种故障", "No such fault");
    const names = ["suiteId", "endpoint", "type"] as const;
    const scope = Object.fromEntries(
      names.flatMap((name) => (form[name] ? [[name, String(form[name])]] : [])),
    );
    addFault(world, { kind, scope, remaining: form.remaining ? Number(form.remaining) : null });
    return context.redirect("/faults", 303);
  });
  app.post("/faults/:id/remove", (context) => {
    removeFaults(world, context.req.param("id"));
    return context.redirect("/faults", 303);
  });
  return app;
}
