import { Hono } from "hono";
import { html } from "hono/html";
import { findCode } from "../codes";
import type { AppEnv } from "../http-app";
import { findCorp } from "../identity";
import { consent, wholeCorp } from "../installs";
import { enterPackage, registerCorp } from "../registration";
import type { World } from "../world";
import { hidden, langOf, refusal, render, textFor } from "./layout";
import { field, select } from "./parts";

const SHOWN_CORPS = 200;

/** The page behind a promotion code: register a new enterprise, or come in with one that exists (protocol.md 4.8). */
export function registerRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.get("/3rdservice/wework/register", (context) => {
    const t = textFor(langOf(context));
    const value = context.req.query("register_code") ?? "";
    const code = findCode(world, value, "register");
    if (typeof code === "string")
      return refusal(
        context,
        84022,
        "注册码无效、已使用或已过期",
        "The register_code is unknown, used or too old",
      );
    const apps = Object.values(world.state.suites).filter((suite) => suite.kind === "app");
    const none = { value: "", label: t("不安装应用", "no app") };
    const choices = [...apps.map((suite) => ({ value: suite.suiteId, label: suite.name })), none];
    const corps = Object.values(world.state.corps).slice(0, SHOWN_CORPS);
    const action = "/3rdservice/wework/register";
    const body = html`<section class="card"><h2>${t("注册新企业", "Register a new enterprise")}</h2><form method="post" action="${action}" data-testid="sim-register-form">
        ${hidden({ register_code: value })} ${field(t("企业名称", "Name"), "name", code.about.corpName ?? "")} ${select(t("同时安装", "Install with it"), "suite", choices, choices[0]?.value)}
        <button data-testid="sim-register">${t("完成注册", "Register")}</button></form></section>
      <section class="card"><h2>${t("已有企业", "An enterprise that exists")}</h2><form method="post" action="${action}" data-testid="sim-enter-form">
        ${hidden({ register_code: value })} ${select(
          t("企业", "Enterprise"),
          "corp",
          corps.map((corp) => ({ value: corp.corpid, label: corp.name })),
        )}
        <button class="plain" data-testid="sim-enter">${t("进入", "Enter")}</button></form></section>`;
    return render(context, { title: t("注册企业微信", "Register with WeCom"), side: "consent", body });
  });

  app.post("/3rdservice/wework/register", async (context) => {
    const t = textFor(langOf(context));
    const form = await context.req.parseBody();
    const code = findCode(world, String(form.register_code ?? ""), "register");
    if (typeof code === "string")
      return refusal(
        context,
        84022,
        "注册码无效、已使用或已过期",
        "The register_code is unknown, used or too old",
      );
    const existing = findCorp(world, String(form.corp ?? ""));
    const { corp } =
      existing === null
        ? registerCorp(world, code, String(form.name ?? "").trim(), "")
        : enterPackage(world, code, existing);
    const suite = world.state.suites[String(form.suite ?? "")];
    if (suite !== undefined)
      consent(world, {
        suite,
        corp,
        admin: corp.admins[0] ?? null,
        range: wholeCorp(corp),
        authMode: 0,
        origin: "vendor",
        state: null,
      });
    const body = html`<section class="card good" data-testid="sim-registered"><p>${t("完成，已通知服务商。", "Done; the provider was told.")}</p>
      <p><a class="button" href="/admin/${corp.corpid}">${t("前往企业管理后台", "Go to the enterprise admin")}</a></p></section>`;
    return render(context, { title: corp.name, side: "consent", body });
  });
  return app;
}
