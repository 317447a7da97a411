import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEXTS } from "@/lib/core/texts";
import { accessibilityOf } from "@/tests/support/browse";
import { type ConsoleVisit, visitConsole } from "@/tests/support/console-visit";
import type { Product } from "@/tests/support/product";

/** With this folder set, pictures are kept for somebody to look at. */
const PICTURES = process.env.PAGE_PICTURES;

let visit: ConsoleVisit;
let product: Product;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
  visit = await visitConsole();
  ({ product, page, complaints } = visit);
});
afterAll(() => visit?.close());

const tested = (id: string) => page.locator(`[data-testid="${id}"]`);
const row = (name: string) => page.locator(`[data-testid="key-row"][data-name="${name}"]`);

/** At each width, that nothing makes the page scroll sideways; kept as a picture where wanted. */
async function look(name: string): Promise<void> {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      if (PICTURES)
        await page.screenshot({ path: `${PICTURES}/${name}.${width}.${colorScheme}.png`, fullPage: true });
      // Colours differ by theme, structure by width: one of each is enough.
      if ((width === 390) === (colorScheme === "dark")) expect(await accessibilityOf(page)).toEqual([]);
    }
    const [wide, seen] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(wide).toBeLessThanOrEqual(seen ?? 0);
  }
}

async function call(path: string, key: string) {
  const reply = await fetch(`${product.portalUrl}/api/v1${path}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: reply.status, headers: reply.headers, body: await reply.json() };
}

/** From one control to the next, as somebody without a mouse goes. */
async function tabTo(testId: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    const at = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    if (at === testId) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${testId}`);
}

describe("a key for some calls, at its own pace", () => {
  let key = "";
  let base = "";

  test("F2: made with the keyboard alone; a refusal keeps what was chosen", async () => {
    await page.goto(`${product.portalUrl}/console/keys`);
    // Only who may call WeCom is asked which calls.
    expect(await tested("call-groups").isVisible()).toBe(false);
    await page.focus("#key-name");
    await page.keyboard.type("notifier");
    await tabTo("suites-crm");
    await page.keyboard.press("Space");
    await tabTo("scopes-proxy:call");
    await page.keyboard.press("Space");
    await tabTo("calls-all");
    expect(await tested("groups-message").isVisible()).toBe(false);
    await page.keyboard.press("ArrowDown");
    await tabTo("groups-message");
    await tabTo("create-key");
    await page.keyboard.press("Enter");
    const problem = page.getByText(TEXTS["zh-CN"].console.apiKeys.groupsMissing);
    await problem.waitFor();
    expect(await page.inputValue("#key-name")).toBe("notifier");
    expect(await tested("calls-some").isChecked()).toBe(true);

    expect(await tested("groups-moot").isVisible()).toBe(false);
    await page.check('[data-testid="scopes-tokens:read"]');
    expect(await tested("groups-moot").isVisible()).toBe(true);
    await page.check('[data-testid="groups-message"]');
    await look("keys-groups");
    await page.uncheck('[data-testid="scopes-tokens:read"]');
    await page.check('[data-testid="groups-department"]');
    await page.check('[data-testid="scopes-corps:read"]');
    await page.fill("#key-callsPerMinute", "90");
    await tested("create-key").click();
    key = (await tested("key-text").textContent()) ?? "";
    expect(await page.inputValue("#key-name")).toBe("");
    await expect.poll(() => row("notifier").isVisible()).toBe(true);
    expect(await row("notifier").locator('[data-testid="key-groups"]').textContent()).toMatch(
      /应用消息 message/,
    );
    expect(await row("notifier").locator('[data-testid="key-limits"]').textContent()).toMatch(/90/);
    expect(await row("notifier").getByText("tokens:read").count()).toBe(0);
  });

  test("F2, F8: it makes the calls of its groups only, and its headers show its own figure", async () => {
    const corps = await call("/corps", key);
    base = `/suites/crm/corps/${corps.body.data[0].corp_id}/proxy/cgi-bin`;
    const good = await call(`${base}/department/list`, key);
    expect(good).toMatchObject({ status: 200, body: { errcode: 0 } });
    expect(good.headers.get("ratelimit-policy")).toBe('"key";q=90;w=60');
    expect(await call(`${base}/user/get`, key)).toMatchObject({
      status: 403,
      body: { code: "proxy.call_not_granted", required_scope: "proxy:call:user" },
    });
    await page.goto(`${product.portalUrl}/console/calls`);
    await expect
      .poll(async () => {
        await page.reload();
        return page.content();
      })
      .toContain("缺少权限 proxy:call:user");
  });

  test("F8: its figure is changed in the list, holds for the next call, and is in the audit log", async () => {
    await page.goto(`${product.portalUrl}/console/keys`);
    await row("notifier").locator('[data-testid="manage-key"]').click();
    await look("keys-manage");
    await row("notifier").locator('input[name="callsPerMinute"]').fill("7");
    const policy = async () => (await call(`${base}/department/list`, key)).headers.get("ratelimit-policy");
    // Asked right before, so that the process has the key in memory and would go on with what it remembers.
    expect(await policy()).toBe('"key";q=90;w=60');
    await row("notifier").locator('[data-testid="change-limits"]').click();
    await page.waitForURL(/notice=changed/);
    expect(await policy()).toBe('"key";q=7;w=60');
    expect(await row("notifier").locator('[data-testid="key-limits"]').textContent()).toMatch(/ 7 /);
    await page.goto(`${product.portalUrl}/console/audit`);
    expect(await page.content()).toContain("api_key.changed");
  });

  test("the page says the same in English, and warns where tokens:read undoes the groups", async () => {
    await page.goto(`${product.portalUrl}/console/keys?lang=en`);
    await page.fill("#key-name", "both");
    await page.check('[data-testid="suites-crm"]');
    await page.check('[data-testid="scopes-tokens:read"]');
    await page.check('[data-testid="scopes-proxy:call"]');
    await page.check('[data-testid="calls-some"]');
    await page.check('[data-testid="groups-user"]');
    await look("keys-groups-en");
    await tested("create-key").click();
    await expect.poll(() => row("both").isVisible()).toBe(true);
    expect(await row("both").locator('[data-testid="key-groups"]').textContent()).toContain(
      TEXTS.en.console.apiKeys.calls.mootShort,
    );
    await look("keys-made-en");
    expect(complaints).toEqual([]);
  });
});
