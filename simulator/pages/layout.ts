import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html, raw } from "hono/html";
import type { AppEnv } from "../http-app";

export const none = raw("");

export type Lang = "zh" | "en";
export type Html = ReturnType<typeof html>;
/** The text of the reader's language; zh-CN first. */
export type Text = (zh: string, en: string) => string;

/** `?lang=en` is remembered in a cookie. */
export function langOf(context: Context<AppEnv>): Lang {
  const asked = context.req.query("lang");
  if (asked === "en" || asked === "zh") setCookie(context, "sim_lang", asked, { path: "/", sameSite: "Lax" });
  return (asked ?? getCookie(context, "sim_lang")) === "en" ? "en" : "zh";
}

export function textFor(lang: Lang): Text {
  return (zh, en) => (lang === "en" ? en : zh);
}

export type Side = "home" | "vendor" | "admin" | "phone" | "consent" | Tool;
type Tool = "compose" | "deliveries" | "calls" | "faults" | "settings";

export interface Page {
  title: string;
  side: Side;
  body: Html | Promise<Html> | string;
  status?: 200 | 400 | 404;
}

/** What stands for a part of WeCom. */
const PLATFORM: ReadonlyArray<readonly [href: string, side: Side, zh: string, en: string]> = [
  ["/", "home", "开始", "Start"],
  ["/vendor", "vendor", "服务商后台", "Vendor console"],
  ["/admin", "admin", "企业管理后台", "Enterprise admin"],
  ["/phone", "phone", "成员手机", "Member's phone"],
];

/** What no real platform has: the bench of the simulator. */
const TOOLS: typeof PLATFORM = [
  ["/deliveries", "deliveries", "投递记录", "Deliveries"],
  ["/calls", "calls", "接口调用", "API calls"],
  ["/compose", "compose", "组合事件", "Compose"],
  ["/faults", "faults", "故障注入", "Faults"],
  ["/settings", "settings", "时钟与设置", "Clock and settings"],
];

/** Every page of the pretend platform in one frame. No script, one style sheet. */
export async function render(
  context: Context<AppEnv>,
  { title, side, body, status }: Page,
): Promise<Response> {
  const lang = langOf(context);
  const t = textFor(lang);
  const other = otherLang(context.req.url, lang);
  const menu = (label: string, links: typeof PLATFORM) => html`<nav aria-label="${label}">
    ${links.map(([href, name, zh, en]) => html`<a href="${href}" ${name === side ? raw('aria-current="page"') : none}>${t(zh, en)}</a>`)}
  </nav>`;
  const isConsent = side === "consent";
  const page = await html`<!doctype html>
    <html lang="${lang === "en" ? "en" : "zh-CN"}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${t("企业微信模拟器", "WeCom simulator")}</title>
        <link rel="icon" href="/favicon.ico" />
        <link rel="stylesheet" href="/_assets/style.css" />
      </head>
      <body class="${side}">
        <a class="skip" href="#main">${t("跳到正文", "Skip to content")}</a>
        <header>
          <div class="bar">
            <a class="brand" href="/"><span class="mark" aria-hidden="true"></span>${t("企业微信 · 模拟器", "WeCom · simulator")}</a>
            ${isConsent ? none : menu(t("平台", "Platform"), PLATFORM)}
            <a class="lang" href="${other}" hreflang="${lang === "en" ? "zh-CN" : "en"}" lang="${lang === "en" ? "zh-CN" : "en"}">${t("English", "中文")}</a>
          </div>
          ${isConsent ? none : html`<div class="bar tools"><span class="tag">${t("实验台", "Bench")}</span>${menu(t("实验台", "Bench"), TOOLS)}</div>`}
        </header>
        <main id="main">
          <h1>${title}</h1>
          ${body}
        </main>
        <footer>${t("这是一个模拟环境，数据均为虚构。", "A simulation; all data are invented.")}</footer>
      </body>
    </html>`;
  context.header(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  );
  context.header("Cache-Control", "no-store");
  return context.html(page, status ?? 200);
}

function otherLang(url: string, lang: Lang): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set("lang", lang === "en" ? "zh" : "en");
  return `${pathname}?${searchParams}`;
}

/** Hidden fields that carry a query through a form. */
export function hidden(fields: Record<string, string>): Html {
  return html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
}

/** A refusal page: what is wrong, its number, what to do. */
export function refusal(
  context: Context<AppEnv>,
  errcode: number,
  zh: string,
  en: string,
): Promise<Response> {
  const t = textFor(langOf(context));
  const body = html`<section class="card warn" data-testid="sim-error" data-code="${errcode}">
    <p>${t(zh, en)}</p>
    <p class="quiet">${t("错误码", "Error code")} <code>${errcode}</code></p>
  </section>`;
  return render(context, { title: t("无法继续", "Cannot go on"), side: "consent", body, status: 400 });
}

export function when(at: number | null): string {
  return at === null ? "–" : `${new Date(at).toISOString().replace("T", " ").slice(0, 19)} UTC`;
}
