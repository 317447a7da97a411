import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityOf, openPage } from "@/tests/support/browse";
import { type ConsoleVisit, visitConsole } from "@/tests/support/console-visit";
import type { Product } from "@/tests/support/product";

/** With this folder set, pictures are kept for somebody to look at. */
const PICTURES = process.env.PAGE_PICTURES;

let visit: ConsoleVisit;
let product: Product;
let browser: Browser;
let page: Page;
let complaints: string[];
/** Everything that must never be seen where people or logs can see it. */
const canaries: string[] = [];
/** What pages and answers other than the rightful one have shown. */
const seen: string[] = [];

beforeAll(async () => {
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
  visit = await visitConsole();
  ({ product, browser, page, complaints } = visit);
});
afterAll(() => visit?.close());

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

  test("a POST is tried with a body that is edited, sent once however often it is run, and audited", async () => {
    await page.goto(`${product.portalUrl}/console/api`);
    const operation = page.locator('[data-testid="op-createInstallLink"]');
    await operation.locator("summary").first().click();
    const [body, run] = [operation.locator("textarea"), operation.locator('[data-testid$="-run"]')];
    const part = (name: string) => operation.locator(`[data-testid="try-createInstallLink-${name}"]`);
    expect(await part("effect").textContent()).toContain("真正创建");
    expect(JSON.parse(await body.inputValue())).toMatchObject({ customer: "晨星科技" });

    const typed = '{\n  "customer": "蓝鲸物流"\n  "inviter": "北辰软件"\n}';
    await body.fill(typed);
    await run.click();
    const problem = operation.locator("#try-createInstallLink-body-error");
    expect(await problem.textContent()).toContain("第 3 行第 3 个字符");
    expect(await body.inputValue()).toBe(typed);
    await look("api-not-json");

    await body.fill(typed.replace('物流"', '物流",'));
    await run.click();
    await expect.poll(() => part("status").textContent()).toContain("201");
    const { id } = JSON.parse((await part("answer").textContent()) ?? "");
    expect(await part("headers").textContent()).toContain("content-type");
    await run.click();
    await part("replayed").waitFor();
    expect(JSON.parse((await part("answer").textContent()) ?? "").id).toBe(id);
    expect(await body.inputValue()).toContain("蓝鲸物流");
    expect(await accessibilityOf(page)).toEqual([]);
    await look("api-tried-post");

    await body.fill('{ "customer": "山前科技" }');
    await run.click();
    await expect.poll(() => part("answer").textContent()).toContain("山前科技");
    expect(await part("replayed").count()).toBe(0);
    seen.push(await page.content());

    const stream = page.locator('[data-testid="op-streamEvents"]');
    await stream.locator("summary").first().click();
    expect(await stream.locator('[data-testid="try-streamEvents-hint"]').textContent()).toContain("长连接");
    expect(await stream.locator("form").count()).toBe(0);
    await page.goto(`${product.portalUrl}/console/links`);
    expect(await page.locator('[data-testid="link-row"]', { hasText: "蓝鲸物流" }).count()).toBe(1);
    await page.goto(`${product.portalUrl}/console/audit`);
    const tries = page.locator('[data-testid="audit-row"]', { hasText: "operation=createInstallLink" });
    for (const action of ["api.try_begun", "api.tried"])
      expect(await tries.filter({ hasText: action }).count()).toBe(3);
    seen.push(await page.content());
    expect(complaints).toEqual([]);
  });

  test("WeCom is called through the proxy from the page, by GET or POST", async () => {
    const key = await makeKey("proxy-page");
    const corpId = (await call("/corps", key)).body.data[0].corp_id;
    await page.goto(`${product.portalUrl}/console/api?lang=en`);
    const operation = page.locator('[data-testid="op-callWecom"]');
    await operation.locator("summary").first().click();
    const part = (name: string) => operation.locator(`[data-testid="try-callWecom-${name}"]`);
    await operation.locator("#try-callWecom-corp").fill(corpId);
    await operation.locator("#try-callWecom-path").fill("cgi-bin/department/list");
    expect(await operation.locator("textarea").count()).toBe(0);
    await part("run").click();
    await expect.poll(() => part("answer").textContent()).toContain('"errcode": 0');
    expect(await part("headers").textContent()).toContain("x-portal-errcode: 0");
    await operation.locator("#try-callWecom-method").selectOption("POST");
    await operation.locator("#try-callWecom-path").fill("cgi-bin/message/send");
    await operation.locator("textarea").fill('{ "msgtype": "text" }');
    await part("run").click();
    await expect.poll(() => part("answer").textContent()).not.toContain('"errcode": 0');
    expect(await operation.locator("textarea").inputValue()).toBe('{ "msgtype": "text" }');
    expect(await operation.locator("#try-callWecom-method").inputValue()).toBe("POST");
    expect(await accessibilityOf(page)).toEqual([]);
    await look("api-tried-proxy-en");
    // A long line of an answer scrolls in its box; it does not widen what is around it.
    const [form, frame] = [
      await part("run").locator("xpath=..").boundingBox(),
      await operation.boundingBox(),
    ];
    expect(form?.width).toBeLessThan(frame?.width ?? 0);
    seen.push(await page.content());
    await page.goto(`${product.portalUrl}/console?lang=zh-CN`);
    expect(complaints).toEqual([]);
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
