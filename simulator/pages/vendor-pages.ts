import { Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../http-app";
import type { Suite } from "../state";
import { addSuite, randomAesKey, saveProviderUrl, saveUrls } from "../suites";
import { pushTicket } from "../tickets";
import type { World } from "../world";
import { langOf, refusal, render, textFor } from "./layout";
import { select, table } from "./parts";
import { providerCard, suiteBody, suiteRow } from "./vendor-parts";

/** The vendor console: suites, URLs with live proof, secrets, tickets, domains, general parameters (6.2). */
export function vendorRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.get("/vendor", (context) => {
    const t = textFor(langOf(context));
    const heads = [t("名称", "Name"), "SuiteID", t("类型", "Kind"), t("状态", "State")];
    const rows = Object.values(world.state.suites).map((suite) => suiteRow(t, suite));
    const kinds = [
      { value: "app", label: t("第三方应用", "third-party app") },
      { value: "template", label: t("代开发模板", "customised-app template") },
      { value: "login", label: t("登录授权", "login authorisation") },
    ];
    const dialects = [
      { value: "wecom", label: t("企业微信", "WeCom") },
      { value: "legacy", label: t("企业号（旧）", "企业号 (legacy)") },
    ];
    const label = t("应用与模板", "Apps and templates");
    const body = html`<section class="card"><h2>${label}</h2>
        ${table(label, heads, rows, t("还没有应用，请在下方创建。", "No apps yet; create one below."))}
      </section>
      <section class="card"><h2>${t("创建应用", "Create an app")}</h2>
        <form method="post" action="/vendor/suites" class="row">
          <label>${t("名称", "Name")}<input type="text" name="name" required maxlength="32" data-testid="sim-suite-name" /></label>
          ${select(t("类型", "Kind"), "kind", kinds)} ${select(t("平台", "Platform"), "dialect", dialects)}
          <label class="fixed"><button data-testid="sim-create-suite">${t("创建", "Create")}</button></label>
        </form></section>
      ${providerCard(world, t)}`;
    return render(context, { title: t("服务商后台", "Vendor console"), side: "vendor", body });
  });

  app.post("/vendor/suites", async (context) => {
    const { name, kind, dialect } = await fields(context);
    const suite = addSuite(world, {
      name: name ?? "",
      kind: kind === "template" || kind === "login" ? kind : "app",
      dialect: dialect === "legacy" ? "legacy" : "wecom",
      published: false,
    });
    return context.redirect(`/vendor/suites/${suite.suiteId}`, 303);
  });

  app.get("/vendor/suites/:suiteId", (context) => {
    const t = textFor(langOf(context));
    const suite = world.state.suites[context.req.param("suiteId")];
    if (suite === undefined) return refusal(context, 40083, "应用不存在", "No such app");
    const isRandom = context.req.query("random") === "1";
    const suggested = isRandom ? { token: world.random.text(20), encodingAesKey: randomAesKey(world) } : null;
    return render(context, {
      title: suite.name,
      side: "vendor",
      body: suiteBody(world, t, suite, suggested),
    });
  });

  app.post("/vendor/suites/:suiteId/:action", async (context) => {
    const suite = world.state.suites[context.req.param("suiteId")];
    if (suite === undefined) return refusal(context, 40083, "应用不存在", "No such app");
    const form = await fields(context);
    const actions: Record<string, () => Promise<unknown> | undefined> = {
      urls: () => saveUrls(world, suite, pickUrls(form)),
      ticket: () => (suite.commandUrl === "" ? undefined : pushTicket(world, suite)),
      secret: () => {
        suite.suiteSecret = world.random.text(43);
        return undefined;
      },
      domains: () => setDomains(suite, form),
      publish: () => {
        suite.published = !suite.published;
        return undefined;
      },
    };
    const act = actions[context.req.param("action")];
    if (act === undefined) return context.notFound();
    await act();
    return context.redirect(`/vendor/suites/${suite.suiteId}`, 303);
  });

  app.post("/vendor/provider/:action", async (context) => {
    const form = await fields(context);
    const { provider } = world.state;
    if (context.req.param("action") === "url") {
      await saveProviderUrl(world, {
        url: form.url ?? "",
        token: form.token,
        encodingAesKey: form.encodingAesKey,
      });
    } else {
      provider.identityMode = form.identityMode === "plain" ? "plain" : "encrypted";
      provider.ipList = split(form.ipList);
      provider.loginDomains = split(form.loginDomains);
    }
    return context.redirect("/vendor", 303);
  });
  return app;
}

async function fields(context: {
  req: { parseBody(): Promise<Record<string, unknown>> };
}): Promise<Record<string, string>> {
  const form = await context.req.parseBody();
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value).trim()]));
}

function pickUrls({ token, encodingAesKey, commandUrl, dataUrl, businessUrl }: Record<string, string>) {
  return { token, encodingAesKey, commandUrl, dataUrl, businessUrl };
}

function setDomains(suite: Suite, form: Record<string, string>): undefined {
  suite.completionDomain = form.completionDomain ?? "";
  suite.trustedDomain = form.trustedDomain ?? "";
  suite.homeUrl = form.homeUrl ?? "";
  return undefined;
}

/** Addresses joined by `;` (protocol.md 5.3). */
function split(text: string | undefined): string[] {
  return (text ?? "").split(/[;\s]+/).filter((one) => one !== "");
}
