import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html, raw } from "hono/html";
import type { AppEnv } from "../http-app";

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

export type Side = "vendor" | "admin" | "phone" | "log" | "consent";

export interface Page {
  title: string;
  side: Side;
  body: Html | Promise<Html>;
  status?: 200 | 400 | 404;
}

/** Every page of the pretend platform in one frame. No script, one style sheet. */
export async function render(
  context: Context<AppEnv>,
  { title, side, body, status }: Page,
): Promise<Response> {
  const lang = langOf(context);
  const t = textFor(lang);
  const other = otherLang(context.req.url, lang);
  const links: ReadonlyArray<readonly [string, Side, string]> = [
    ["/vendor", "vendor", t("服务商后台", "Vendor console")],
    ["/admin", "admin", t("企业管理后台", "Enterprise admin")],
    ["/phone", "phone", t("成员手机", "Member's phone")],
    ["/deliveries", "log", t("投递记录", "Deliveries")],
    ["/faults", "log", t("故障注入", "Faults")],
  ];
  const menu =
    side === "consent"
      ? ""
      : html`<nav aria-label="${t("主菜单", "Main menu")}">
          ${links.map(([href, name, label]) => html`<a href="${href}" class="${name === side ? "here" : ""}">${label}</a>`)}
        </nav>`;
  const page = await html`<!doctype html>
    <html lang="${lang === "en" ? "en" : "zh-CN"}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${t("企业微信模拟器", "WeCom simulator")}</title>
        <link rel="stylesheet" href="/_assets/style.css" />
      </head>
      <body class="${side}">
        <header>
          <strong><span class="mark" aria-hidden="true"></span>${t("企业微信 · 模拟器", "WeCom · simulator")}</strong>
          ${menu}
          <a class="lang" href="${other}" hreflang="${lang === "en" ? "zh-CN" : "en"}">${t("English", "中文")}</a>
        </header>
        <main>
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

export const none = raw("");
