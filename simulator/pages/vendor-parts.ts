import { html } from "hono/html";
import type { Channel, Proof, Suite, UrlDraft } from "../state";
import { isPair } from "../suites";
import type { World } from "../world";
import { none, type Text, when } from "./layout";
import { badge, field, type Part, select } from "./parts";
import { PROOF_TEXT, VERDICT_TEXT } from "./verdicts";

const CHANNEL_TEXT: Record<Channel, readonly [string, string]> = {
  command: ["指令回调 URL", "Instruction URL"],
  data: ["数据回调 URL", "Data URL"],
  settings: ["业务设置 URL", "Business-setting URL"],
  provider: ["系统事件接收 URL", "System event URL"],
};

export function kindText(t: Text, { kind, dialect }: Suite): string {
  const kinds = {
    app: t("第三方应用", "third-party app"),
    template: t("代开发模板", "customised-app template"),
    login: t("登录授权", "login authorisation"),
  };
  return `${kinds[kind]}${dialect === "legacy" ? t(" · 企业号", " · legacy 企业号") : ""}`;
}

export function publishedBadge(t: Text, suite: Suite): Part {
  return suite.published ? badge("ok", t("已上线", "published")) : badge("wait", t("测试中", "in test"));
}

export function suiteRow(t: Text, suite: Suite): Part {
  return html`<tr><td><a href="/vendor/suites/${suite.suiteId}" data-testid="sim-suite-link">${suite.name}</a></td>
    <td><code>${suite.suiteId}</code></td><td class="tight">${kindText(t, suite)}</td>
    <td>${publishedBadge(t, suite)}</td></tr>`;
}

export function suiteBody(world: World, t: Text, suite: Suite, suggested: Partial<UrlDraft> | null): Part {
  const base = `/vendor/suites/${suite.suiteId}`;
  return html`<div class="columns">${basics(world, t, suite, base)}${ticketCard(world, t, suite, base)}</div>
    ${urlsCard(t, suite, base, suggested)}
    <div class="columns">${domainsCard(t, suite, base)}${installCard(t, suite)}</div>`;
}

function basics(world: World, t: Text, suite: Suite, base: string): Part {
  return html`<section class="card"><h2>${t("基本信息", "Basics")}</h2><dl>
      <dt>SuiteID</dt><dd><code data-testid="sim-suite-id">${suite.suiteId}</code></dd>
      <dt>SuiteSecret</dt><dd><code data-testid="sim-suite-secret">${suite.suiteSecret}</code></dd>
      <dt>${t("服务商 corpid", "Provider corpid")}</dt><dd><code data-testid="sim-provider-corpid">${world.state.provider.corpid}</code></dd>
      <dt>${t("类型", "Kind")}</dt><dd>${kindText(t, suite)}</dd>
      <dt>${t("状态", "State")}</dt><dd data-testid="sim-published">${publishedBadge(t, suite)}</dd></dl>
      <div class="row"><form method="post" action="${base}/publish"><button class="plain" data-testid="sim-publish">${suite.published ? t("转为测试", "Back to test") : t("上线", "Publish")}</button></form>
      <form method="post" action="${base}/secret"><button class="plain" data-testid="sim-reset-suite-secret">${t("重置 SuiteSecret", "Reset SuiteSecret")}</button></form></div>
    </section>`;
}

function ticketCard(world: World, t: Text, suite: Suite, base: string): Part {
  const lastPush = world.state.deliveries.findLast(
    (one) => one.suiteId === suite.suiteId && one.type === "suite_ticket",
  );
  const said =
    lastPush === undefined
      ? t("还没有推送", "none yet")
      : lastPush.verdict === null
        ? t("发送中", "sending")
        : t(...VERDICT_TEXT[lastPush.verdict]);
  return html`<section class="card"><h2>suite_ticket</h2>
      <dl><dt>${t("最近一次", "Last push")}</dt><dd>${when(suite.tickets.at(-1)?.issuedAt ?? null)}</dd>
      <dt>${t("结果", "Verdict")}</dt><dd>${lastPush === undefined ? said : html`<a href="/deliveries/${lastPush.id}" data-testid="sim-ticket-verdict">${said}</a>`}</dd>
      <dt>${t("下一次", "Next")}</dt><dd>${suite.nextTicketAt === null ? t("保存回调 URL 后开始", "starts when the callback URL is saved") : when(suite.nextTicketAt)}</dd></dl>
      <form method="post" action="${base}/ticket"><button data-testid="sim-push-ticket" ${suite.commandUrl === "" ? html`disabled` : none}>${t("推送 suite_ticket", "Push suite_ticket")}</button></form>
    </section>`;
}

/** What was typed stays in the form when the check fails; above it, what is wrong. */
function urlsCard(t: Text, suite: Suite, base: string, suggested: Partial<UrlDraft> | null): Part {
  const shown = { ...suite, ...suite.draft, ...suggested };
  const proofs = Object.entries(suite.proofs);
  const isRefused = suite.draft !== undefined;
  const summary = isRefused
    ? html`<div class="card warn" role="status" data-testid="sim-not-saved"><strong>${badge("bad", t("未保存", "Not saved"))}</strong> ${
        isPair(shown)
          ? t("有 URL 未通过校验，原因见下。", "A URL did not pass the check; the reason is below.")
          : t(
              "Token 须为 1–32 位字母或数字，EncodingAESKey 须为 43 位字母或数字。",
              "Token wants 1–32 letters or digits, EncodingAESKey 43 of them.",
            )
      }</div>`
    : none;
  return html`<section class="card"><h2>${t("回调配置", "Callback URLs")}</h2>
      <form method="post" action="${base}/urls" data-testid="sim-urls-form">
        ${field(t(...CHANNEL_TEXT.data), "dataUrl", shown.dataUrl, { hint: "http://localhost:8000/data" })}
        ${field(t(...CHANNEL_TEXT.command), "commandUrl", shown.commandUrl, { hint: "http://localhost:8000/command" })}
        ${field(`${t(...CHANNEL_TEXT.settings)} ${t("（可选）", "(optional)")}`, "businessUrl", shown.businessUrl, { hint: "http://localhost:8000/login" })}
        ${field("Token", "token", shown.token)} ${field("EncodingAESKey", "encodingAesKey", shown.encodingAesKey)}
        <div class="row"><button data-testid="sim-save-urls">${t("保存并校验", "Save and check")}</button>
        <a class="button plain" href="${base}?random=1" data-testid="sim-random">${t("随机获取", "Random")}</a></div>
      </form>
      ${summary}
      ${proofs.map(([channel, proof]) => proofCard(t, channel as Channel, proof))}
    </section>`;
}

function domainsCard(t: Text, suite: Suite, base: string): Part {
  return html`<section class="card"><h2>${t("域名与主页", "Domains and home")}</h2>
      <form method="post" action="${base}/domains">
        ${field(t("安装完成回调域名", "Completion domain"), "completionDomain", suite.completionDomain, { hint: "localhost" })}
        ${field(t("可信域名", "Trusted domain"), "trustedDomain", suite.trustedDomain, { hint: "localhost" })} ${field(t("应用主页", "Home URL"), "homeUrl", suite.homeUrl)}
        <button class="plain" data-testid="sim-save-domains">${t("保存", "Save")}</button>
      </form></section>`;
}

function installCard(t: Text, suite: Suite): Part {
  if (suite.kind === "login") return none;
  const isTemplate = suite.kind === "template";
  return html`<section class="card"><h2>${t("安装", "Installing")}</h2>
    <p>${t("从企业微信一侧安装（推送 create_auth）：", "From WeCom's side (create_auth is pushed):")}</p>
    <p><a class="button" href="/3rdapp/market?suite_id=${suite.suiteId}" data-testid="sim-test-install">${isTemplate ? t("模拟扫描授权二维码", "As if the QR code was scanned") : t("安装测试", "Test install")}</a></p>
    <p class="quiet">${
      isTemplate
        ? t("代开发模板不能从服务商网站安装。", "A template cannot be installed from the provider's site.")
        : t(
            "从服务商网站安装时，code 只随跳转返回，不推送 create_auth；测试中的应用须先 set_session_info auth_type=1。",
            "From the provider's site the code comes by redirect only; an app in test wants set_session_info auth_type=1 first.",
          )
    }</p></section>`;
}

export function providerCard(world: World, t: Text): Part {
  const { provider } = world.state;
  const modes = [
    { value: "encrypted", label: t("加密（已升级）", "encrypted (upgraded)") },
    { value: "plain", label: t("明文", "plain") },
  ];
  return html`<section class="card"><h2>${t("通用开发参数", "General parameters")}</h2>
    <dl><dt>corpid</dt><dd><code>${provider.corpid}</code></dd><dt>ProviderSecret</dt><dd><code data-testid="sim-provider-secret">${provider.secret}</code></dd></dl>
    <form method="post" action="/vendor/provider/url">
      ${field(t(...CHANNEL_TEXT.provider), "url", provider.url)} ${field("Token", "token", provider.token)} ${field("EncodingAESKey", "encodingAesKey", provider.encodingAesKey)}
      <button data-testid="sim-save-provider-url">${t("保存并校验", "Save and check")}</button>
    </form>
    ${provider.proof === null ? none : proofCard(t, "provider", provider.proof)}
    <form method="post" action="/vendor/provider/settings">
      ${select(t("标识模式", "Identity mode"), "identityMode", modes, provider.identityMode)}
      ${field(t("IP 白名单（以 ; 分隔，留空不限）", "IP list (joined by ;, empty = any)"), "ipList", provider.ipList.join(";"))}
      ${field(t("登录授权域名（以 ; 分隔）", "Login domains (joined by ;)"), "loginDomains", provider.loginDomains.join(";"))}
      <button class="plain" data-testid="sim-save-provider">${t("保存", "Save")}</button>
    </form></section>`;
}

function proofCard(t: Text, channel: Channel, proof: Proof): Part {
  return html`<div class="card ${proof.ok ? "good" : "warn"}" data-testid="sim-proof-${channel}" data-verdict="${proof.verdict}">
    <p><strong>${t(...CHANNEL_TEXT[channel])}</strong> ${badge(proof.ok ? "ok" : "bad", t(...PROOF_TEXT[proof.verdict]))}
    ${proof.library === null ? none : html`<code>${proof.library}</code>`}</p>
    <dl><dt>URL</dt><dd><code>${proof.url}</code></dd><dt>HTTP</dt><dd>${proof.status ?? "–"} · ${proof.ms} ms · ${when(proof.at)}</dd>
    <dt>${t("应返回", "Expected")}</dt><dd><code>${proof.expected}</code></dd><dt>${t("实际返回", "Got")}</dt><dd><code data-testid="sim-proof-got">${proof.body.slice(0, 500)}</code></dd></dl></div>`;
}
