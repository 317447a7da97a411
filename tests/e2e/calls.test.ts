import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addKey } from "@/tests/support/api-world";
import { accessibilityOf, installApp, openBrowser, openPage, signInStaff } from "@/tests/support/browse";
import { createTestPortal } from "@/tests/support/portal-process";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { type Product, startProduct } from "@/tests/support/product";

/** With this folder set, pictures are kept for somebody to look at. */
const PICTURES = process.env.PAGE_PICTURES;

let database: TestDatabase;
let product: Product;
let browser: Browser;
let key: string;
let base: string;

beforeAll(async () => {
  database = await createTestDatabase();
  product = await startProduct(database.databaseUrl);
  browser = await openBrowser();
  const { page, context } = await openPage(browser);
  await installApp(page, product.portalUrl, "crm");
  await context.close();
  // The key as the console would make it; only its hash is stored, which no key ring seals.
  const beside = createTestPortal(database.databaseUrl, product.simulator.url);
  ({ key } = await addKey(beside.deps, { name: "crm-backend", suites: ["*"] }));
  const { items } = await beside.deps.store.authorizations.listAuthorizations({ limit: 1 });
  await beside.close();
  const corp = items[0]?.corp;
  base = `${product.portalUrl}/api/v1/suites/crm/corps/${corp?.openCorpId ?? corp?.plainCorpId}/proxy/cgi-bin`;
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await database?.drop();
});

async function call(
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; body: { errcode?: number } }> {
  const reply = await fetch(`${base}/${path}`, { ...init, headers: { authorization: `Bearer ${key}` } });
  return { status: reply.status, body: (await reply.json()) as { errcode?: number } };
}

describe("calls through the proxy of the running product", () => {
  test("a program calls WeCom with one key; staff see what it called, why it failed, and the address to allow", async () => {
    expect(await call("department/list")).toMatchObject({ status: 200, body: { errcode: 0 } });
    expect(await call("user/get?userid=nobody")).toMatchObject({ status: 200, body: { errcode: 60111 } });
    expect(await call("message/send", { method: "POST", body: "{}" })).toMatchObject({ status: 200 });
    expect(await call("service/get_provider_token", { method: "POST", body: "{}" })).toMatchObject({
      status: 403,
    });
    await product.simulator.post("/faults", {
      kind: "ip_not_allowed",
      scope: { endpoint: "agent/list" },
      remaining: 1,
    });
    expect(await call("agent/list")).toMatchObject({ body: { errcode: 60020 } });

    const { page, context, complaints } = await openPage(browser);
    await signInStaff(page, product.portalUrl, product.world.owner);
    await page.click('[data-testid="nav-calls"]');
    await page.waitForURL(/\/console\/calls$/);
    await expect
      .poll(async () => {
        await page.reload();
        return page.locator('[data-testid="call-row"]').count();
      })
      .toBe(4);
    const rows = page.locator('[data-testid="call-row"]');
    expect(await rows.nth(0).textContent()).toMatch(/agent\/list.*60020/);
    expect(await rows.nth(3).textContent()).toContain("department/list");
    await expect.poll(() => page.locator('[data-testid="egress-seen"]').textContent()).toBe("127.0.0.1");
    expect(await accessibilityOf(page)).toEqual([]);

    await page.selectOption("#result", "failed");
    await page.fill("#path", "user/");
    await page.keyboard.press("Enter");
    await page.waitForURL(/result=failed/);
    expect(await rows.count()).toBe(1);

    await page.goto(`${product.portalUrl}/console/calls`);
    await page.fill("#egress-address", "203.0.113.7");
    await page.click('[data-testid="save-egress"]');
    await page.waitForURL(/egress=saved/);
    expect(await page.locator('[data-testid="egress-given"]').textContent()).toBe("203.0.113.7");
    await page.fill("#egress-address", "not an address");
    await page.click('[data-testid="save-egress"]');
    await page.waitForURL(/egress=wrong/);
    expect(await page.locator('[data-testid="egress-given"]').textContent()).toBe("203.0.113.7");

    if (PICTURES) {
      mkdirSync(PICTURES, { recursive: true });
      for (const lang of ["zh-CN", "en"])
        for (const width of [1440, 390])
          for (const colorScheme of ["light", "dark"] as const) {
            await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
            await page.emulateMedia({ colorScheme });
            await page.goto(`${product.portalUrl}/console/calls?lang=${lang}`);
            await page.screenshot({
              path: `${PICTURES}/calls-rows.${lang}.${width}.${colorScheme}.png`,
              fullPage: true,
            });
          }
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
