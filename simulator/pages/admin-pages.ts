import { Hono } from "hono";
import { html } from "hono/html";
import { businessSettingUrl } from "../business-setting";
import type { AppEnv } from "../http-app";
import { findCorp, findInstall, wireCorpid } from "../identity";
import { cancelAuth, changeAuth, resetPermanentCode } from "../installs";
import type { Suite } from "../state";
import type { Corp, Install } from "../state-corp";
import type { World } from "../world";
import { adminSelect, rangeFields, readConsent } from "./consent-form";
import { type Html, langOf, refusal, render, type Text, textFor, when } from "./layout";
import { sendBack } from "./redirect";

/** The enterprise's own admin console: apps, business setting, range, cancellation. Source: protocol.md 4.4, 4.5. */
export function adminRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.get("/admin", (context) => {
    const t = textFor(langOf(context));
    const corps = Object.values(world.state.corps).slice(0, 200);
    const rows = corps.map(
      (corp) => html`<tr><td><a href="/admin/${corp.corpid}" data-testid="sim-corp-link">${corp.name}</a></td>
      <td><code>${corp.corpid}</code></td><td>${corp.members.length}</td></tr>`,
    );
    const body = html`<section class="card"><table><thead><tr><th>${t("企业", "Enterprise")}</th><th>corpid</th><th>${t("成员数", "Members")}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
    return render(context, { title: t("选择企业", "Choose an enterprise"), side: "admin", body });
  });

  app.get("/admin/:corpid", (context) => {
    const t = textFor(langOf(context));
    const corp = findCorp(world, context.req.param("corpid"));
    if (corp === null) return refusal(context, 2000002, "企业不存在", "No such enterprise");
    const apps = Object.values(world.state.suites).filter((suite) => suite.kind !== "login");
    const body = html`<section class="card"><dl><dt>corpid</dt><dd><code>${corp.corpid}</code></dd>
      <dt>${t("服务商所见 corpid", "corpid the provider sees")}</dt><dd><code data-testid="sim-wire-corpid">${wireCorpid(world, corp)}</code></dd></dl></section>
      ${apps.map((suite) => appCard(world, t, corp, suite))}`;
    return render(context, { title: corp.name, side: "admin", body });
  });

  /** Sends the browser to the provider, signed in as the chosen administrator. */
  app.get("/admin/:corpid/apps/:suiteId/business-setting", async (context) => {
    const found = find(context.req.param());
    if (found === null) return refusal(context, 48004, "应用未安装", "Not installed");
    const { corp, suite } = found;
    if (suite.businessUrl === "")
      return refusal(
        context,
        40063,
        "服务商未设置业务设置 URL",
        "The provider has set no business-setting URL",
      );
    const adminId = context.req.query("admin") ?? corp.admins[0]?.id ?? "";
    const about = { suiteId: suite.suiteId, corpid: corp.corpid };
    return sendBack(world, context, businessSettingUrl(world, suite, corp, { adminId }), about);
  });

  app.post("/admin/:corpid/apps/:suiteId/:action", async (context) => {
    const found = find(context.req.param());
    if (found === null) return refusal(context, 48004, "应用未安装", "Not installed");
    const { corp, suite, install } = found;
    const form = await readConsent(world, context);
    const actions: Record<string, () => Promise<unknown>> = {
      cancel: () => cancelAuth(world, suite, corp, install),
      range: () => changeAuth(world, suite, corp, install, { range: form.range }),
      toggle: () => changeAuth(world, suite, corp, install, { disabled: !install.disabled }),
      "reset-secret": () => resetPermanentCode(world, suite, corp, install),
    };
    const act = actions[context.req.param("action")];
    if (act === undefined) return context.notFound();
    // The push goes on in the background: the admin's page does not wait for the provider.
    void act();
    return context.redirect(`/admin/${corp.corpid}`, 303);
  });

  function find({ corpid = "", suiteId = "" }: Record<string, string>) {
    const corp = findCorp(world, corpid);
    const suite = world.state.suites[suiteId];
    const install =
      corp === null || suite === undefined ? null : findInstall(world, suite.suiteId, corp.corpid);
    return corp === null || suite === undefined || install?.status !== "active"
      ? null
      : { corp, suite, install };
  }
  return app;
}

function appCard(world: World, t: Text, corp: Corp, suite: Suite): Html | Promise<Html> {
  const install = findInstall(world, suite.suiteId, corp.corpid);
  const isInstalled = install?.status === "active";
  return html`<section class="card" data-testid="sim-app" data-suite="${suite.suiteId}">
    <h2>${suite.name}</h2>
    ${isInstalled && install !== null ? installedApp(t, corp, suite, install) : notInstalled(t, corp, suite, install)}
  </section>`;
}

function notInstalled(t: Text, corp: Corp, suite: Suite, install: Install | null): Html | Promise<Html> {
  const query = new URLSearchParams({ suite_id: suite.suiteId, corp: corp.corpid });
  const note =
    install === null
      ? t("未安装", "Not installed")
      : `${t("已于", "Cancelled")} ${when(install.cancelledAt)} ${t("取消授权", "")}`;
  return html`<p class="quiet" data-testid="sim-app-state">${note}</p>
    <a class="button" data-testid="sim-install" href="/3rdapp/market?${query}">${t("从应用市场安装", "Install from the market")}</a>`;
}

function installedApp(t: Text, corp: Corp, suite: Suite, install: Install): Html | Promise<Html> {
  const base = `/admin/${corp.corpid}/apps/${suite.suiteId}`;
  const state = install.disabled ? t("已停用", "Disabled") : t("已启用", "Enabled");
  return html`<dl><dt>${t("状态", "State")}</dt><dd data-testid="sim-app-state">${state}</dd>
      <dt>AgentId</dt><dd><code data-testid="sim-agentid">${install.agentid}</code></dd>
      <dt>${t("安装时间", "Installed")}</dt><dd>${when(install.installedAt)}</dd></dl>
    <form method="get" action="${base}/business-setting" class="row">
      ${adminSelect(t, corp, install.authAdminId ?? "")}
      <label><button data-testid="sim-business-setting">${t("业务设置", "Business setting")}</button></label>
    </form>
    <details><summary>${t("修改可见范围", "Change the visible range")}</summary>
      <form method="post" action="${base}/range">
        ${rangeFields(t, corp, install.range)}
        <button data-testid="sim-change-range">${t("保存可见范围", "Save the range")}</button>
      </form>
    </details>
    <div class="row">
      <form method="post" action="${base}/toggle"><button class="plain" data-testid="sim-toggle">${install.disabled ? t("启用应用", "Enable") : t("停用应用", "Disable")}</button></form>
      ${suite.kind === "template" ? html`<form method="post" action="${base}/reset-secret"><button class="plain" data-testid="sim-reset-secret">${t("重新获取 secret", "Get the secret again")}</button></form>` : ""}
      <form method="post" action="${base}/cancel"><button class="danger" data-testid="sim-cancel">${t("取消授权", "Cancel authorisation")}</button></form>
    </div>`;
}
