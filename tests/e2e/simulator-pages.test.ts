import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityOf, openBrowser, openPage } from "@/tests/support/browse";
import { install, type Kit, SUITE, startKit } from "../integration/simulator-kit";

const RICH = /^\/(vendor\/suites|admin\/ww|phone\/ww|faults)/;

let kit: Kit;
let browser: Browser;
let pages: string[];

beforeAll(async () => {
  kit = await startKit();
  const { sat, accessToken, agentid } = await install(kit);
  const member = kit.simulator.state.corps[kit.corpid]?.members[0];
  const send = (message: object) =>
    kit.api(`message/send?access_token=${accessToken}`, { touser: member?.openUserid, agentid, ...message });
  await send({ msgtype: "text", text: { content: "您好" } });
  await send({
    msgtype: "template_card",
    template_card: {
      card_type: "button_interaction",
      task_id: "t1",
      main_title: { title: "审批" },
      button_list: [{ text: "同意", key: "yes" }],
    },
  });
  await kit.control("POST", "faults", { kind: "busy", scope: { endpoint: "nothing", suiteId: SUITE } });
  const { pre_auth_code } = await kit.api(`service/get_pre_auth_code?suite_access_token=${sat}`);
  const provider = await kit.providerToken();
  const register = await kit.api(`service/get_register_code?provider_access_token=${provider}`, {
    template_id: "tpl1",
  });
  const back = encodeURIComponent("http://localhost/back");
  pages = [
    "/",
    "/vendor",
    `/vendor/suites/${SUITE}`,
    "/admin",
    `/admin/${kit.corpid}`,
    "/phone",
    `/phone/${kit.corpid}/zhangsan/${SUITE}`,
    "/deliveries",
    `/deliveries/${kit.simulator.state.deliveries[0]?.id}`,
    "/calls",
    "/compose",
    "/faults",
    "/settings",
    `/3rdapp/market?suite_id=${SUITE}`,
    `/3rdapp/install?suite_id=${SUITE}&pre_auth_code=${pre_auth_code}&redirect_uri=${back}&state=s1`,
    `/connect/oauth2/authorize?appid=${SUITE}&redirect_uri=${back}&response_type=code&scope=snsapi_base&state=s1`,
    `/3rdservice/wework/register?register_code=${register.register_code}`,
    "/3rdapp/install?suite_id=nobody",
  ];
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await kit?.close();
});

const open = (page: Page, path: string, lang: string) =>
  page.goto(`${kit.simulator.url}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);

describe("the simulator's pages in a browser", () => {
  test.each([
    ["zh", "light", 1440],
    ["en", "dark", 390],
  ] as const)(
    "R26: in %s, %s, %i wide, axe finds nothing and nothing is cut off",
    async (lang, colorScheme, width) => {
      const { page, context, complaints } = await openPage(browser, {
        colorScheme,
        viewport: { width, height: 900 },
      });
      for (const path of pages) {
        await open(page, path, lang);
        // Each page once; the richest ones in the other colours too.
        if (colorScheme === "dark" || RICH.test(path)) expect(await accessibilityOf(page)).toEqual([]);
        const surplus = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect([path, surplus]).toEqual([path, 0]);
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
    240_000,
  );

  test("a card's button is pressed on the phone, and the app hears template_card_event", async () => {
    const { page, context } = await openPage(browser);
    await open(page, `/phone/${kit.corpid}/zhangsan/${SUITE}`, "zh");
    await page.click('[data-testid="sim-card-button"]');
    await page.waitForLoadState();
    expect(kit.receiver.received.at(-1)?.message).toContain("template_card_event");
    expect(kit.receiver.received.at(-1)?.message).toContain("ResponseCode");
    await context.close();
  });

  test("an event is chosen, sent, and its report shown", async () => {
    const { page, context } = await openPage(browser);
    await open(page, "/compose?template=change_external_contact.add_external_contact", "zh");
    await page.click('[data-testid="sim-compose-send"]');
    await page.waitForURL(/\/deliveries\/delivery-/);
    expect(await page.textContent('[data-testid="sim-plaintext"]')).toContain("add_external_contact");
    await context.close();
  });

  test("the fault panel plans trouble for one endpoint, a number of times, with a chance", async () => {
    const { page, context } = await openPage(browser);
    await open(page, "/faults", "zh");
    await page.selectOption('[data-testid="sim-fault-kind"]', "throttle");
    await page.fill('input[name="remaining"]', "2");
    await page.fill('input[name="probability"]', "0.5");
    await page.click("details:nth-of-type(1) summary");
    await page.fill('[data-testid="sim-field-endpoint"]', "agent/list");
    await page.click('[data-testid="sim-add-fault"]');
    await page.waitForLoadState();
    expect(kit.simulator.state.faults.at(-1)).toMatchObject({
      kind: "throttle",
      remaining: 2,
      probability: 0.5,
      scope: { endpoint: "agent/list" },
    });
    await context.close();
  });

  test("the clock is moved on from its page", async () => {
    const { page, context } = await openPage(browser);
    const before = kit.simulator.state.clockOffsetMs;
    await open(page, "/settings", "zh");
    await page.click('[data-testid="sim-advance"]');
    await page.waitForLoadState();
    expect(kit.simulator.state.clockOffsetMs - before).toBe(31 * 60_000);
    await context.close();
  });
});
