import { Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../http-app";
import { consent } from "../installs";
import type { World } from "../world";
import { consentForm, readConsent } from "./consent-form";
import { langOf, refusal, render, textFor } from "./layout";

/** Flow B: market, promotion or customised-app QR code; create_auth is pushed, nobody is redirected (4.4). */
export function marketRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const suitesOf = (ids: string) => ids.split(",").flatMap((id) => world.state.suites[id] ?? []);

  app.get("/3rdapp/market", (context) => {
    const t = textFor(langOf(context));
    const query = context.req.query();
    const suites = suitesOf(query.suite_id ?? "");
    if (suites.length === 0) return refusal(context, 40083, "应用不存在", "No such app");
    const names = suites.map((suite) => suite.name).join("、");
    const testOnly = suites.some((suite) => !suite.published);
    const body = html`<section class="card"><p>${t("安装应用", "Install")} <strong>${names}</strong></p>
      ${consentForm(world, t, { action: "/3rdapp/market", query, testOnly })}</section>`;
    return render(context, { title: t("第三方应用市场", "App market"), side: "consent", body });
  });

  app.post("/3rdapp/market", async (context) => {
    const t = textFor(langOf(context));
    const { corp, admin, range, authMode, fields } = await readConsent(world, context);
    const suites = suitesOf(fields.suite_id ?? "");
    if (corp === null || suites.length === 0)
      return refusal(context, 40083, "应用或企业不存在", "No such app or enterprise");
    if (!corp.isTest && suites.some((suite) => !suite.published))
      return refusal(
        context,
        48002,
        "应用未上线，仅测试企业可安装",
        "Unpublished: only test corps may install",
      );
    const state = fields.state === undefined || fields.state === "" ? null : fields.state;
    for (const suite of suites)
      consent(world, { suite, corp, admin, range, authMode, origin: "vendor", state });
    const body = html`<section class="card good" data-testid="sim-installed">
      <p>${t("安装成功，已向服务商推送 create_auth。", "Installed; create_auth was pushed to the provider.")}</p>
      <p><a class="button" href="/admin/${corp.corpid}">${t("前往企业管理后台", "Go to the enterprise admin")}</a></p>
    </section>`;
    return render(context, { title: t("安装成功", "Installed"), side: "consent", body });
  });
  return app;
}
