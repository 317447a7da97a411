import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityOf, installApp, openBrowser, openPage, signInStaff } from "@/tests/support/browse";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { type Product, startProduct } from "@/tests/support/product";

/** With this folder set, pictures are kept for somebody to look at. */
const PICTURES = process.env.PAGE_PICTURES;

let database: TestDatabase;
let product: Product;
let browser: Browser;
let page: Page;
let complaints: string[];
/** Everything that must never be seen where people or logs can see it. */
const canaries: string[] = [];
/** What pages and answers other than the rightful one have shown. */
const seen: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  product = await startProduct(database.databaseUrl);
  browser = await openBrowser();
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
  const customer = await openPage(browser);
  await installApp(customer.page, product.portalUrl, "crm");
  await customer.context.close();
  ({ page, complaints } = await openPage(browser));
  await signInStaff(page, product.portalUrl, product.world.owner);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await database?.drop();
});

async function look(name: string, one: Page = page): Promise<void> {
  if (!PICTURES) return;
  for (const width of [1440, 390]) {
    await one.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await one.emulateMedia({ colorScheme });
      await one.screenshot({ path: `${PICTURES}/${name}.${width}.${colorScheme}.png`, fullPage: true });
    }
  }
  await one.setViewportSize({ width: 1440, height: 900 });
  await one.emulateMedia({ colorScheme: "light" });
}

async function call(path: string, key: string, init: RequestInit = {}) {
  const reply = await fetch(`${product.portalUrl}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...init.headers },
  });
  const text = await reply.text();
  return { status: reply.status, text, body: JSON.parse(text) };
}

async function makeKey(name: string): Promise<string> {
  await page.goto(`${product.portalUrl}/console/keys`);
  await page.fill("#key-name", name);
  await page.check('[data-testid="suites-crm"]');
  await page.check('[data-testid="scopes-tokens:read"]');
  await page.check('[data-testid="scopes-proxy:call"]');
  await page.click('[data-testid="create-key"]');
  const text = (await page.locator('[data-testid="key-text"]').textContent()) ?? "";
  canaries.push(text);
  return text;
}

const row = (name: string) => page.locator(`[data-testid="key-row"][data-name="${name}"]`);

describe("keys, the API page and install links, in a browser", () => {
  test("a key is shown once, works at once, rotates with an overlap, and ends the moment it is revoked", async () => {
    const key = await makeKey("crm-backend");
    expect(await accessibilityOf(page)).toEqual([]);
    await look("keys-new");
    await page.reload();
    expect(await page.content()).not.toContain(key);

    const corps = await call("/corps", key);
    const [corp] = corps.body.data;
    const token = await call(`/suites/crm/corps/${corp.corp_id}/access-token`, key);
    expect(token).toMatchObject({ status: 200, body: { expires_in: expect.any(Number) } });
    canaries.push(token.body.access_token);

    await row("crm-backend").locator('[data-testid="manage-key"]').click();
    await row("crm-backend").locator('[data-testid="rotate-key"]').click();
    const second = (await row("crm-backend").locator('[data-testid="key-text"]').textContent()) ?? "";
    canaries.push(second);
    await look("keys-rotated");
    for (const one of [key, second]) expect((await call("/corps", one)).status).toBe(200);

    await page.reload();
    await expect
      .poll(() => row("crm-backend").locator('[data-testid="key-state"]').textContent())
      .toBe("轮换中");
    await row("crm-backend").locator('[data-testid="manage-key"]').click();
    const revoke = row("crm-backend").locator('[data-testid="revoke-key"]');
    expect(await revoke.isDisabled()).toBe(true);
    await row("crm-backend").locator('input[name="name"]').fill("crm-backend");
    await revoke.click();
    await page.waitForURL(/notice=changed/);
    expect(await row("crm-backend").locator('[data-testid="key-state"]').textContent()).toBe("已吊销");
    for (const one of [key, second])
      expect(await call("/corps", one)).toMatchObject({ status: 401, body: { code: "api.key_refused" } });
    seen.push(await page.content());
  });

  test("the API page shows calls in six languages and tries one, without showing a token", async () => {
    const key = await makeKey("api-page");
    const corpId = (await call("/corps", key)).body.data[0].corp_id;
    await page.goto(`${product.portalUrl}/console/api`);
    const operation = page.locator('[data-testid="op-getAccessToken"]');
    await operation.locator("summary").first().click();
    const tabs = operation.getByRole("tab");
    expect(await tabs.allTextContents()).toEqual(["curl", "TypeScript", "Python", "Java", "Go", "PHP"]);
    await expect
      .poll(async () => {
        await tabs.nth(1).focus();
        await page.keyboard.press("ArrowRight");
        return operation.getByRole("tabpanel").textContent();
      })
      .toContain("urllib.request");
    await operation.locator("#try-getAccessToken-corp").fill(corpId);
    await operation.locator('[data-testid="try-getAccessToken-run"]').click();
    await expect
      .poll(() => operation.locator('[data-testid="try-getAccessToken-status"]').textContent())
      .toContain("200");
    expect(await operation.locator('[data-testid="try-getAccessToken-answer"]').textContent()).toContain(
      "expires_in",
    );
    expect(await accessibilityOf(page)).toEqual([]);
    await look("api-tried");
    const token = await call(`/suites/crm/corps/${corpId}/access-token`, key);
    canaries.push(token.body.access_token);
    seen.push(await page.content());
    await page.goto(`${product.portalUrl}/console/audit`);
    expect(await page.content()).toContain("api.tried");
    seen.push(await page.content());
  });

  test("a customer follows an install link to the end, and staff see by whom it was accepted", async () => {
    await page.goto(`${product.portalUrl}/console/links`);
    await page.fill("#link-customer", "青禾科技");
    await page.fill("#link-inviter", "北辰软件");
    await page.click('[data-testid="create-link"]');
    const url = (await page.locator('[data-testid="link-url"]').textContent()) ?? "";
    canaries.push(url.split("/").at(-1) ?? "");
    expect(await accessibilityOf(page)).toEqual([]);
    await look("links-new");

    const customer = await openPage(browser);
    await customer.page.goto(url);
    expect(await customer.page.locator("h1").textContent()).toBe("北辰软件邀请青禾科技使用「客户管家」");
    expect(await accessibilityOf(customer.page)).toEqual([]);
    await look("invite", customer.page);
    await customer.page.goto(`${url}?lang=en`);
    await look("invite-en", customer.page);
    await customer.page.click('[data-testid="invite-accept"]');
    await customer.page.click('[data-testid="sim-consent"]');
    await customer.page.waitForURL(/\/install\/[^/]+\/done/);
    await customer.page.goto(url);
    expect(await customer.page.locator('[data-testid="invite-closed"]').textContent()).toContain("已使用");
    expect(await accessibilityOf(customer.page)).toEqual([]);
    await look("invite-used", customer.page);
    expect(customer.complaints).toEqual([]);
    await customer.context.close();

    await page.goto(`${product.portalUrl}/console/links`);
    await expect
      .poll(() => page.locator('[data-testid="link-row"]').first().getAttribute("data-status"))
      .toBe("authorized");
    seen.push(await page.content());
    await look("links-done");
    expect(complaints).toEqual([]);
  });

  test("F5, R17: no key, token, secret or invitation is in a log, a page, an error or a metric", async () => {
    const { suites, provider } = product.world;
    canaries.push(
      provider.secret,
      ...suites.flatMap((one) => [one.suiteSecret, one.token, one.encodingAesKey]),
    );
    const wrong = canaries[0] ?? "";
    for (const path of ["/corps?cursor=x", "/nothing", `/suites/crm/corps/${wrong}/access-token`]) {
      seen.push((await call(path, wrong)).text);
      seen.push((await call(path, "wpk_wrong-wrong")).text);
    }
    const metrics = await fetch(`${product.portalUrl}/metrics`);
    seen.push(await metrics.text(), product.program.output);
    for (const canary of canaries) {
      expect(canary.length).toBeGreaterThan(15);
      for (const text of seen) expect(text.includes(canary)).toBe(false);
    }
    expect(product.program.output).not.toContain("request.failed");
  });
});
