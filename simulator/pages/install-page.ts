import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { codeSeconds, findCode } from "../codes";
import { withQuery } from "../deliver";
import type { AppEnv } from "../http-app";
import { consent } from "../installs";
import type { Code, Suite } from "../state";
import type { World } from "../world";
import { consentForm, readConsent } from "./consent-form";
import { langOf, refusal, render, textFor } from "./layout";
import { sendBack } from "./redirect";

interface Wanted {
  suite: Suite;
  code: Code;
  redirectUri: string;
  state: string;
}

type Refused = readonly [errcode: number, zh: string, en: string];

/** Flow A: the install page opened from the provider's site (protocol.md 4.3, rule 6). */
export function installRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/3rdapp/install", (context) => showInstall(world, context));
  app.post("/3rdapp/install", async (context) => {
    const form = await readConsent(world, context);
    const wanted = check(world, form.fields);
    if ("refused" in wanted) return refusal(context, ...wanted.refused);
    const { suite, code, redirectUri, state } = wanted;
    const refused =
      form.corp === null
        ? ([2000002, "请选择企业", "Choose an enterprise"] as const)
        : mayInstall(suite, code, form.corp.isTest);
    if (form.corp === null || refused !== null)
      return refusal(context, ...(refused ?? [2000002, "请选择企业", "Choose an enterprise"]));
    // Consumed by one authorisation (unconfirmed, protocol.md 10).
    code.usedAt = world.clock.now();
    const { corp, admin, range, authMode } = form;
    const done = consent(world, {
      suite,
      corp,
      admin,
      range,
      authMode,
      origin: "website",
      state: state === "" ? null : state,
    });
    if (world.state.switches.loseRedirect) return lost(context);
    const expires = suite.dialect === "legacy" ? 1200 : codeSeconds(done.code);
    const query = `auth_code=${done.code.value}&expires_in=${expires}&state=${encodeURIComponent(state)}`;
    const about = { suiteId: suite.suiteId, corpid: corp.corpid };
    return sendBack(world, context, withQuery(redirectUri, query), about);
  });
  return app;
}

export function showInstall(world: World, context: Context<AppEnv>): Promise<Response> {
  const t = textFor(langOf(context));
  const query = context.req.query();
  const wanted = check(world, query);
  if ("refused" in wanted) return refusal(context, ...wanted.refused);
  const { suite } = wanted;
  const body = html`<section class="card">
    <p>${t("服务商", "Provider")} ${world.state.provider.name} ${t("申请为企业安装应用", "asks to install the app")} <strong>${suite.name}</strong></p>
    ${consentForm(world, t, { action: "/3rdapp/install", query, testOnly: !suite.published })}
  </section>`;
  return render(context, { title: t("应用授权", "Authorise an app"), side: "consent", body });
}

/** Suite id, pre_auth_code, host of redirect_uri, pattern of state (rule 6). */
function check(world: World, query: Record<string, string>): Wanted | { refused: Refused } {
  const suite = world.state.suites[query.suite_id ?? ""];
  if (suite === undefined) return { refused: [40083, "suite_id 不存在", "suite_id does not exist"] };
  const code = findCode(world, query.pre_auth_code ?? "", "pre_auth");
  if (code === "expired")
    return {
      refused: [
        42007,
        "预授权码已过期，请返回服务商网站重新发起",
        "The pre_auth_code has expired; start again",
      ],
    };
  if (typeof code === "string" || code.suiteId !== suite.suiteId) {
    return { refused: [40077, "预授权码无效或已使用", "The pre_auth_code is unknown or used"] };
  }
  const redirectUri = query.redirect_uri ?? "";
  if (!isAllowedHost(world, redirectUri, [suite.completionDomain])) {
    return {
      refused: [
        50001,
        "redirect_uri 的域名不是登记的安装完成回调域名",
        "redirect_uri is not on the registered completion domain",
      ],
    };
  }
  const state = query.state ?? "";
  if (!/^[A-Za-z0-9]{0,128}$/.test(state)) {
    return {
      refused: [
        84025,
        "state 只能包含字母和数字，最长 128 字节",
        "state: letters and digits only, 128 bytes at most",
      ],
    };
  }
  return { suite, code, redirectUri, state };
}

/** Full match of the host, no parent domains (protocol.md 4.3). */
export function isAllowedHost(world: World, uri: string, domains: readonly string[]): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  if (protocol !== "https:" && protocol !== "http:") return false;
  return !world.state.switches.checkDomains || domains.some((domain) => domain !== "" && domain === hostname);
}

/** set_session_info's auth_type against the published state (protocol.md 4.2). */
function mayInstall(suite: Suite, code: Code, isTest: boolean): Refused | null {
  const authType = code.about.authType ?? 0;
  if (suite.published && authType !== 0)
    return [48002, "应用已上线，auth_type 必须为 0", "The app is published: auth_type must be 0"];
  if (!suite.published && (authType !== 1 || !isTest)) {
    return [
      48002,
      "应用未上线，仅测试企业可用 auth_type=1 安装",
      "Unpublished: only test corps, with auth_type 1",
    ];
  }
  return null;
}

function lost(context: Context<AppEnv>): Promise<Response> {
  const t = textFor(langOf(context));
  const body = html`<section class="card good">${t("授权成功。（已设置为不跳转）", "Authorised. (Set to lose the redirect.)")}</section>`;
  return render(context, { title: t("授权成功", "Authorised"), side: "consent", body });
}
