import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityOf, installApp, openBrowser, openPage, signInStaff } from "@/tests/support/browse";
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

    // Its own URL and keys: the check turns up on the page by itself.
    await page.click('[data-testid="open-rotate"]');
    await page.click('[data-testid="rotate-keys"]');
    const own = {
      token: (await page.locator('[data-testid="shown-token"]').textContent()) ?? "",
      encodingAesKey: (await page.locator('[data-testid="shown-aes-key"]').textContent()) ?? "",
    };
    await simulator.post("/provider/save-url", { url: `${portalUrl}/wecom/_provider/command`, ...own });
    await page.locator('[data-testid="proof-provider"]').waitFor();

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
    // First with a Token that lost its end: the page says what to change before anybody asks.
    const cut = { ...keys, token: keys.token.slice(0, -1), commandUrl, dataUrl };
    await expect(simulator.post(`/suites/${suite.suiteId}/save-urls`, cut)).rejects.toThrow("422");
    const refusal = page.locator('[data-testid="refused-command"][data-cause="signature"]');
    await refusal.waitFor();
    expect(await refusal.textContent()).toContain("Token");
    expect(await accessibilityOf(page)).toEqual([]);
    await simulator.post(`/suites/${suite.suiteId}/save-urls`, { ...keys, commandUrl, dataUrl });
    await stepIs(page, "urls", "done");
    await refusal.waitFor({ state: "detached" });
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

  test("the tools beside the path: domain file at the root, pictures judged in the browser, an errcode explained, health", async () => {
    const { page, context, complaints } = await openPage(browser);
    const { portalUrl } = product;
    await signInStaff(page, portalUrl, { email: "first@example.com", password: PASSWORD });

    await page.goto(`${portalUrl}/console/domain-files`);
    await page.setInputFiles("#domain-file", {
      name: "WW_verify_Abc123.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("Abc123\n"),
    });
    await page.click('[data-testid="upload-domain-file"]');
    await page.locator('[data-testid="domain-file-row"]').waitFor();
    const served = await fetch(`${portalUrl}/WW_verify_Abc123.txt`);
    expect([served.status, served.redirected, await served.text()]).toEqual([200, false, "Abc123"]);
    expect(served.headers.get("content-type")).toContain("text/plain");
    for (const path of ["/WW_verify_other.txt", "/robots.txt", "/WW_verify_Abc123.html"])
      expect((await fetch(`${portalUrl}${path}`)).status, path).toBe(404);

    await page.goto(`${portalUrl}/console/suites/crm/material`);
    const png = await page.evaluate(() => {
      const canvas = document.createElement("canvas");
      canvas.width = 750;
      canvas.height = 750;
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    });
    const uploads: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") uploads.push(request.url());
    });
    await page.setInputFiles("#material-logo", [
      { name: "logo.png", mimeType: "image/png", buffer: Buffer.from(png, "base64") },
      { name: "logo2.png", mimeType: "image/png", buffer: Buffer.from("GIF89a not a picture") },
    ]);
    const files = page.locator('[data-testid="material-file"]');
    await files.nth(1).waitFor();
    expect(await files.nth(0).getAttribute("data-passes")).toBe("true");
    expect(await files.nth(1).getAttribute("data-passes")).toBe("false");
    expect(uploads).toEqual([]);

    await page.goto(`${portalUrl}/console/errcodes`);
    await page.fill("#errcode-q", "60020");
    await page.press("#errcode-q", "Enter");
    await page.waitForURL(/q=60020/);
    expect(await page.locator('[data-testid="errcode-row"]').count()).toBe(1);

    await page.goto(`${portalUrl}/console/health`);
    expect(await page.locator('[data-testid="health-row"]').getAttribute("data-verdict")).toBe("good");
    // The same facts for programs: counts without names for everyone, figures for the bearer.
    const ready = (await (await fetch(`${portalUrl}/readyz`)).json()) as { suites: object };
    expect(ready.suites).toEqual({ good: 1, notice: 0, alarm: 0, off: 0 });
    const metrics = await fetch(`${portalUrl}/metrics`, {
      headers: { authorization: `Bearer ${product.metricsToken}` },
    });
    const text = await metrics.text();
    expect(text).toContain('wecom_portal_suite_health{suite="crm"} 0');
    expect(text).toMatch(/wecom_portal_suite_ticket_age_seconds\{suite="crm"\} \d/);
    expect(text).toMatch(/wecom_portal_callback_refused_ratio\{suite="crm"\} 0/);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
