import { html } from "hono/html";
import { withNames } from "../api/translate";
import type { PhoneMessage } from "../state";
import type { World } from "../world";
import { hidden, none, type Text, when } from "./layout";
import type { Part } from "./parts";

type Content = Record<string, unknown>;

/** One message as the member sees it. Text is shown as text; nothing an app sends becomes markup. */
export function bubble(world: World, t: Text, message: PhoneMessage, action: string): Part {
  const isMine = message.direction === "from_member";
  const names = {
    from_member: t("成员", "member"),
    to_member: t("应用消息", "app message"),
    passive_reply: t("被动回复", "passive reply"),
  };
  const body = message.recalled
    ? html`<em>${t("（已撤回）", "(recalled)")}</em>`
    : shown(world, t, message, action);
  return html`<div class="bubble ${isMine ? "mine" : ""}" data-testid="sim-bubble" data-direction="${message.direction}"><span class="quiet">${names[message.direction]} · ${message.msgtype} · ${when(message.at)}</span>${body}</div>`;
}

function shown(world: World, t: Text, message: PhoneMessage, action: string): Part {
  const { content, msgtype } = message;
  const text = textOf(content, "content") || textOf(content, "Content");
  if (msgtype === "event") return `[${textOf(content, "Event")}] ${textOf(content, "EventKey")}`;
  if (["image", "voice", "video", "file"].includes(msgtype)) return file(world, t, content, msgtype);
  if (msgtype === "textcard") return card(content);
  if (msgtype === "news" || msgtype === "mpnews") {
    const articles = Array.isArray(content.articles) ? content.articles : [];
    return html`${articles.map((one: Content) => card(one))}`;
  }
  if (msgtype === "template_card") return templateCard(t, message, action);
  if (text !== "") return html`<span class="text">${named(world, message, text)}</span>`;
  return html`<code>${JSON.stringify(content)}</code>`;
}

/** `$userName=ID$` becomes a name on the member's screen (enable_id_trans, protocol.md 4.12). */
function named(world: World, { corpid }: PhoneMessage, text: string): string {
  const corp = world.state.corps[corpid];
  return corp === undefined ? text : withNames(world, corp, text);
}

function card(content: Content): Part {
  const url = textOf(content, "url");
  const isLink = /^https?:\/\//.test(url);
  return html`<strong>${textOf(content, "title")}</strong>${textOf(content, "description") || textOf(content, "digest")}
    ${isLink ? html`<br /><a href="${url}" rel="noreferrer">${textOf(content, "btntxt") || url}</a>` : none}`;
}

function file(world: World, t: Text, content: Content, msgtype: string): Part {
  const id = textOf(content, "media_id") || textOf(content, "MediaId");
  const media = world.state.media[id];
  if (media === undefined) return `[${msgtype}] ${id}`;
  if (msgtype === "image") return html`<img src="/_files/${id}" alt="${media.filename}" width="160" />`;
  return html`<a href="/_files/${id}">${t("文件", "file")}：${media.filename}</a>`;
}

/** A card with its buttons; pressing one sends template_card_event (protocol.md 3.6). */
function templateCard(t: Text, message: PhoneMessage, action: string): Part {
  const { content } = message;
  const title = inner(content, "main_title");
  const replaced = content.replaced as Content | undefined;
  const buttons = Array.isArray(content.button_list) ? (content.button_list as Content[]) : [];
  const cardType = textOf(content, "card_type");
  const task = textOf(content, "task_id");
  return html`<strong>${textOf(title, "title") || cardType}</strong>${textOf(title, "desc")}
    ${
      replaced === undefined
        ? buttons.map(
            (
              one,
            ) => html`<form method="post" action="${action}">${hidden({ what: "button", key: textOf(one, "key"), task, card: cardType, message: message.id })}
      <button class="plain small" data-testid="sim-card-button">${textOf(one, "text")}</button></form>`,
          )
        : html`<br /><span class="quiet">${textOf(replaced, "replace_name") || t("（卡片已更新）", "(card updated)")}</span>`
    }`;
}

function inner(content: Content, name: string): Content {
  const value = content[name];
  return typeof value === "object" && value !== null ? (value as Content) : {};
}

function textOf(content: Content, name: string): string {
  const value = content[name];
  return typeof value === "string" ? value : "";
}
