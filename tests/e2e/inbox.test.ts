import { readFileSync } from "node:fs";
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
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { type Product, startProduct } from "@/tests/support/product";

let database: TestDatabase;
let product: Product;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  product = await startProduct(database.databaseUrl);
  browser = await openBrowser();
  const opened = await openPage(browser, { acceptDownloads: true });
  ({ page, complaints } = opened);
  await installApp(page, product.portalUrl, "crm");
  const corp = product.world.corps[0];
  const suite = product.world.suites[0];
  for (const content of ["请问如何开发票", "=HYPERLINK(1)"])
    await product.simulator.post("/messages", {
      suiteId: suite?.suiteId,
      corpid: corp?.corpid,
      userid: "zhangsan",
      content,
    });
  // Somebody opens the address in a browser; somebody else signs with a Token of their own.
  await fetch(`${product.portalUrl}/wecom/crm/command`);
  await fetch(
    `${product.portalUrl}/wecom/crm/command?msg_signature=${"0".repeat(40)}&timestamp=1763971200&nonce=n1`,
    { method: "POST", body: "<xml><Encrypt>AAAA</Encrypt></xml>" },
  );
  await signInStaff(page, product.portalUrl, product.world.owner);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await database?.drop();
});

const row = (type: string) => page.locator('[data-testid="event-row"]', { hasText: type }).first();
async function openList(query = ""): Promise<void> {
  await page.goto(`${product.portalUrl}/console/events${query}`);
  await page.locator('[data-testid="event-row"]').first().waitFor();
}

describe("the inbox in a browser", () => {
  test("filters live in the address and survive a reload", async () => {
    await openList();
    await page.selectOption("#suite", "crm");
    await page.fill("#type", "text");
    await page.click('[data-testid="apply-filters"]');
    await page.waitForURL(/type=text/);
    expect(new URL(page.url()).searchParams.get("suite")).toBe("crm");
    expect(await page.locator('[data-testid="event-row"]').count()).toBe(2);
    await page.reload();
    expect(await page.inputValue("#type")).toBe("text");
    expect(await page.locator('[data-testid="event-row"]').count()).toBe(2);
  });

  test("an event opens in a drawer with an address of its own; arrow keys walk the list; Escape closes it", async () => {
    await openList("?suite=crm");
    await page.locator('[data-testid="event-row"] a').first().click();
    await page.waitForURL(/\/console\/events\/[0-9a-f-]{36}\?suite=crm/);
    await page.getByRole("dialog").waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    const first = page.url();
    await pressUntil(page, "ArrowRight", (url) => url.href !== first);
    await pressUntil(page, "ArrowLeft", (url) => url.href === first);
    await page.reload();
    await page.getByRole("dialog").waitFor();
    await pressUntil(page, "Escape", (url) => /\/console\/events\?suite=crm$/.test(url.href));
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("E9: what a member wrote is hidden until a reason is given, and no search finds it before", async () => {
    await page.goto(`${product.portalUrl}/console/events?q=${encodeURIComponent("开发票")}`);
    await page.locator("main h2").first().waitFor();
    expect(await page.locator('[data-testid="event-row"]').count()).toBe(0);
    await openList("?type=text");
    await page.locator('[data-testid="event-row"]').last().locator("a").first().click();
    await page.getByRole("dialog").waitFor();
    expect(await page.content()).not.toContain("如何开发票");
    await page.click('[data-testid="reveal-open"]');
    await page.fill("#reason", "客户来电核对");
    await page.click('[data-testid="reveal-submit"]');
    await page.locator('[data-testid="event-fields"]', { hasText: "请问如何开发票" }).waitFor();
    await page.goto(`${product.portalUrl}/console/audit`);
    await page.getByText("event.revealed").first().waitFor();
    expect(await page.getByText("客户来电核对").count()).toBeGreaterThan(0);
  });

  test("H5: an auth_code and a ticket are never on the page, not even for an owner", async () => {
    await openList("?type=suite_ticket");
    await row("suite_ticket").locator("a").first().click();
    await page.getByRole("dialog").waitFor();
    expect(await page.locator('[data-testid="event-xml"]').textContent()).toMatch(
      /<SuiteTicket><!\[CDATA\[•+/,
    );
  });

  test("a replay says first what it would take, and then that it is queued", async () => {
    await openList("?type=text");
    await page.click('[data-testid="replay-many"]');
    await page.waitForURL(/\/console\/events\/replay\?type=text/);
    await page.click('[data-testid="replay-confirm"]');
    await page.locator('[data-testid="replay-queued"]').waitFor();
    expect(await page.locator('[data-testid="replay-queued"]').textContent()).toContain("2");
    await openList("?type=text");
    await page.locator('[data-testid="event-row"] a').first().click();
    await page.click('[data-testid="replay-one"]');
    await page.locator('[data-testid="action-notice"]').waitFor();
  });

  test("E8: the CSV holds the events of the filter, and nothing in it is a formula", async () => {
    await openList("?type=text");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click('[data-testid="export-csv"]'),
    ]);
    const text = readFileSync(await download.path(), "utf8");
    expect(text.split("\r\n").filter(Boolean)).toHaveLength(3);
    expect(text).not.toMatch(/(^|,)"?[=+@]/m);
    expect(text).not.toContain("HYPERLINK");
  });

  test("a new event appears without a reload while the page stands at its top", async () => {
    await openList("?type=suite_ticket");
    const before = await page.locator('[data-testid="event-row"]').count();
    await page.evaluate(() => Object.assign(window, { stillHere: true }));
    await product.simulator.post(`/suites/${product.world.suites[0]?.suiteId}/push-ticket`);
    await expect
      .poll(() => page.locator('[data-testid="event-row"]').count(), { timeout: 30_000 })
      .toBe(before + 1);
    expect(await page.evaluate(() => "stillHere" in window)).toBe(true);
  });

  test("A8: a refused request is listed with what is wrong and what to change", async () => {
    await page.goto(`${product.portalUrl}/console/events/requests?kind=refused`);
    await page.locator('[data-testid="request-row"][data-cause="query_empty"]').waitFor();
    await page.locator('[data-testid="request-row"][data-cause="signature"] a').first().click();
    await page.waitForURL(/\/console\/events\/requests\/[0-9a-f-]{36}/);
    await page.getByRole("dialog").waitFor();
    expect(await page.locator('[data-testid="doctor"]').textContent()).toContain("Token");
    expect(await page.locator('[data-testid="doctor-change"]').textContent()).toContain("服务商后台");
    expect(await accessibilityOf(page)).toEqual([]);
  });

  test("the timeline of an enterprise leads to its events", async () => {
    await page.goto(`${product.portalUrl}/console/corps`);
    await page.locator('[data-testid="corp-row"] a').first().click();
    await page.getByRole("link", { name: "时间线" }).click();
    await page.locator('[data-testid="timeline-entry"]').first().waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  test("H15: an owner sees and changes how long everything is kept", async () => {
    await page.goto(`${product.portalUrl}/console/events/retention`);
    await page.fill("#refused_requests", "21");
    await page.click('[data-testid="retention-save"]');
    await page.locator('[data-testid="retention-notice"][data-testid]').waitFor();
    expect(await page.inputValue("#refused_requests")).toBe("21");
    expect(complaints).toEqual([]);
  });
});
