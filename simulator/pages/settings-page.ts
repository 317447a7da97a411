import type { Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../http-app";
import { newState } from "../new-state";
import { applySeed, readSeedFile } from "../seed";
import { advanceClock } from "../tickets";
import { killTokens } from "../tokens";
import { settle, type World } from "../world";
import { langOf, render, type Text, textFor, when } from "./layout";
import { check, type Part, select } from "./parts";
import { LIMIT_TEXT, SWITCH_TEXT, TIMING_TEXT } from "./setting-texts";

/** Time, behaviour, limits; and the way back to the beginning (rules 12, 13, 16). */
export function addSettings(app: Hono<AppEnv>, world: World): void {
  app.get("/settings", (context) => {
    const t = textFor(langOf(context));
    const { switches, limits, timing } = world.state;
    const body = html`<div class="columns">${clockCard(world, t)}${tokensCard(t)}</div>
      <section class="card"><h2>${t("行为开关", "Switches")}</h2><form method="post" action="/settings/switches"><div class="checks">
        ${keysOf(switches).map((name) => check(`${t(...SWITCH_TEXT[name])} (${name})`, name, switches[name]))}</div>
        <button class="plain" data-testid="sim-save-switches">${t("保存", "Save")}</button></form></section>
      <div class="columns">
      <section class="card"><h2>${t("限制（0 为不限）", "Limits (0: none)")}</h2><form method="post" action="/settings/limits">
        ${keysOf(limits).map((name) => number(t(...LIMIT_TEXT[name]), name, limits[name]))}<button class="plain">${t("保存", "Save")}</button></form></section>
      <section class="card"><h2>${t("时限与重试", "Times and tries")}</h2><form method="post" action="/settings/timing">
        ${keysOf(timing).map((name) => number(t(...TIMING_TEXT[name]), name, timing[name]))}<button class="plain">${t("保存", "Save")}</button></form></section></div>
      <section class="card"><h2>${t("重新开始", "Start over")}</h2><p class="quiet">${t("清除全部应用、企业、记录与故障，回到启动时的样子。", "Drops all apps, enterprises, records and faults: back to how it started.")}</p>
        <form method="post" action="/settings/reset"><button class="danger" data-testid="sim-reset">${t("重置模拟器", "Reset the simulator")}</button></form></section>`;
    return render(context, { title: t("时钟与设置", "Clock and settings"), side: "settings", body });
  });

  app.post("/settings/:what", async (context) => {
    const form = await context.req.parseBody();
    const { state } = world;
    const what = context.req.param("what");
    const read = (name: string) => Number(form[name]);
    if (what === "clock")
      advanceClock(world, Math.max(0, read("amount") || 0) * Math.max(1, read("unit") || 1));
    else if (what === "tokens") killTokens(world, form.family ? { family: String(form.family) } : {});
    else if (what === "switches")
      for (const name of keysOf(state.switches)) state.switches[name] = form[name] === "1";
    else if (what === "limits") copyNumbers(state.limits, read);
    else if (what === "timing") copyNumbers(state.timing, read);
    else if (what === "reset") {
      await settle(world);
      world.replaceState(newState(world.settings));
      applySeed(world, world.settings.seedFile === null ? null : readSeedFile(world.settings.seedFile));
    } else return context.notFound();
    world.windows.clear();
    return context.redirect("/settings", 303);
  });
}

function copyNumbers<T extends object>(target: T, read: (name: string) => number): void {
  for (const name of Object.keys(target)) {
    const value = read(name);
    if (Number.isFinite(value) && value >= 0) Object.assign(target, { [name]: value });
  }
}

function keysOf<T extends object>(record: T): Array<keyof T & string> {
  return Object.keys(record) as Array<keyof T & string>;
}

function number(label: string, name: string, value: number): Part {
  return html`<label>${label}<input type="number" name="${name}" value="${value}" min="0" step="any" /></label>`;
}

function clockCard(world: World, t: Text): Part {
  const units = [
    { value: "60", label: t("分钟", "minutes") },
    { value: "1", label: t("秒", "seconds") },
    { value: "3600", label: t("小时", "hours") },
    { value: "86400", label: t("天", "days") },
  ];
  return html`<section class="card"><h2>${t("时钟", "Clock")}</h2>
    <dl><dt>${t("平台时间", "Platform time")}</dt><dd data-testid="sim-now">${when(world.clock.now())}</dd><dt>${t("快于真实时间", "Ahead of real time")}</dt><dd>${Math.round(world.state.clockOffsetMs / 1000)} s</dd></dl>
    <form method="post" action="/settings/clock" class="row"><label>${t("前进", "Advance by")}<input type="number" name="amount" value="31" min="0" /></label>
    ${select(t("单位", "Unit"), "unit", units)}<label class="fixed"><button data-testid="sim-advance">${t("前进", "Advance")}</button></label></form></section>`;
}

function tokensCard(t: Text): Part {
  const families = [
    { value: "", label: t("全部", "all") },
    { value: "suite", label: "suite_access_token" },
    { value: "corp", label: t("企业 access_token", "corp access_token") },
    { value: "provider", label: "provider_access_token" },
  ];
  return html`<section class="card"><h2>${t("提前收回 token", "Withdraw tokens early")}</h2>
    <p class="quiet">${t("平台可能在过期前收回 token；应用应刷新一次后重试。", "The platform may withdraw a token before its time; an app refreshes once and repeats.")}</p>
    <form method="post" action="/settings/tokens" class="row">${select(t("种类", "Kind"), "family", families)}<label class="fixed"><button class="danger" data-testid="sim-kill-tokens">${t("立即收回", "Kill now")}</button></label></form></section>`;
}
