import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityOf, installApp, openBrowser, openPage } from "@/tests/support/browse";
import { type EmptyProduct, startEmptyProduct } from "@/tests/support/empty-product";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";

let database: TestDatabase;
let product: EmptyProduct;
let browser: Browser;
const PASSWORD = "first-day-of-the-provider";

beforeAll(async () => {
  database = await createTestDatabase();
  product = await startEmptyProduct(database.databaseUrl);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await database?.drop();
});

const stepIs = (page: Page, name: string, state: string) =>
  page.locator(`[data-testid="step-${name}"][data-state="${state}"]`).waitFor({ timeout: 20_000 });

/** What the paste sheet shows under a field's name. */
const pasted = async (page: Page, label: string) =>
  (
    (await page
      .locator('[data-testid="paste-sheet"] > div', { has: page.getByText(label, { exact: true }) })
      .locator("code")
      .textContent()) ?? ""
  ).trim();

describe("from an empty portal to the first authorised enterprise", () => {
  test("the guided path: every step turns live by itself as its fact arrives, without a reload", async () => {
    const { page, context, complaints } = await openPage(browser);
    const { portalUrl, simulator, world } = product;

    await page.goto(product.firstSignInUrl);
    await page.fill("#name", "陈一");
    await page.fill("#email", "first@example.com");
    await page.fill("#password", PASSWORD);
    await page.click('button[type="submit"]');
    await page.waitForURL((url) => url.pathname === "/console");

    // The provider first: URL checks are sealed for its corp id.
    await page.click('[data-testid="nav-provider"]');
    await page.fill("#provider-corp-id", world.provider.corpId);
    await page.fill("#provider-secret", world.provider.secret);
    await page.click('[data-testid="save-provider"]');
    await page.locator('[data-testid="setup-notice"]').waitFor();
    await page.click('[data-testid="try-provider-token"]');
    await page.waitForURL(/did=tokenGot/);

    await page.click('[data-testid="nav-suites"]');
    await page.locator('[data-testid="new-suite"]').first().click();
    await page.fill("#suite-name", "客户管家");
    await page.fill("#suite-key", "crm");
    await page.click('[data-testid="create-suite"]');
    await page.locator('[data-testid="paste-sheet"]').waitFor();
    const keys = {
      token: await pasted(page, "Token"),
      encodingAesKey: await pasted(page, "EncodingAESKey"),
    };
    expect(keys.token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(keys.encodingAesKey).toMatch(/^[A-Za-z0-9]{43}$/);
    const commandUrl = await pasted(page, "指令回调 URL");
    const dataUrl = await pasted(page, "数据回调 URL");
    expect(commandUrl).toBe(`${portalUrl}/wecom/crm/command`);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.click('[data-testid="to-suite"]');
    await stepIs(page, "provider", "done");
    await stepIs(page, "urls", "next");
    await stepIs(page, "secret", "later");
    expect(await page.content()).not.toContain(keys.encodingAesKey);

    // The vendor console, on the other side. Nobody reloads this page from here on.
    const suite = (await simulator.post("/suites", {
      name: "客户管家",
      completionDomain: "localhost",
      published: false,
    })) as {
      suiteId: string;
      suiteSecret: string;
    };
    await page.evaluate(() => {
      (window as { isSamePage?: boolean }).isSamePage = true;
    });
    await simulator.post(`/suites/${suite.suiteId}/save-urls`, { ...keys, commandUrl, dataUrl });
    await stepIs(page, "urls", "done");
    await page.locator('[data-testid="proof-command"]').waitFor();
    // The first ticket comes right after saving, before staff can know the suite id.
    await stepIs(page, "ticket", "done");
    expect(await page.evaluate(() => (window as { isSamePage?: boolean }).isSamePage)).toBe(true);

    await page.fill("#secrets-suite-id", suite.suiteId);
    await page.fill("#secrets-secret", suite.suiteSecret);
    await page.click('[data-testid="save-secrets"]');
    await stepIs(page, "secret", "done");
    await page.click('[data-testid="try-suite-token"]');
    await page.waitForURL(/did=tokenGot/);
    await stepIs(page, "token", "done");
    expect(await page.content()).not.toContain(suite.suiteSecret);

    await page.click('[data-testid="run-self-test"]');
    const lines = page.locator('[data-testid="self-test-line"]');
    await lines.first().waitFor();
    expect(await lines.count()).toBe(5);
    // http and a local address are said, and nothing else is wrong.
    expect(await page.locator('[data-testid="self-test-line"][data-verdict="bad"]').count()).toBe(0);

    // The simulator's app is not published yet: the install must be a test one.
    await page.selectOption("#details-auth-type", "1");
    await page.selectOption("#details-published", "no");
    await page.fill("#details-domain", "localhost");
    await page.click('[data-testid="save-details"]');
    await page.waitForURL(/did=saved/);

    const admin = await openPage(browser);
    await installApp(admin.page, portalUrl, "crm");
    await admin.page.getByText("青禾科技有限公司").first().waitFor();
    await stepIs(page, "corp", "done");
    expect(complaints).toEqual([]);
    await admin.context.close();

    await context.close();
  }, 240_000);
});
