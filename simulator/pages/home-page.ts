import { Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../http-app";
import type { Suite } from "../state";
import type { World } from "../world";
import { langOf, none, render, type Text, textFor } from "./layout";
import type { Part } from "./parts";

interface Step {
  done: boolean;
  title: string;
  what: Part;
}

/** Where a newcomer starts: the road from nothing to a message, each step ticked off by what really happened. */
export function homeRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/", (context) => {
    const t = textFor(langOf(context));
    const suites = Object.values(world.state.suites);
    const suite = suites.find((one) => one.suiteId === context.req.query("suite")) ?? suites.at(-1);
    const steps = stepsOf(world, t, suite ?? null);
    const others = suites.filter((one) => one !== suite).slice(0, 20);
    const body = html`<p class="lead">${t(
      "不需要服务商账号、公网域名或手机，即可在本机开发和测试企业微信第三方应用。",
      "Build and test a WeCom third-party app on this machine: no provider account, no public domain, no phone.",
    )}</p>
      <section class="card"><h2>${t("从零到第一条消息", "From nothing to a first message")}${suite === undefined ? none : html` · ${suite.name}`}</h2>
        <ol class="steps">${steps.map((step) => html`<li class="${step.done ? "done" : ""}"><span class="quiet" hidden>${step.done ? t("已完成", "done") : t("未完成", "to do")}</span><div><strong>${step.title}</strong><br /><span class="quiet">${step.what}</span></div></li>`)}</ol>
        ${others.length === 0 ? none : html`<p class="quiet">${t("查看其他应用：", "Another app: ")}${others.map((one) => html`<a href="/?suite=${one.suiteId}">${one.name}</a> `)}</p>`}
      </section>
      ${addresses(world, t)}`;
    return render(context, { title: t("企业微信模拟器", "WeCom simulator"), side: "home", body });
  });
  return app;
}

function stepsOf(world: World, t: Text, suite: Suite | null): Step[] {
  const { state } = world;
  const id = suite?.suiteId ?? "";
  const page = suite === null ? "/vendor" : `/vendor/suites/${id}`;
  const ofSuite = state.deliveries.filter((one) => one.suiteId === id);
  const isTaken = (type: string) => ofSuite.some((one) => one.type === type && one.verdict === "success");
  const tokens = Object.values(state.tokens).filter((one) => one.suiteId === id);
  const messages = state.messages.filter((one) => one.suiteId === id);
  const installed = Object.values(state.installs).find(
    (one) => one.suiteId === id && one.status === "active",
  );
  const phone = installed === undefined ? "/phone" : `/phone?corp=${installed.corpid}`;
  const reply =
    messages.some((one) => one.direction === "from_member") &&
    ofSuite.some((one) => one.channel === "data" && one.state === "delivered");
  const colon = t("：", ": ");
  return [
    {
      done: suite !== null,
      title: t("创建应用", "Create an app"),
      what: html`<a href="/vendor">${t("服务商后台", "Vendor console")}</a>${colon}${t("得到 SuiteID、SuiteSecret、Token、EncodingAESKey。", "gives SuiteID, SuiteSecret, Token, EncodingAESKey.")}`,
    },
    {
      done: suite !== null && suite.commandUrl !== "",
      title: t("填写回调 URL 并通过校验", "Type the callback URLs and pass the check"),
      what: html`<a href="${page}">${t("应用页", "App page")}</a>${colon}${t("「保存并校验」会说明哪里不对。", "“Save and check” says what is wrong.")}`,
    },
    {
      done: isTaken("suite_ticket"),
      title: t("收到 suite_ticket 并回复 success", "Receive suite_ticket and answer success"),
      what: html`<a href="/deliveries?type=suite_ticket">${t("投递记录", "Deliveries")}</a>${colon}${t("每次请求、响应与判定。", "each request, answer and verdict.")}`,
    },
    {
      done: tokens.some((one) => one.family === "suite"),
      title: t("获取 suite_access_token", "Fetch a suite_access_token"),
      what: html`<code>POST /cgi-bin/service/get_suite_token</code> · <a href="/calls">${t("接口调用", "API calls")}</a>`,
    },
    {
      done: tokens.some((one) => one.family === "corp"),
      title: t("企业安装应用，换取永久授权码", "Install into an enterprise, exchange the code"),
      what: html`<a href="/admin">${t("企业管理后台", "Enterprise admin")}</a>${colon}${t("从应用市场安装；", "install from the market; ")}<code>POST /cgi-bin/service/get_permanent_code</code>`,
    },
    {
      done: messages.some((one) => one.direction === "to_member"),
      title: t("发送一条应用消息", "Send a message"),
      what: html`<code>POST /cgi-bin/message/send</code> · <a href="${phone}">${t("成员手机", "Member's phone")}</a>`,
    },
    {
      done: reply,
      title: t("读到成员的回复", "Read the member's reply"),
      what: html`<a href="${phone}">${t("成员手机", "Member's phone")}</a>${colon}${t("在手机上回复，内容加密推送到数据回调 URL。", "write back; it arrives encrypted at the data URL.")}`,
    },
  ];
}

function addresses(world: World, t: Text): Part {
  const { url } = world.settings;
  const rows: Array<[string, string]> = [
    [t("接口域名", "API host"), `${url}/cgi-bin/`],
    [t("安装页", "Install page"), `${url}/3rdapp/install`],
    [t("网页授权", "OAuth2"), `${url}/connect/oauth2/authorize`],
    [t("扫码登录", "Scan login"), `${url}/wwopen/sso/3rd_qrConnect`],
    [t("新版网页登录", "Web login"), `${url}/wwlogin/sso/login`],
    [t("企业号安装与登录", "Legacy install and login"), `${url}/cgi-bin/loginpage`],
    [t("控制接口", "Control API"), `${url}/_sim/openapi.json`],
    [t("收发记录（JSON 行）", "History (JSON lines)"), `${url}/_sim/history`],
  ];
  return html`<section class="card"><h2>${t("把 SDK 指到这里", "Point your SDK here")}</h2>
    <dl>${rows.map(([name, address]) => html`<dt>${name}</dt><dd><code>${address}</code></dd>`)}</dl></section>`;
}
