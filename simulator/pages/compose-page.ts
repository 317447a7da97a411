import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { CannotCompose, compose, templateFields } from "../compose";
import { deliver } from "../deliver";
import { EVENT_CATALOGUE, findTemplate } from "../event-catalogue";
import type { EventTemplate } from "../event-template";
import type { AppEnv } from "../http-app";
import { findCorp } from "../identity";
import type { Suite } from "../state";
import type { Corp } from "../state-corp";
import type { World } from "../world";
import { channelText } from "./deliveries-page";
import { langOf, none, refusal, render, type Text, textFor } from "./layout";
import { field, type Part, select } from "./parts";

const SHOWN_CORPS = 200;

/** Any event of protocol.md 3 from a form: choose, adjust the fields, send it encrypted. */
export function addCompose(app: Hono<AppEnv>, world: World): void {
  app.get("/compose", (context) => {
    const t = textFor(langOf(context));
    const { suite, corp, template } = chosen(world, context.req.query());
    const fields = JSON.stringify(templateFields(world, template.id, suite, corp), null, 2);
    const body = html`<section class="card"><form method="get">${choices(world, t, suite, corp, template)}
        <button class="plain" data-testid="sim-load-template">${t("载入示例", "Load the example")}</button></form></section>
      <section class="card"><h2>${t(template.zh, template.en)} <code>${template.id}</code></h2>
        <form method="post" action="/compose" data-testid="sim-compose-form">
        <input type="hidden" name="suite" value="${suite?.suiteId ?? ""}" /><input type="hidden" name="corp" value="${corp?.corpid ?? ""}" /><input type="hidden" name="template" value="${template.id}" />
        <label>${t("字段（JSON；列表重复元素，对象嵌套）", "Fields (JSON; a list repeats the element, an object nests)")}<textarea name="fields" spellcheck="false" data-testid="sim-compose-fields">${fields}</textarea></label>
        ${field(t("ReceiveId（留空为正确值）", "Receive id (empty: the right one)"), "receiveId", "")}
        <button data-testid="sim-compose-send">${t("加密并推送", "Seal and send")}</button></form></section>`;
    return render(context, { title: t("组合事件", "Compose an event"), side: "compose", body });
  });

  app.post("/compose", async (context) => send(world, context));
}

async function send(world: World, context: Context<AppEnv>): Promise<Response> {
  const form = await context.req.parseBody();
  const text = (name: string) => String(form[name] ?? "");
  const query = { suite: text("suite"), corp: text("corp"), template: text("template") };
  const { suite, corp, template } = chosen(world, query);
  const { channel, type, from } = template;
  try {
    const fields = JSON.parse(text("fields") || "{}") as Record<string, unknown>;
    const receiveId = text("receiveId") || undefined;
    const delivery = await deliver(
      world,
      compose(world, {
        channel,
        suite: channel === "provider" ? null : suite,
        corp,
        type,
        fields,
        fromUserName: from,
        receiveId,
      }),
    );
    return context.redirect(`/deliveries/${delivery.id}`, 303);
  } catch (error) {
    if (error instanceof SyntaxError)
      return refusal(context, 40058, "字段不是有效的 JSON", "The fields are not valid JSON");
    if (error instanceof CannotCompose)
      return refusal(context, 40058, "请选择应用与企业", "Choose an app and an enterprise");
    throw error;
  }
}

function chosen(
  world: World,
  query: Record<string, string>,
): { suite: Suite | null; corp: Corp | null; template: EventTemplate } {
  const { suites, corps, installs } = world.state;
  const suite = suites[query.suite ?? ""] ?? Object.values(suites)[0] ?? null;
  const installed = Object.values(installs).find(
    (one) => one.suiteId === suite?.suiteId && one.status === "active",
  );
  const corp =
    findCorp(world, query.corp ?? "") ?? corps[installed?.corpid ?? ""] ?? Object.values(corps)[0] ?? null;
  const template = findTemplate(query.template ?? "change_contact.update_user") ?? EVENT_CATALOGUE[0];
  if (template === undefined) throw new Error("the catalogue is empty");
  return { suite, corp, template };
}

function choices(
  world: World,
  t: Text,
  suite: Suite | null,
  corp: Corp | null,
  template: EventTemplate,
): Part {
  const suites = Object.values(world.state.suites).map((one) => ({ value: one.suiteId, label: one.name }));
  const shown = Object.values(world.state.corps).slice(0, SHOWN_CORPS);
  const corps = corp === null || shown.includes(corp) ? shown : [corp, ...shown];
  const group = (channel: EventTemplate["channel"]) => html`<optgroup label="${channelText(t, channel)}">
    ${EVENT_CATALOGUE.filter((one) => one.channel === channel).map((one) => html`<option value="${one.id}" ${one === template ? html`selected` : none}>${t(one.zh, one.en)} · ${one.id}</option>`)}
  </optgroup>`;
  return html`<div class="row">${select(t("应用", "App"), "suite", suites, suite?.suiteId ?? "", "sim-compose-suite")}
    ${select(
      t("企业", "Enterprise"),
      "corp",
      corps.map((one) => ({ value: one.corpid, label: one.name })),
      corp?.corpid ?? "",
      "sim-compose-corp",
    )}</div>
    <label>${t("事件", "Event")}<select name="template" data-testid="sim-compose-template">${group("command")}${group("data")}${group("provider")}</select></label>`;
}
