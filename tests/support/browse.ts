import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { rememberPages } from "@/tests/support/sweep";

/** The browser that the test run found or installed (tests/support/browser.mjs). */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page of a new browser context; whatever it reports as an error is collected in `complaints`. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  rememberPages(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // A page that is meant to answer 4xx makes Chromium report its status as an error of loading.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  return { context, page, complaints };
}

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong with a page by WCAG 2.2 AA (promise R26). */
export async function accessibilityOf(page: Page): Promise<string[]> {
  // Inside the page itself, and with no more told than is asked for: no page here has frames, and a second page for each
  // look, with all that passed carried over to it, costs more than the look.
  const { violations } = await new AxeBuilder({ page })
    .options({ runOnly: { type: "tag", values: AXE_TAGS }, resultTypes: ["violations"] })
    .setLegacyMode()
    .analyze();
  return violations.map(
    (one) => `${page.url()} ${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`,
  );
}

export async function signInStaff(
  page: Page,
  portalUrl: string,
  owner: { email: string; password: string },
): Promise<void> {
  await page.goto(`${portalUrl}/console/sign-in`);
  await page.fill('input[name="email"]', owner.email);
  await page.fill('input[name="password"]', owner.password);
  await page.click('[data-testid="staff-sign-in"]');
  await page.waitForURL((url) => url.pathname === "/console");
}

/** From the provider's site through WeCom's consent page and back. */
export async function installApp(page: Page, portalUrl: string, suiteKey: string): Promise<void> {
  await page.goto(portalUrl);
  await page.click(`[data-testid="install-${suiteKey}"]`);
  await page.click('[data-testid="sim-consent"]');
  await page.waitForURL(/\/install\/[^/]+\/done/);
}

/** Presses a key until the address is right: a key pressed before the page's scripts have started is lost. */
export async function pressUntil(page: Page, key: string, isThere: (url: URL) => boolean): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    await page.keyboard.press(key);
    const isDone = await page.waitForURL(isThere, { timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
  throw new Error(`${key} leads nowhere from ${page.url()}`);
}
