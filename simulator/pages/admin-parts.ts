import { html } from "hono/html";
import { findInstall, wireCorpid, wireUserid } from "../identity";
import type { Suite } from "../state";
import type { Corp, Install } from "../state-corp";
import type { World } from "../world";
import { adminName, adminSelect, rangeFields } from "./consent-form";
import { hidden, none, type Text, when } from "./layout";
import { badge, check, field, type Part, select, table } from "./parts";

const SHOWN_MEMBERS = 50;

/** One enterprise as its administrators see it. */
export function corpBody(world: World, t: Text, corp: Corp): Part {
  const apps = Object.values(world.state.suites).filter((suite) => suite.kind !== "login");
  return html`<section class="card"><dl><dt>corpid</dt><dd><code>${corp.corpid}</code></dd>
      <dt>${t("服务商所见 corpid", "corpid the provider sees")}</dt><dd><code data-testid="sim-wire-corpid">${wireCorpid(world, corp)}</code></dd>
      <dt>${t("认证", "Verified")}</dt><dd>${corp.corpType === "verified" ? t("已认证", "yes") : t("未认证", "no")}</dd></dl></section>
    <div class="columns">${apps.map((suite) => appCard(world, t, corp, suite))}</div>
    ${administrators(t, corp)} ${members(world, t, corp)}`;
}

function appCard(world: World, t: Text, corp: Corp, suite: Suite): Part {
  const install = findInstall(world, suite.suiteId, corp.corpid);
  const isInstalled = install?.status === "active";
  return html`<section class="card" data-testid="sim-app" data-suite="${suite.suiteId}">
    <h2>${suite.name}</h2>
    ${isInstalled && install !== null ? installedApp(t, corp, suite, install) : notInstalled(t, corp, suite, install)}
  </section>`;
}

function notInstalled(t: Text, corp: Corp, suite: Suite, install: Install | null): Part {
  const query = new URLSearchParams({ suite_id: suite.suiteId, corp: corp.corpid });
  const note =
    install === null
      ? t("未安装", "Not installed")
      : t(`已于 ${when(install.cancelledAt)} 取消授权`, `Cancelled at ${when(install.cancelledAt)}`);
  const label =
    install === null ? t("从应用市场安装", "Install from the market") : t("重新安装", "Install again");
  return html`<p class="quiet" data-testid="sim-app-state">${note}</p>
    <a class="button" data-testid="sim-install" href="/3rdapp/market?${query}">${label}</a>`;
}

function installedApp(t: Text, corp: Corp, suite: Suite, install: Install): Part {
  const base = `/admin/${corp.corpid}/apps/${suite.suiteId}`;
  const state = install.disabled
    ? badge("wait", t("已停用", "Disabled"))
    : badge("ok", t("已启用", "Enabled"));
  const from =
    install.origin === "vendor"
      ? t("企业微信侧（create_auth）", "WeCom's side (create_auth)")
      : t("服务商网站（跳转）", "provider's site (redirect)");
  return html`<dl><dt>${t("状态", "State")}</dt><dd data-testid="sim-app-state">${state}</dd>
      <dt>AgentId</dt><dd><code data-testid="sim-agentid">${install.agentid}</code></dd>
      <dt>${t("安装时间", "Installed")}</dt><dd>${when(install.installedAt)}</dd>
      <dt>${t("来源", "By way of")}</dt><dd>${from}</dd></dl>
    <form method="get" action="${base}/business-setting" class="row">
      ${adminSelect(t, corp, install.authAdminId ?? "")}
      <label class="fixed"><button data-testid="sim-business-setting">${t("业务设置", "Business setting")}</button></label>
    </form>
    <p><a href="/phone/${corp.corpid}/${corp.members[0]?.userid ?? ""}/${suite.suiteId}">${t("在成员手机中打开", "Open on a member's phone")}</a></p>
    <details><summary>${t("修改可见范围与模式", "Change range and mode")}</summary>
      <form method="post" action="${base}/range">
        ${rangeFields(t, corp, install.range)}
        <div class="checks">${check(t("成员授权模式", "Member authorisation mode"), "auth_mode", install.authMode === 1)}</div>
        <button data-testid="sim-change-range">${t("保存可见范围", "Save the range")}</button>
      </form>
    </details>
    <div class="row">
      <form method="post" action="${base}/toggle"><button class="plain" data-testid="sim-toggle">${install.disabled ? t("启用应用", "Enable") : t("停用应用", "Disable")}</button></form>
      ${suite.kind === "template" ? html`<form method="post" action="${base}/reset-secret"><button class="plain" data-testid="sim-reset-secret">${t("重新获取 secret", "Get the secret again")}</button></form>` : none}
      <form method="post" action="${base}/cancel"><button class="danger" data-testid="sim-cancel">${t("取消授权", "Cancel authorisation")}</button></form>
    </div>`;
}

/** Each change tells the installed apps: change_app_admin. */
function administrators(t: Text, corp: Corp): Part {
  const action = `/admin/${corp.corpid}/administrators`;
  const rows = corp.admins.map((admin) => {
    const isManager = admin.authType === 1;
    return html`<tr><td>${adminName(t, admin)}</td><td>${admin.userid ?? t("不在通讯录", "not in the address book")}</td>
      <td>${isManager ? t("管理", "manages") : t("仅使用", "may use")}</td>
      <td class="nowrap"><form method="post" action="${action}">${hidden({ change: "rights", id: admin.id, authType: isManager ? "0" : "1" })}
        <button class="plain small" aria-label="${t("更改权限", "Change the rights")}：${admin.name}">${isManager ? t("改为仅使用", "Use only") : t("改为管理", "Manage")}</button></form></td>
      <td><form method="post" action="${action}">${hidden({ change: "remove", id: admin.id })}<button class="danger small" aria-label="${t("移除", "Remove")}：${admin.name}">${t("移除", "Remove")}</button></form></td></tr>`;
  });
  const types = [
    { value: "2", label: t("内部系统管理员", "internal system admin") },
    { value: "3", label: t("外部系统管理员", "external system admin") },
    { value: "4", label: t("分级管理员", "graded admin") },
    { value: "1", label: t("创建者", "creator") },
  ];
  const heads = [t("管理员", "Administrator"), "userid", t("权限", "Rights"), "", ""];
  return html`<section class="card"><h2>${t("管理员", "Administrators")}</h2>
    <p class="quiet">${t("修改后向已安装的应用推送 change_app_admin。", "A change pushes change_app_admin to the installed apps.")}</p>
    ${table(t("管理员", "Administrators"), heads, rows, "")}
    <form method="post" action="${action}" class="row">${hidden({ change: "add" })}
      ${field(t("userid（留空为通讯录外）", "userid (empty: outside the address book)"), "userid", "")}
      ${field(t("姓名", "Name"), "name", "")} ${select(t("类型", "Kind"), "userType", types)}
      <label class="fixed"><button class="plain" data-testid="sim-add-admin">${t("添加管理员", "Add")}</button></label></form></section>`;
}

/** Each change tells the apps that can see the member: change_contact. */
function members(world: World, t: Text, corp: Corp): Part {
  const action = `/admin/${corp.corpid}/members`;
  const rows = corp.members.slice(0, SHOWN_MEMBERS).map(
    (
      member,
    ) => html`<tr><td>${member.name}</td><td><code>${member.userid}</code></td><td><code>${wireUserid(world, member)}</code></td><td>${member.departments.join(", ")}</td>
      <td><form method="post" action="${action}">${hidden({ change: "delete_user", userid: member.userid })}<button class="danger small" aria-label="${t("删除成员", "Delete")}：${member.name}">${t("删除", "Delete")}</button></form></td></tr>`,
  );
  const departments = corp.departments.map((one) => ({ value: String(one.id), label: one.name }));
  const heads = [
    t("姓名", "Name"),
    "userid",
    t("服务商所见", "as the provider sees it"),
    t("部门", "Departments"),
    "",
  ];
  return html`<section class="card"><h2>${t("通讯录", "Address book")}</h2>
    <p class="quiet">${t("修改后向可见该成员的应用推送 change_contact。", "A change pushes change_contact to the apps that see the member.")}</p>
    ${table(t("成员", "Members"), heads, rows, t("还没有成员。", "No members yet."))}
    <form method="post" action="${action}" class="row">${hidden({ change: "create_user" })}
      ${field("userid", "userid", "")} ${field(t("姓名", "Name"), "name", "")} ${select(t("部门", "Department"), "department", departments)}
      <label class="fixed"><button class="plain" data-testid="sim-add-member">${t("添加成员", "Add a member")}</button></label></form></section>`;
}
