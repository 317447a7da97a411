import { Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../http-app";
import { findCorp, findInstall, findMember } from "../identity";
import { sendMemberMessage } from "../member-messages";
import type { PhoneMessage } from "../state";
import type { World } from "../world";
import { hidden, langOf, refusal, render, textFor, when } from "./layout";

/** A member's phone: what the app sent, and a field to write back (protocol.md 3.5, 2.7). */
export function phoneRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.get("/phone", (context) => {
    const t = textFor(langOf(context));
    const rows = Object.values(world.state.installs)
      .filter((one) => one.status === "active")
      .slice(0, 100)
      .flatMap((install) => {
        const corp = world.state.corps[install.corpid];
        const suite = world.state.suites[install.suiteId];
        return (corp?.members ?? [])
          .slice(0, 5)
          .map(
            (member) =>
              html`<li><a href="/phone/${install.corpid}/${member.userid}/${install.suiteId}" data-testid="sim-phone-link">${corp?.name} · ${member.name} · ${suite?.name}</a></li>`,
          );
      });
    const body = html`<section class="card">${rows.length === 0 ? t("还没有企业安装应用。", "No app is installed yet.") : html`<ul>${rows}</ul>`}</section>`;
    return render(context, { title: t("成员手机", "Member's phone"), side: "phone", body });
  });

  app.get("/phone/:corpid/:userid/:suiteId", (context) => {
    const t = textFor(langOf(context));
    const { corpid, userid, suiteId } = context.req.param();
    const suite = world.state.suites[suiteId];
    const member = findMember(findCorp(world, corpid) ?? NOBODY, userid);
    if (suite === undefined || member === null)
      return refusal(context, 60111, "成员不存在", "No such member");
    const talk = world.state.messages
      .filter((one) => one.corpid === corpid && one.suiteId === suiteId && one.userid === userid)
      .slice(-50);
    const body = html`${talk.map(
      (
        one,
      ) => html`<div class="bubble ${one.direction === "from_member" ? "mine" : ""}" data-testid="sim-bubble" data-direction="${one.direction}">
        <span class="quiet">${when(one.at)}</span><br />${one.recalled ? t("（已撤回）", "(recalled)") : shown(one)}</div>`,
    )}
      <form method="post" class="card">${hidden({})}<label>${t("发消息给应用", "Write to the app")}<input type="text" name="content" required data-testid="sim-phone-text" /></label>
      <button data-testid="sim-phone-send">${t("发送", "Send")}</button></form>`;
    return render(context, { title: `${member.name} · ${suite.name}`, side: "phone", body });
  });

  app.post("/phone/:corpid/:userid/:suiteId", async (context) => {
    const { corpid, userid, suiteId } = context.req.param();
    const form = await context.req.parseBody();
    const corp = findCorp(world, corpid);
    const suite = world.state.suites[suiteId];
    const member = corp === null ? null : findMember(corp, userid);
    const install =
      corp === null || suite === undefined ? null : findInstall(world, suite.suiteId, corp.corpid);
    if (corp === null || suite === undefined || member === null || install?.status !== "active") {
      return refusal(context, 48004, "应用未安装", "Not installed");
    }
    await sendMemberMessage(world, {
      suite,
      corp,
      install,
      member,
      msgtype: "text",
      fields: { Content: String(form.content ?? "") },
    });
    return context.redirect(`/phone/${corpid}/${userid}/${suiteId}`, 303);
  });
  return app;
}

const NOBODY = { members: [] } as unknown as Parameters<typeof findMember>[0];

function shown({ content, msgtype }: PhoneMessage): string {
  const text = content.content ?? content.Content;
  return typeof text === "string" && text !== "" ? text : `[${msgtype}] ${JSON.stringify(content)}`;
}
