import { html } from "hono/html";
import type { Channel, Proof, Suite } from "../state";
import type { World } from "../world";
import { type Html, type Text, when } from "./layout";
import { PROOF_TEXT } from "./verdicts";

type Part = Html | Promise<Html>;

const CHANNEL_TEXT: Record<Channel, readonly [string, string]> = {
  command: ["指令回调 URL", "Instruction URL"],
  data: ["数据回调 URL", "Data URL"],
  settings: ["业务设置 URL", "Business-setting URL"],
  provider: ["系统事件接收 URL", "System event URL"],
};

export function suiteRow(t: Text, suite: Suite): Part {
  const kinds = {
    app: t("第三方应用", "app"),
    template: t("代开发模板", "template"),
    login: t("登录授权", "login"),
  };
  return html`<tr><td><a href="/vendor/suites/${suite.suiteId}" data-testid="sim-suite-link">${suite.name}</a></td>
    <td><code>${suite.suiteId}</code></td><td>${kinds[suite.kind]}${suite.dialect === "legacy" ? " · 企业号" : ""}</td>
    <td>${suite.published ? t("已上线", "published") : t("测试中", "in test")}</td></tr>`;
}

export function suiteBody(
  world: World,
  t: Text,
  suite: Suite,
  suggested: { token: string; encodingAesKey: string } | null,
): Part {
  const base = `/vendor/suites/${suite.suiteId}`;
  const last = suite.tickets.at(-1);
  const pushes = world.state.deliveries.filter(
    (one) => one.suiteId === suite.suiteId && one.type === "suite_ticket",
  );
  const lastPush = pushes.at(-1);
  return html`<section class="card"><h2>${t("基本信息", "Basics")}</h2><dl>
      <dt>SuiteID</dt><dd><code data-testid="sim-suite-id">${suite.suiteId}</code></dd>
      <dt>SuiteSecret</dt><dd><code data-testid="sim-suite-secret">${suite.suiteSecret}</code></dd>
      <dt>${t("服务商 corpid", "Provider corpid")}</dt><dd><code>${world.state.provider.corpid}</code></dd>
      <dt>${t("状态", "State")}</dt><dd data-testid="sim-published">${suite.published ? t("已上线", "published") : t("测试中", "in test")}</dd></dl>
      <form method="post" action="${base}/publish"><button class="plain" data-testid="sim-publish">${suite.published ? t("转为测试", "Back to test") : t("上线", "Publish")}</button></form>
    </section>
    <section class="card"><h2>${t("回调配置", "Callback URLs")}</h2>
      <form method="post" action="${base}/urls" data-testid="sim-urls-form">
        ${input(t(...CHANNEL_TEXT.command), "commandUrl", suite.commandUrl)} ${input(t(...CHANNEL_TEXT.data), "dataUrl", suite.dataUrl)}
        ${input(t(...CHANNEL_TEXT.settings), "businessUrl", suite.businessUrl)}
        ${input("Token", "token", suggested?.token ?? suite.token)} ${input("EncodingAESKey", "encodingAesKey", suggested?.encodingAesKey ?? suite.encodingAesKey)}
        <div class="row"><button data-testid="sim-save-urls">${t("保存并校验", "Save and check")}</button>
        <a class="button plain" href="${base}?random=1" data-testid="sim-random">${t("随机获取", "Random")}</a></div>
      </form>
      ${Object.entries(suite.proofs).map(([channel, proof]) => proofCard(t, channel as Channel, proof))}
    </section>
    <section class="card"><h2>suite_ticket</h2>
      <p>${t("最近一次", "Last")}：${when(last?.issuedAt ?? null)}；${t("下一次", "next")}：${when(suite.nextTicketAt)}
      ${lastPush === undefined ? "" : html`· <a href="/deliveries/${lastPush.id}" data-testid="sim-ticket-verdict">${lastPush.verdict ?? lastPush.state}</a>`}</p>
      <form method="post" action="${base}/ticket"><button data-testid="sim-push-ticket">${t("推送 suite_ticket", "Push suite_ticket")}</button></form>
    </section>
    <section class="card"><h2>${t("域名", "Domains")}</h2>
      <form method="post" action="${base}/domains">
        ${input(t("安装完成回调域名", "Completion domain"), "completionDomain", suite.completionDomain)}
        ${input(t("可信域名", "Trusted domain"), "trustedDomain", suite.trustedDomain)} ${input(t("应用主页", "Home URL"), "homeUrl", suite.homeUrl)}
        <button class="plain" data-testid="sim-save-domains">${t("保存", "Save")}</button>
      </form></section>`;
}

export function providerCard(world: World, t: Text): Part {
  const { provider } = world.state;
  return html`<section class="card"><h2>${t("通用开发参数", "General parameters")}</h2>
    <dl><dt>corpid</dt><dd><code>${provider.corpid}</code></dd><dt>ProviderSecret</dt><dd><code data-testid="sim-provider-secret">${provider.secret}</code></dd></dl>
    <form method="post" action="/vendor/provider/url">
      ${input(t(...CHANNEL_TEXT.provider), "url", provider.url)} ${input("Token", "token", provider.token)} ${input("EncodingAESKey", "encodingAesKey", provider.encodingAesKey)}
      <button data-testid="sim-save-provider-url">${t("保存并校验", "Save and check")}</button>
    </form>
    ${provider.proof === null ? "" : proofCard(t, "provider", provider.proof)}
    <form method="post" action="/vendor/provider/settings">
      <label>${t("标识模式", "Identity mode")}<select name="identityMode">
        <option value="encrypted" ${provider.identityMode === "encrypted" ? "selected" : ""}>${t("加密（已升级）", "encrypted (upgraded)")}</option>
        <option value="plain" ${provider.identityMode === "plain" ? "selected" : ""}>${t("明文", "plain")}</option></select></label>
      ${input(t("IP 白名单（以 ; 分隔，留空不限）", "IP list (joined by ;, empty = any)"), "ipList", provider.ipList.join(";"))}
      ${input(t("登录授权域名（以 ; 分隔）", "Login domains (joined by ;)"), "loginDomains", provider.loginDomains.join(";"))}
      <button class="plain" data-testid="sim-save-provider">${t("保存", "Save")}</button>
    </form></section>`;
}

function input(label: string, name: string, value: string): Part {
  return html`<label>${label}<input type="text" name="${name}" value="${value}" data-testid="sim-field-${name}" /></label>`;
}

function proofCard(t: Text, channel: Channel, proof: Proof): Part {
  return html`<div class="card ${proof.ok ? "good" : "warn"}" data-testid="sim-proof-${channel}" data-verdict="${proof.verdict}">
    <strong>${t(...CHANNEL_TEXT[channel])}</strong> ${proof.ok ? "✓" : "✗"} ${t(...PROOF_TEXT[proof.verdict])}
    ${proof.library === null ? "" : html`<code>${proof.library}</code>`}
    <dl><dt>URL</dt><dd><code>${proof.url}</code></dd><dt>HTTP</dt><dd>${proof.status ?? "–"} · ${proof.ms} ms</dd>
    <dt>${t("应返回", "Expected")}</dt><dd><code>${proof.expected}</code></dd><dt>${t("实际返回", "Got")}</dt><dd><code>${proof.body.slice(0, 500)}</code></dd></dl></div>`;
}
