import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installApp, openBrowser, openPage, signInStaff } from "@/tests/support/browse";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { type Product, startProduct } from "@/tests/support/product";

let database: TestDatabase;
let product: Product;
let browser: Browser;

beforeAll(async () => {
  database = await createTestDatabase();
  product = await startProduct(database.databaseUrl);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await database?.drop();
});

describe("the main job, with a real browser, the built portal and the simulated WeCom", () => {
  test("an admin presses 微信企业号应用授权, consents, and reads the name of the enterprise", async () => {
    const { page, context, complaints } = await openPage(browser);
    await page.goto(product.portalUrl);
    expect(await page.getByText("微信企业号应用授权").first().isVisible()).toBe(true);
    await installApp(page, product.portalUrl, "crm");
    await page.getByText("青禾科技有限公司").first().waitFor();
    expect(page.url()).not.toContain("auth_code");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("the legacy dialect installs through its own page and ends on the same result", async () => {
    const { page, context } = await openPage(browser);
    await installApp(page, product.portalUrl, "oa");
    await page.getByText("青禾科技有限公司").first().waitFor();
    await context.close();
  });

  test("D11: going back and loading the return address again shows the same result, not an error", async () => {
    const { page, context } = await openPage(browser);
    let returnUrl = "";
    page.on("request", (request) => {
      if (request.url().includes("/install/crm/return")) returnUrl = request.url();
    });
    await installApp(page, product.portalUrl, "crm");
    expect(returnUrl).not.toBe("");
    await page.goto(returnUrl);
    await page.getByText("青禾科技有限公司").first().waitFor();
    await context.close();
  });

  test("D1: the same return address in another browser exchanges nothing and names no enterprise", async () => {
    const first = await openPage(browser);
    let returnUrl = "";
    first.page.on("request", (request) => {
      if (request.url().includes("/install/crm/return")) returnUrl = request.url();
    });
    await installApp(first.page, product.portalUrl, "crm");
    const other = await openPage(browser);
    const answer = await other.page.goto(returnUrl);
    expect(answer?.status()).toBeGreaterThanOrEqual(400);
    expect(await other.page.getByText("青禾科技").count()).toBe(0);
    await first.context.close();
    await other.context.close();
  });

  test("staff find the enterprise in the console with a live corp token", async () => {
    const { page, context, complaints } = await openPage(browser);
    await signInStaff(page, product.portalUrl, product.world.owner);
    await page.click('[data-testid="nav-corps"]');
    await page.locator('[data-testid="corp-row"]', { hasText: "青禾科技有限公司" }).first().click();
    const state = page.locator('[data-testid="corp-token-state"]').first();
    await state.waitFor();
    expect(await state.getAttribute("data-tone")).toBe("good");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("the admin presses 业务设置 in WeCom, is named, and lands signed in on /corp", async () => {
    const { page, context, complaints } = await openPage(browser);
    await page.goto(`${product.simulator.url}/admin/${product.world.corps[0]?.corpid}`);
    const popup = context.waitForEvent("page", { timeout: 3_000 }).catch(() => null);
    await page.locator('[data-testid="sim-business-setting"]').first().click();
    const portal = (await popup) ?? page;
    await portal.waitForURL(/\/sign-in\//);
    await portal.getByText("青禾科技有限公司").first().waitFor();
    expect(portal.url()).not.toContain("auth_code");
    await portal.click('[data-testid="continue-sign-in"]');
    await portal.waitForURL((url) => url.pathname === "/corp");
    expect(await portal.locator('[data-testid="corp-name"]').first().textContent()).toContain(
      "青禾科技有限公司",
    );
    expect(await portal.getByText("云帆贸易").count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("an install begun at WeCom appears by itself, and a cancelled one ends the admin's access", async () => {
    const corp = product.world.corps[1];
    const suite = product.world.suites[0];
    if (!corp || !suite) throw new Error("the world has two corps and two suites");
    await product.simulator.post(`/corps/${corp.corpid}/install`, { suiteId: suite.suiteId });
    const { page, context } = await openPage(browser);
    await signInStaff(page, product.portalUrl, product.world.owner);
    await expect
      .poll(
        async () => {
          await page.goto(`${product.portalUrl}/console/corps?status=active`);
          return page.locator('[data-testid="corp-row"]', { hasText: corp.name }).count();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);

    const { url } = (await product.simulator.post(`/corps/${corp.corpid}/business-setting`, {
      suiteId: suite.suiteId,
    })) as { url: string };
    const admin = await openPage(browser);
    await admin.page.goto(url);
    await admin.page.click('[data-testid="continue-sign-in"]');
    await admin.page.waitForURL((address) => address.pathname === "/corp");

    await product.simulator.post(`/corps/${corp.corpid}/cancel`, { suiteId: suite.suiteId });
    await expect
      .poll(
        async () => {
          await admin.page.goto(`${product.portalUrl}/corp`);
          return admin.page.locator('[data-testid="corp-how-to-enter"]').count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    await context.close();
    await admin.context.close();
  });

  test("R2: after kill -9 and a new start the enterprise, its token and the staff account are still there", async () => {
    await product.crash();
    const { page, context } = await openPage(browser);
    await signInStaff(page, product.portalUrl, product.world.owner);
    await page.goto(`${product.portalUrl}/console/corps`);
    await page.locator('[data-testid="corp-row"]', { hasText: "青禾科技有限公司" }).first().click();
    await page.locator('[data-testid="corp-token-state"][data-tone="good"]').first().waitFor();
    await context.close();
  });
});
