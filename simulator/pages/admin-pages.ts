import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { type AdminChange, changeAdministrators } from "../administrators";
import { businessSettingUrl } from "../business-setting";
import { type ContactChange, changeContacts } from "../contacts";
import { addCorp } from "../corps";
import type { AppEnv } from "../http-app";
import { findCorp, findInstall, isMatch } from "../identity";
import { cancelAuth, changeAuth, resetPermanentCode } from "../installs";
import type { World } from "../world";
import { corpBody } from "./admin-parts";
import { readConsent } from "./consent-form";
import { langOf, refusal, render, textFor } from "./layout";
import { cut, field, pager, table } from "./parts";
import { sendBack } from "./redirect";

const PAGE = 50;

/** The enterprise's own admin console: apps, business setting, range, people, cancellation. Source: protocol.md 4.4, 4.5. */
export function adminRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.get("/admin", (context) => {
    const t = textFor(langOf(context));
    const { q = "", page } = context.req.query();
    const found = cut(
      Object.values(world.state.corps).filter((corp) => isMatch(corp, q)),
      page,
      PAGE,
    );
    const rows = found.rows.map(
      (corp) => html`<tr><td><a href="/admin/${corp.corpid}" data-testid="sim-corp-link">${corp.name}</a></td>
      <td><code>${corp.corpid}</code></td><td>${corp.members.length}</td><td>${corp.isTest ? t("测试企业", "test corp") : t("正式企业", "real corp")}</td></tr>`,
    );
    const heads = [t("企业", "Enterprise"), "corpid", t("成员数", "Members"), t("类型", "Kind")];
    const empty =
      q === ""
        ? t("还没有企业，请在下方创建。", "No enterprises yet; create one below.")
        : t("没有匹配的企业。", "No match.");
    const body = html`<section class="card">
        <form method="get" class="row" role="search">${field(t("名称或 corpid", "Name or corpid"), "q", q, { type: "search" })}
        <label class="fixed"><button class="plain">${t("查找", "Find")}</button></label></form></section>
      <section class="card">${table(t("企业", "Enterprises"), heads, rows, empty)}
        ${pager(q === "" ? {} : { q }, found.page, found.pages, t("上一页", "previous"), t("下一页", "next"))}</section>
      <section class="card"><h2>${t("创建企业", "Create an enterprise")}</h2>
        <form method="post" action="/admin" class="row">
          <label>${t("企业名称", "Name")}<input type="text" name="name" required maxlength="64" data-testid="sim-corp-name" /></label>
          <label class="row fixed"><input type="checkbox" name="isTest" value="1" checked /> ${t("测试企业", "Test corp")}</label>
          <label class="fixed"><button data-testid="sim-create-corp">${t("创建", "Create")}</button></label></form></section>`;
    return render(context, { title: t("选择企业", "Choose an enterprise"), side: "admin", body });
  });

  app.post("/admin", async (context) => {
    const form = await context.req.parseBody();
    const corp = addCorp(world, {
      name: String(form.name ?? "").trim() || undefined,
      isTest: form.isTest === "1",
    });
    return context.redirect(`/admin/${corp.corpid}`, 303);
  });

  app.get("/admin/:corpid", (context) => {
    const t = textFor(langOf(context));
    const corp = findCorp(world, context.req.param("corpid"));
    if (corp === null) return refusal(context, 2000002, "企业不存在", "No such enterprise");
    return render(context, { title: corp.name, side: "admin", body: corpBody(world, t, corp) });
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
      range: () => changeAuth(world, suite, corp, install, { range: form.range, authMode: form.authMode }),
      toggle: () => changeAuth(world, suite, corp, install, { disabled: !install.disabled }),
      "reset-secret": () => resetPermanentCode(world, suite, corp, install),
    };
    const act = actions[context.req.param("action")];
    if (act === undefined) return context.notFound();
    // The push goes on in the background: the admin's page does not wait for the provider.
    void act();
    return context.redirect(`/admin/${corp.corpid}`, 303);
  });

  app.post("/admin/:corpid/administrators", (context) =>
    edit(context, (form) => {
      const corp = findCorp(world, context.req.param("corpid"));
      return corp === null ? null : changeAdministrators(world, corp, readAdminChange(form));
    }),
  );

  app.post("/admin/:corpid/members", (context) =>
    edit(context, (form) => {
      const corp = findCorp(world, context.req.param("corpid"));
      return corp === null ? null : changeContacts(world, corp, readContactChange(form));
    }),
  );

  async function edit(
    context: Context<AppEnv>,
    act: (form: Record<string, string>) => Promise<unknown> | null,
  ): Promise<Response> {
    const body = await context.req.parseBody();
    const form = Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name, String(value).trim()]),
    );
    if (act(form) === null)
      return refusal(context, 60111, "不存在，或是最后一位管理员", "Not there, or the last administrator");
    return context.redirect(`/admin/${context.req.param("corpid")}`, 303);
  }

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

function readAdminChange(form: Record<string, string>): AdminChange {
  const { change, id = "", name = "", userid = "" } = form;
  if (change === "remove") return { change, id };
  if (change === "rights") return { change, id, authType: form.authType === "0" ? 0 : 1 };
  const type = Number(form.userType);
  const userType = type === 1 || type === 3 || type === 4 ? type : 2;
  return { change: "add", admin: { userid: userid || null, name: name || userid, userType } };
}

function readContactChange(form: Record<string, string>): ContactChange {
  const { change, userid = "", name = "" } = form;
  if (change === "delete_user") return { changeType: change, userid };
  const departments = [Number(form.department) || 1];
  if (change === "update_user")
    return { changeType: change, userid, change: { name: name || undefined, departments } };
  return { changeType: "create_user", member: { userid, name: name || userid, departments } };
}
