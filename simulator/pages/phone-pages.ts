import { Hono } from "hono";
import { html } from "hono/html";
import { cardResponse } from "../api/messages";
import type { AppEnv } from "../http-app";
import { findCorp, findInstall, findMember, isMatch, visibleMembers } from "../identity";
import { sendMemberMessage } from "../member-messages";
import type { World } from "../world";
import { bubble } from "./bubbles";
import { hidden, langOf, none, refusal, render, textFor } from "./layout";
import { cut, field, type Part, pager, table } from "./parts";

const SHOWN_BUBBLES = 50;
const PAGE = 40;

/** A member's phone: what the app sent, and a field to write back (protocol.md 3.5, 2.7). */
export function phoneRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.get("/phone", (context) => {
    const t = textFor(langOf(context));
    const { q = "", corp: only, page } = context.req.query();
    const installs = Object.values(world.state.installs).filter((install) => {
      const corp = world.state.corps[install.corpid];
      const isWanted = only === undefined ? corp !== undefined && isMatch(corp, q) : install.corpid === only;
      return install.status === "active" && isWanted;
    });
    const found = cut(installs, page, PAGE);
    const rows = found.rows.flatMap((install) => {
      const corp = world.state.corps[install.corpid];
      const suite = world.state.suites[install.suiteId];
      if (corp === undefined || suite === undefined) return [];
      return visibleMembers(corp, install)
        .slice(0, 10)
        .map(
          (member): Part =>
            html`<tr><td><a href="/phone/${corp.corpid}/${member.userid}/${suite.suiteId}" data-testid="sim-phone-link">${member.name}</a></td><td>${corp.name}</td><td>${suite.name}</td></tr>`,
        );
    });
    const heads = [t("成员", "Member"), t("企业", "Enterprise"), t("应用", "App")];
    const empty = t("还没有企业安装应用。", "No app is installed yet.");
    const body = html`<section class="card"><form method="get" class="row" role="search">${field(t("企业名称或 corpid", "Enterprise or corpid"), "q", q, { type: "search" })}
        <label class="fixed"><button class="plain">${t("查找", "Find")}</button></label></form></section>
      <section class="card">${table(t("成员", "Members"), heads, rows, empty)}
        ${rows.length === 0 ? html`<p><a href="/admin">${t("前往企业管理后台安装", "Install one in the enterprise admin")}</a></p>` : none}
        ${pager(q === "" ? {} : { q }, found.page, found.pages, t("上一页", "previous"), t("下一页", "next"))}</section>`;
    return render(context, { title: t("成员手机", "Member's phone"), side: "phone", body });
  });

  app.get("/phone/:corpid/:userid/:suiteId", (context) => {
    const t = textFor(langOf(context));
    const found = find(context.req.param());
    if (found === null) return refusal(context, 60111, "成员或应用不存在", "No such member or app");
    const { corp, member, suite, isInstalled } = found;
    const talk = world.state.messages
      .filter(
        (one) => one.corpid === corp.corpid && one.suiteId === suite.suiteId && one.userid === member.userid,
      )
      .filter((one) => one.isDropped !== true)
      .slice(-SHOWN_BUBBLES);
    const action = `/phone/${corp.corpid}/${member.userid}/${suite.suiteId}`;
    const empty = html`<p class="quiet">${t("还没有消息。", "No messages yet.")}</p>`;
    const body = html`<p class="lead">${corp.name} · ${member.name}</p>
      <section class="phone-frame" aria-label="${t("会话", "Conversation")}">${talk.length === 0 ? empty : talk.map((one) => bubble(world, t, one, action))}</section>
      ${
        isInstalled
          ? html`<section class="card"><form method="post" action="${action}">${hidden({ what: "text" })}<label>${t("发消息给应用", "Write to the app")}<input type="text" name="content" required autocomplete="off" data-testid="sim-phone-text" /></label>
        <button data-testid="sim-phone-send">${t("发送", "Send")}</button></form></section>
        <div class="row"><form method="post" action="${action}">${hidden({ what: "enter" })}<button class="plain" data-testid="sim-phone-enter">${t("进入应用", "Open the app's chat")}</button></form>
        ${suite.homeUrl === "" ? none : html`<a class="button plain" href="${suite.homeUrl}">${t("应用主页", "App home")}</a>`}</div>`
          : html`<p class="quiet">${t("应用未安装。", "The app is not installed.")}</p>`
      }`;
    return render(context, { title: suite.name, side: "phone", body });
  });

  app.post("/phone/:corpid/:userid/:suiteId", async (context) => {
    const form = await context.req.parseBody();
    const found = find(context.req.param());
    if (found === null || found.install === null || !found.isInstalled)
      return refusal(context, 48004, "应用未安装", "Not installed");
    const { corp, suite, member, install } = found;
    const press = String(form.key ?? "");
    const message = String(form.message ?? "");
    const acts = {
      text: { msgtype: "text", fields: { Content: String(form.content ?? "") } },
      enter: { msgtype: "event", fields: { Event: "enter_agent", EventKey: "" } },
      button: {
        msgtype: "event",
        fields: {
          Event: "template_card_event",
          EventKey: press,
          TaskId: String(form.task ?? ""),
          CardType: String(form.card ?? ""),
          ResponseCode: cardResponse(world, suite.suiteId, corp.corpid, message),
        },
      },
    };
    const act = form.what === "enter" || form.what === "button" ? acts[form.what] : acts.text;
    await sendMemberMessage(world, { suite, corp, install, member, ...act });
    return context.redirect(`/phone/${corp.corpid}/${member.userid}/${suite.suiteId}`, 303);
  });

  function find({ corpid = "", userid = "", suiteId = "" }: Record<string, string>) {
    const corp = findCorp(world, corpid);
    const suite = world.state.suites[suiteId];
    const member = corp === null ? null : findMember(corp, userid);
    if (corp === null || suite === undefined || member === null) return null;
    const install = findInstall(world, suite.suiteId, corp.corpid);
    return { corp, suite, member, install, isInstalled: install?.status === "active" };
  }
  return app;
}
