import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accessibilityOf,
  installApp,
  openBrowser,
  openPage,
  pressUntil,
  signInStaff,
} from "@/tests/support/browse";
import { until } from "@/tests/support/install-world";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { makeWorld, type Product, startProduct } from "@/tests/support/product";
import { RECEIVER_SECRET, type Receiver, startReceiver } from "@/tests/support/receiver";

/** With this folder set, every page is kept as a picture, for somebody to look at. */
const PICTURES = process.env.PAGE_PICTURES;

let database: TestDatabase;
let product: Product;
let browser: Browser;
let receiver: Receiver;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [database, receiver] = [await createTestDatabase(), await startReceiver()];
  product = await startProduct(database.databaseUrl, makeWorld(), {
    environment: { PORTAL_ENDPOINT_ALLOW_CIDRS: "127.0.0.0/8" },
    bootstrap: {
      endpoints: [
        { name: "crm", suite: "crm", url: `${receiver.url}/crm`, events: ["*"], secret: RECEIVER_SECRET },
      ],
    },
  });
  browser = await openBrowser();
  ({ page, complaints } = await openPage(browser));
  await signInStaff(page, product.portalUrl, product.world.owner);
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await receiver?.close();
  await database?.drop();
});

async function look(name: string): Promise<void> {
  expect(await accessibilityOf(page)).toEqual([]);
  if (!PICTURES) return;
  for (const locale of ["en", "zh-CN"]) {
    const here = page.url();
    await page.goto(`${product.portalUrl}/lang?to=${locale}&next=/console`);
    await page.goto(here);
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      for (const theme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme: theme });
        await page.screenshot({
          path: `${PICTURES}/${name}.${locale}.${width}.${theme}.png`,
          fullPage: true,
        });
      }
    }
  }
}

describe("endpoints in the console", () => {
  test("an endpoint of the bootstrap file gets the installation, signed, without anybody touching the console", async () => {
    const { page: visitor, context } = await openPage(browser);
    await installApp(visitor, product.portalUrl, "crm");
    await context.close();
    const told = await until(
      async () => receiver.of("/crm").find((one) => one.body.type === "corp.authorized"),
      20_000,
    );
    expect(receiver.verifies(told)).toBe(true);
    await page.goto(`${product.portalUrl}/console/endpoints`);
    await page.waitForSelector('[data-testid="endpoint-row"]');
    await look("endpoints");
  });

  test("a new endpoint shows its secret once, gets a test event, and the log shows it", async () => {
    await page.goto(`${product.portalUrl}/console/endpoints`);
    await page.click('[data-testid="new-endpoint"]');
    await look("endpoint-new");
    await page.fill('input[name="name"]', "laptop");
    await page.fill('input[name="url"]', `${receiver.url}/laptop`);
    await page.fill('textarea[name="events"]', "wecom.change_*\ncorp.*");
    await page.click('[data-testid="create-endpoint"]');
    const secret = (await page.textContent('[data-testid="endpoint-secret"]')) ?? "";
    expect(secret).toMatch(/^whsec_/);
    await look("endpoint-made");
    await page.goto(`${product.portalUrl}/console/endpoints`);
    await page.click('[data-testid="endpoint-row"] >> text=laptop');
    expect(await page.content()).not.toContain(secret);
    await page.click('[data-testid="test-endpoint"]');
    await page.waitForSelector('[data-testid="action-notice"]');
    const told = await until(async () => receiver.of("/laptop")[0]);
    expect(told.body.type).toBe("portal.test");
    expect(receiver.verifies(told, secret)).toBe(true);
    await until(async () => {
      await page.reload();
      return (await page.textContent('[data-testid="count-delivered"]')) === "1";
    });
  });

  test("E8: what a receiver answers is shown as text, never as markup", async () => {
    receiver.status("/laptop", 503, {}, '<img src=x onerror="alert(1)"> password=hunter2');
    await page.click('[data-testid="test-endpoint"]');
    await until(async () => receiver.of("/laptop").length === 2);
    await page.waitForSelector('[data-testid="action-notice"]');
    await until(async () => {
      await page.goto(page.url().split("?")[0] ?? "");
      return (
        (await page.locator('[data-testid="delivery-state"]').first().getAttribute("data-tone")) === "wait"
      );
    });
    await page.locator('[data-testid="delivery-row"] a').first().click();
    await page.waitForSelector('[data-testid="attempt"]');
    const drawer = await page.textContent('[role="dialog"]');
    expect(drawer).toContain('<img src=x onerror="alert(1)"> password=[secret]');
    expect(await page.locator('[role="dialog"] img').count()).toBe(0);
    await look("delivery");
  });

  test("the drawer has an address, and the arrow keys go through the log", async () => {
    const newest = page.url();
    expect(newest).toContain("delivery=");
    await pressUntil(page, "ArrowRight", (url) => url.href !== newest);
    await pressUntil(page, "ArrowLeft", (url) => url.href === newest);
    await pressUntil(page, "Escape", (url) => !url.search.includes("delivery="));
  });

  test("R12, G9: a replay counts first, asks with that number, and delivers under the same id", async () => {
    const id = receiver.of("/laptop")[1]?.id;
    await page.selectOption("#only", "all");
    await page.click('[data-testid="replay-count"]');
    await page.waitForSelector('[data-testid="replay-confirm"]');
    // Still refused, so that the one waiting to be retried has not arrived meanwhile and is not counted.
    expect(await page.textContent('[data-testid="replay-confirm"]')).toContain("1");
    receiver.rule("/laptop", null);
    await look("endpoint");
    const before = receiver.of("/laptop").length;
    if (PICTURES) {
      await page.selectOption("#only", "all");
      await page.click('[data-testid="replay-count"]');
    }
    await page.click('[data-testid="replay-confirm"]');
    await until(async () => receiver.of("/laptop").length > before);
    // What waited to be retried is sent again by hand from its row.
    await page.locator('[data-testid="delivery-row"] a').first().click();
    await page.click('[data-testid="replay-delivery"]');
    await until(async () => receiver.of("/laptop").filter((one) => one.id === id).length >= 2);
  });

  test("its settings are changed: what is wrong is said beside what was typed, what is right is kept and seen", async () => {
    await page.click('[data-testid="edit-endpoint"]');
    await page.waitForURL((url) => url.pathname.endsWith("/edit"));
    await look("endpoint-edit");
    await page.fill('textarea[name="events"]', "corp.*\nno such type!");
    await page.fill('input[name="description"]', "Anna's laptop");
    await page.selectOption("#payload", "full");
    await page.check("#ordered");
    await page.click('[data-testid="save-endpoint"]');
    await page.waitForSelector('[data-testid="edit-problem"]');
    expect(await page.inputValue('textarea[name="events"]')).toBe("corp.*\nno such type!");
    expect(await page.inputValue("#payload")).toBe("full");
    expect(await page.isChecked("#ordered")).toBe(true);
    await look("endpoint-edit-problem");
    if (PICTURES) await page.selectOption("#payload", "full");
    await page.fill('textarea[name="events"]', "corp.*\nwecom.change_*");
    await page.fill('input[name="description"]', "Anna's laptop");
    await page.fill('input[name="url"]', `${receiver.url}/moved`);
    await page.click('[data-testid="save-endpoint"]');
    await page.waitForSelector('[data-testid="action-notice"]');
    expect(await page.textContent("main")).toContain("Anna's laptop");
    await page.click('[data-testid="test-endpoint"]');
    await until(async () => receiver.of("/moved").length === 1);
  });

  test("the list tells how each endpoint fares: failures in a row by their number, and good again after the next success", async () => {
    const list = `${product.portalUrl}/console/endpoints`;
    const row = page.locator('[data-testid="endpoint-row"]', { hasText: `${receiver.url}/crm` });
    const sendTest = async () => {
      const before = receiver.of("/crm").length;
      await page.goto(list);
      await row.locator("a").first().click();
      await page.click('[data-testid="test-endpoint"]');
      await page.waitForSelector('[data-testid="action-notice"]');
      await until(async () => receiver.of("/crm").length > before, 20_000);
    };
    const shows = (text: string) =>
      until(async () => {
        await page.goto(list);
        return (await row.textContent())?.includes(text);
      });
    const laptop = page.url();
    await shows("正常");
    receiver.status("/crm", 500);
    for (let turn = 0; turn < 3; turn += 1) await sendTest();
    await until(async () => {
      await page.goto(list);
      return /连续失败 [3-9] 次/.test((await row.textContent()) ?? "");
    });
    await look("endpoints-troubled");
    await page.goto(list);
    expect(
      await page.locator('[data-testid="endpoint-row"]', { hasText: "laptop" }).textContent(),
    ).not.toContain("连续失败");
    receiver.rule("/crm", null);
    await sendTest();
    await shows("正常");
    expect(await row.textContent()).not.toContain("连续失败");
    await page.goto(laptop);
  });

  test("pausing keeps events, enabling delivers them; the secret is rotated; deleting needs the name", async () => {
    await page.click('[data-testid="pause-endpoint"]');
    await page.waitForSelector('[data-testid="enable-endpoint"]');
    await page.click('[data-testid="enable-endpoint"]');
    await page.waitForSelector('[data-testid="pause-endpoint"]');
    await page.click('[data-testid="rotate-secret"]');
    await page.waitForSelector('[data-testid="rotated-secret"]');
    await page.fill("#delete-name", "another");
    await page.click('[data-testid="delete-endpoint"]');
    await page.waitForSelector("#delete-name-error");
    await page.fill("#delete-name", "laptop");
    await page.click('[data-testid="delete-endpoint"]');
    await page.waitForURL((url) => url.pathname === "/console/endpoints");
    expect(await page.locator('[data-testid="endpoint-row"]').count()).toBe(1);
  });

  test("nothing complained in the browser", () => {
    expect(complaints).toEqual([]);
  });
});
