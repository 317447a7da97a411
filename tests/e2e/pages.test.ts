import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accessibilityOf, installApp, openBrowser, openPage, signInStaff } from "@/tests/support/browse";
import { PORTAL_PAGES, type PortalPage } from "@/tests/support/portal-pages";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { type Product, startProduct } from "@/tests/support/product";

/** With this folder set, every page is kept as a picture, for somebody to look at. */
const PICTURES = process.env.PAGE_PICTURES;
const LOCALES = ["zh-CN", "en"] as const;
const WIDTHS = [1440, 390];
const THEMES = ["light", "dark"] as const;

let database: TestDatabase;
let product: Product;
let browser: Browser;
/** Everything that is wrong, so that one run names it all. */
let found: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  product = await startProduct(database.databaseUrl);
  browser = await openBrowser();
  const { page, context } = await openPage(browser);
  await installApp(page, product.portalUrl, "crm");
  await context.close();
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await database?.drop();
});

/** Pages wider than the window make a phone scroll sideways. */
async function sidewaysOf(page: Page): Promise<string[]> {
  const { wide, window: width } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  return wide > width ? [`${page.url()} is ${wide} wide in a window of ${width}`] : [];
}

async function look(page: Page, name: string, locale: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      if (PICTURES)
        await page.screenshot({
          path: `${PICTURES}/${name}.${locale}.${width}.${theme}.png`,
          fullPage: true,
        });
      // Colours differ by theme, structure by width, words by language: axe judges each of them once on every page.
      const isDesk = width === 1440 && theme === "light";
      const isPhone = width === 390 && theme === "dark";
      if (locale === "zh-CN" ? isDesk : isPhone) found.push(...(await accessibilityOf(page)));
    }
    found.push(...(await sidewaysOf(page)));
  }
}

async function visit(page: Page, target: PortalPage, locale: string): Promise<void> {
  const join = target.path.includes("?") ? "&" : "?";
  await page.goto(`${product.portalUrl}${target.path}${join}lang=${locale}`);
  await page.locator("h1").first().waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe(locale);
  await look(page, target.name, locale);
}

beforeEach(() => {
  found = [];
});

describe.each(LOCALES)(
  "R26: every page in %s is readable for everyone, on a desk and on a phone",
  (locale) => {
    test("what anyone may open", async () => {
      const { page, context, complaints } = await openPage(browser);
      for (const one of PORTAL_PAGES.filter((it) => it.who === "anyone")) await visit(page, one, locale);
      expect([...found, ...complaints]).toEqual([]);
      await context.close();
    });

    test("an admin's way: installed, asked who they are, their own enterprise", async () => {
      const { page, context, complaints } = await openPage(browser, { locale });
      await page.goto(`${product.portalUrl}/lang?to=${locale}&next=/`);
      await installApp(page, product.portalUrl, "oa");
      await page.getByText("青禾科技有限公司").first().waitFor();
      await look(page, "install-done", locale);
      const corpid = product.world.corps[0]?.corpid;
      const suiteId = product.world.suites[0]?.suiteId;
      const { url } = (await product.simulator.post(`/corps/${corpid}/business-setting`, { suiteId })) as {
        url: string;
      };
      await page.goto(url);
      await page.locator('[data-testid="continue-sign-in"]').waitFor();
      await look(page, "sign-in-confirm", locale);
      await page.click('[data-testid="continue-sign-in"]');
      await page.waitForURL((address) => address.pathname === "/corp");
      await page.locator("h1").first().waitFor();
      await look(page, "corp", locale);
      expect([...found, ...complaints]).toEqual([]);
      await context.close();
    });

    test("the console", async () => {
      const staffPages = PORTAL_PAGES.filter((it) => it.who === "staff");
      // Two members of staff at once: a browser and a server that wait for each other leave a processor idle.
      const walks = [0, 1].map(async (half) => {
        const { page, context, complaints } = await openPage(browser);
        await signInStaff(page, product.portalUrl, product.world.owner);
        for (const one of staffPages.filter((_, at) => at % 2 === half)) await visit(page, one, locale);
        const [list, row] = half === 0 ? ["corps", "corp-row"] : ["events", "event-row"];
        await page.goto(`${product.portalUrl}/console/${list}?lang=${locale}`);
        await page.locator(`[data-testid="${row}"] a`).first().click();
        await page.waitForURL(new RegExp(`/console/${list}/[^/?]+`));
        await page.locator("h1").first().waitFor();
        await look(page, String(row), locale);
        await context.close();
        return complaints;
      });
      const complaints = (await Promise.all(walks)).flat();
      expect([...found, ...complaints]).toEqual([]);
    }, 600_000);
  },
);
