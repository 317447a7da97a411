import type { Context } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../http-app";
import { findCorp } from "../identity";
import { wholeCorp } from "../installs";
import type { Admin, Corp, VisibleRange } from "../state-corp";
import type { World } from "../world";
import { type Html, hidden, none, type Text } from "./layout";

const SHOWN_CORPS = 200;
const OWN_FIELDS = new Set(["corp", "admin", "party", "user", "auth_mode"]);

interface FormOptions {
  action: string;
  query: Record<string, string>;
  testOnly: boolean;
}

/** Corp, administrator, visible range. Choosing another corp reloads the page with its people. */
export function consentForm(
  world: World,
  t: Text,
  { action, query, testOnly }: FormOptions,
): Html | Promise<Html> {
  const corps = Object.values(world.state.corps).filter((corp) => !testOnly || corp.isTest);
  const chosen = findCorp(world, query.corp ?? "") ?? corps[0];
  if (chosen === undefined) return html`<p>${t("还没有企业。", "No enterprises yet.")}</p>`;
  const carried = Object.fromEntries(Object.entries(query).filter(([name]) => !OWN_FIELDS.has(name)));
  const shown = [chosen, ...corps.filter((corp) => corp !== chosen).slice(0, SHOWN_CORPS)];
  return html`<form method="get" class="row" data-testid="sim-choose-corp-form">
      ${hidden(carried)}
      <label>${t("企业", "Enterprise")}
        <select name="corp" data-testid="sim-corp">
          ${shown.map((corp) => html`<option value="${corp.corpid}" ${corp === chosen ? "selected" : none}>${corp.name}</option>`)}
        </select>
      </label>
      <label><button class="plain" data-testid="sim-choose-corp">${t("切换企业", "Switch")}</button></label>
    </form>
    <form method="post" action="${action}" data-testid="sim-consent-form">
      ${hidden(carried)}<input type="hidden" name="corp" value="${chosen.corpid}" />
      ${adminSelect(t, chosen)} ${rangeFields(t, chosen, wholeCorp(chosen))}
      <label class="row"><input type="checkbox" name="auth_mode" value="1" data-testid="sim-auth-mode" /> ${t("成员授权模式", "Member authorisation mode")}</label>
      <button data-testid="sim-consent">${t("同意授权并安装", "Authorise and install")}</button>
    </form>`;
}

export function adminSelect(t: Text, corp: Corp, chosen = ""): Html | Promise<Html> {
  return html`<label>${t("管理员", "Administrator")}
    <select name="admin" data-testid="sim-admin">
      ${corp.admins.map(
        (admin) =>
          html`<option value="${admin.id}" ${admin.id === chosen ? "selected" : none}>${adminName(t, admin)}</option>`,
      )}
    </select>
  </label>`;
}

export function adminName(t: Text, admin: Admin): string {
  const kinds = {
    1: t("创建者", "creator"),
    2: t("内部系统管理员", "internal system admin"),
    3: t("外部系统管理员", "external system admin"),
    4: t("分级管理员", "graded admin"),
  };
  return `${admin.name} · ${kinds[admin.userType]}`;
}

export function rangeFields(t: Text, corp: Corp, range: VisibleRange): Html | Promise<Html> {
  return html`<label>${t("可见部门", "Visible departments")}
      <select name="party" multiple size="3" data-testid="sim-range-party">
        ${corp.departments.map(
          (one) =>
            html`<option value="${one.id}" ${range.allowParty.includes(one.id) ? "selected" : none}>${one.name}</option>`,
        )}
      </select>
    </label>
    <label>${t("可见成员", "Visible members")}
      <select name="user" multiple size="3" data-testid="sim-range-user">
        ${corp.members
          .slice(0, 500)
          .map(
            (one) =>
              html`<option value="${one.userid}" ${range.allowUser.includes(one.userid) ? "selected" : none}>${one.name}</option>`,
          )}
      </select>
    </label>`;
}

export interface ReadConsent {
  fields: Record<string, string>;
  corp: Corp | null;
  admin: Admin | null;
  range: VisibleRange;
  authMode: 0 | 1;
}

export async function readConsent(world: World, context: Context<AppEnv>): Promise<ReadConsent> {
  const form = await context.req.parseBody({ all: true });
  const many = (name: string): string[] => [form[name] ?? []].flat().filter((one) => typeof one === "string");
  const fields = Object.fromEntries(Object.keys(form).map((name) => [name, many(name)[0] ?? ""]));
  const corp = findCorp(world, fields.corp ?? "");
  return {
    fields,
    corp,
    admin: corp?.admins.find((one) => one.id === fields.admin) ?? corp?.admins[0] ?? null,
    range: { allowParty: many("party").map(Number), allowUser: many("user"), allowTag: [] },
    authMode: fields.auth_mode === "1" ? 1 : 0,
  };
}
