import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { codeSeconds, issueCode } from "../codes";
import { withQuery } from "../deliver";
import type { AppEnv } from "../http-app";
import { findCorp, findMember } from "../identity";
import type { CodeKind } from "../state";
import type { Corp } from "../state-corp";
import type { World } from "../world";
import { adminName } from "./consent-form";
import { isAllowedHost, showInstall } from "./install-page";
import { hidden, langOf, refusal, render, type Text, textFor } from "./layout";
import { sendBack } from "./redirect";

/** What a page hands out after the person is chosen. */
interface Ask {
  title: readonly [zh: string, en: string];
  kind: CodeKind;
  codeName: "auth_code" | "code";
  suiteId: string | null;
  /** Only people of this corp (`appid=CORPID` + agentid). */
  corp: Corp | null;
  domains: readonly string[];
  who: "admin" | "member" | "all";
  scope: string | null;
  isLegacy: boolean;
}

type Refused = readonly [errcode: number, zh: string, en: string];

/** Scan login old and new, and the in-app OAuth2 page. Source: protocol.md 4.6. */
export function loginRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const pages: Array<[string, (query: Record<string, string>) => Ask | Refused]> = [
    ["/connect/oauth2/authorize", (query) => oauth(world, query)],
    ["/wwopen/sso/3rd_qrConnect", (query) => scan(world, query, query.appid ?? "", false)],
    ["/wwlogin/sso/login", (query) => webLogin(world, query)],
    ["/cgi-bin/loginpage", (query) => scan(world, query, query.corp_id ?? "", true)],
  ];
  for (const [path, read] of pages) {
    app.get(path, (context) => {
      // One legacy address, two pages: with suite_id it installs (protocol.md 1.4).
      if (path === "/cgi-bin/loginpage" && context.req.query("suite_id") !== undefined)
        return showInstall(world, context);
      return show(world, context, path, read(context.req.query()));
    });
    app.post(path, (context) => choose(world, context, read));
  }
  app.get("/cgi-bin/3rd_loginpage", (context) => {
    const query = new URLSearchParams({ suite_id: context.req.query("suiteid") ?? "" });
    return context.redirect(`/3rdapp/market?${query}`, 302);
  });
  return app;
}

function oauth(world: World, query: Record<string, string>): Ask | Refused {
  const appid = query.appid ?? "";
  const title = ["登录应用", "Sign in to an app"] as const;
  const base = { title, kind: "oauth", codeName: "code", who: "member", isLegacy: false } as const;
  if (query.response_type !== "code")
    return [40058, "response_type 必须为 code", "response_type must be code"];
  const scope = query.scope ?? "";
  if (!["snsapi_base", "snsapi_privateinfo", "snsapi_userinfo"].includes(scope))
    return [40058, "scope 不正确", "Unknown scope"];
  const suite = world.state.suites[appid];
  if (suite !== undefined)
    return { ...base, suiteId: suite.suiteId, corp: null, domains: [suite.trustedDomain], scope };
  const corp = findCorp(world, appid);
  const agentid = Number(query.agentid);
  const installs = Object.values(world.state.installs).filter(
    (one) => one.corpid === corp?.corpid && one.status === "active",
  );
  const install = installs.find((one) => one.agentid === agentid) ?? installs[0];
  if (corp === null || install === undefined) return [40013, "appid 不存在", "Unknown appid"];
  const domains = [world.state.suites[install.suiteId]?.trustedDomain ?? ""];
  // With appid=CORPID and no agentid a non-base scope falls back to base (protocol.md 4.6).
  return {
    ...base,
    suiteId: install.suiteId,
    corp,
    domains,
    scope: query.agentid === undefined ? "snsapi_base" : scope,
  };
}

function scan(world: World, query: Record<string, string>, appid: string, isLegacy: boolean): Ask | Refused {
  const { provider, suites } = world.state;
  if (appid !== provider.corpid)
    return [40013, "appid 不是服务商的 corpid", "appid is not the provider's corpid"];
  const who = query.usertype === "member" ? "member" : query.usertype === "all" ? "all" : "admin";
  const domains = [...provider.loginDomains, ...Object.values(suites).map((suite) => suite.completionDomain)];
  const title = ["扫码登录服务商网站", "Scan to sign in"] as const;
  return {
    title,
    kind: "login",
    codeName: "auth_code",
    suiteId: null,
    corp: null,
    domains,
    who,
    scope: null,
    isLegacy,
  };
}

function webLogin(world: World, query: Record<string, string>): Ask | Refused {
  const suite = world.state.suites[query.appid ?? ""];
  if (query.login_type !== "ServiceApp")
    return [40058, "login_type 必须为 ServiceApp", "login_type must be ServiceApp"];
  if (suite?.kind !== "login")
    return [40083, "appid 不是登录授权应用的 SuiteID", "appid is not the SuiteID of a login app"];
  const domains = [...world.state.provider.loginDomains, suite.completionDomain];
  const title = ["企业微信登录", "Sign in with WeCom"] as const;
  return {
    title,
    kind: "oauth",
    codeName: "code",
    suiteId: suite.suiteId,
    corp: null,
    domains,
    who: "all",
    scope: null,
    isLegacy: false,
  };
}

function show(world: World, context: Context<AppEnv>, path: string, ask: Ask | Refused): Promise<Response> {
  if (!("kind" in ask)) return refusal(context, ...ask);
  const t = textFor(langOf(context));
  const query = context.req.query();
  const refused = badTarget(world, query, ask);
  if (refused !== null) return refusal(context, ...refused);
  const corps = ask.corp === null ? Object.values(world.state.corps).slice(0, 200) : [ask.corp];
  const body = html`<section class="card"><form method="post" action="${path}" data-testid="sim-login-form">
    ${hidden(query)}
    <label>${t("以谁的身份登录", "Sign in as")}
      <select name="person" data-testid="sim-person">
        ${corps.map((corp) => html`<optgroup label="${corp.name}">${people(t, corp, ask).map(([value, name]) => html`<option value="${value}">${name}</option>`)}</optgroup>`)}
        ${ask.kind === "oauth" ? html`<option value="outside">${t("企业外的微信用户", "A WeChat user outside any corp")}</option>` : ""}
      </select>
    </label>
    <button data-testid="sim-login">${t("确认登录", "Sign in")}</button>
  </form></section>`;
  return render(context, { title: t(...ask.title), side: "consent", body });
}

/** Value: `a|corpid|adminId` or `m|corpid|userid`. */
function people(t: Text, corp: Corp, ask: Ask): Array<[string, string]> {
  const admins = corp.admins.map((one): [string, string] => [
    `a|${corp.corpid}|${one.id}`,
    adminName(t, one),
  ]);
  const members = corp.members
    .slice(0, 100)
    .map((one): [string, string] => [
      `m|${corp.corpid}|${one.userid}`,
      `${one.name} · ${t("成员", "member")}`,
    ]);
  if (ask.kind === "oauth") return members;
  return ask.who === "admin" ? admins : ask.who === "member" ? members : [...admins, ...members];
}

function badTarget(world: World, query: Record<string, string>, ask: Ask): Refused | null {
  if (!isAllowedHost(world, query.redirect_uri ?? "", ask.domains))
    return [50001, "redirect_uri 的域名未登记", "redirect_uri is not on a registered domain"];
  return null;
}

async function choose(
  world: World,
  context: Context<AppEnv>,
  read: (query: Record<string, string>) => Ask | Refused,
): Promise<Response> {
  const form = await context.req.parseBody();
  const query = Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)]));
  const ask = read(query);
  if (!("kind" in ask)) return refusal(context, ...ask);
  const refused = badTarget(world, query, ask);
  if (refused !== null) return refusal(context, ...refused);
  const [kind, corpid = "", id = ""] = (query.person ?? "").split("|");
  const corp = findCorp(world, corpid);
  const isAllowed = corp !== null && (ask.corp === null || ask.corp === corp);
  const isKnown =
    (kind === "a" && ask.who !== "member" && corp?.admins.some((one) => one.id === id) === true) ||
    (kind === "m" && ask.who !== "admin" && corp !== null && findMember(corp, id) !== null);
  if (kind !== "outside" && !(isAllowed && isKnown))
    return refusal(context, 40003, "请选择一位成员", "Choose a person");
  const person =
    kind === "outside"
      ? { openid: `o${world.random.text(27)}` }
      : kind === "a"
        ? { adminId: id }
        : { userid: id };
  const about = { ...person, legacy: ask.isLegacy, ...(ask.scope === null ? {} : { scope: ask.scope }) };
  const code = issueCode(world, {
    kind: ask.kind,
    suiteId: ask.suiteId,
    corpid: kind === "outside" ? null : (corp?.corpid ?? null),
    about,
  });
  const lifetime = ask.isLegacy ? `&expires_in=${codeSeconds(code) * 2}` : "";
  const target = withQuery(
    query.redirect_uri ?? "",
    `${ask.codeName}=${code.value}${lifetime}&state=${encodeURIComponent(query.state ?? "")}`,
  );
  return sendBack(world, context, target, { suiteId: code.suiteId, corpid: code.corpid });
}
