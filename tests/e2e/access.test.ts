import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { probeDoor } from "@/tests/e2e/door-probes";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { type Product, startProduct } from "@/tests/support/product";

let database: TestDatabase;
let product: Product;
let corpId = "";

beforeAll(async () => {
  database = await createTestDatabase();
  product = await startProduct(database.databaseUrl);
  const corp = product.world.corps[0];
  const suite = product.world.suites[0];
  if (!corp || !suite) throw new Error("the world has corps and suites");
  corpId = corp.corpid;
  await product.simulator.post(`/corps/${corpId}/install`, { suiteId: suite.suiteId });
});
afterAll(async () => {
  await product?.stop();
  await database?.drop();
});

const ROOT = path.resolve(import.meta.dirname, "../../app");

/** Every address that the built pages answer, read off the folders that Next reads. */
function addresses(folder = "", found: string[] = []): string[] {
  for (const entry of readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
    if (entry.isDirectory() && !entry.name.startsWith("_")) addresses(path.join(folder, entry.name), found);
    if (/^(page\.tsx|route\.ts)$/.test(entry.name))
      found.push(
        `/${folder
          .split(path.sep)
          .filter((part) => part !== "" && !/^\(.*\)$/.test(part))
          .join("/")}`,
      );
  }
  return found;
}

const NAMES = ["青禾科技有限公司", "云帆贸易"];
const ask = (address: string, headers: Record<string, string> = {}) =>
  fetch(`${product.portalUrl}${address}`, { redirect: "manual", headers });
const concrete = (address: string) =>
  address
    .replaceAll("[suite]", "crm")
    .replaceAll("[corpId]", corpId)
    .replaceAll(/\[\.\.\.[^\]]+\]/g, "session")
    .replaceAll(/\[[^\]]+\]/g, "01900000-0000-7000-8000-000000000000");

describe("R18: who is not signed in learns nothing", () => {
  test("E1, E6: no address of the console answers anything but the way to the sign-in page", async () => {
    const all = addresses().filter((one) => one.startsWith("/console"));
    const open = new Set(["/console/sign-in", "/console/first-sign-in"]);
    const guarded = all.filter((one) => !open.has(one));
    expect(guarded.length).toBeGreaterThan(7);
    const tricks: Record<string, string>[] = [
      {},
      { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
      { "x-middleware-prefetch": "1", purpose: "prefetch" },
      { rsc: "1", "next-router-prefetch": "1" },
      { "x-forwarded-host": "evil.example", "x-original-url": "/console" },
      { cookie: "__Host-portal-staff=undefined; portal-staff=%7B%22user%22%3A%7B%7D%7D" },
    ];
    for (const address of guarded) {
      for (const headers of tricks) {
        const answer = await ask(concrete(address), headers);
        const text = await answer.text();
        const shown = `${concrete(address)} ${JSON.stringify(headers)} → ${answer.status}`;
        expect(
          NAMES.filter((name) => text.includes(name)),
          shown,
        ).toEqual([]);
        const isRefused =
          (answer.status >= 300 && answer.status < 500) || /sign-in/.test(text) || text.length === 0;
        expect(isRefused, shown).toBe(true);
        const location = answer.headers.get("location");
        if (location) expect(new URL(location, product.portalUrl).origin, shown).toBe(product.portalUrl);
      }
    }
  });

  test("E7: no page that depends on who asks may be kept by a cache", async () => {
    const pages = addresses().filter((one) => !/^\/(livez|readyz|metrics|wecom)/.test(one));
    for (const address of pages) {
      const answer = await ask(concrete(address));
      await answer.body?.cancel();
      if (answer.status === 404 || answer.status === 405) continue;
      expect(`${address} ${answer.headers.get("cache-control") ?? "nothing"}`).toMatch(/no-store/);
    }
  });

  test("B8: addresses that frameworks and scanners know answer nothing of use", async () => {
    for (const address of [
      "/_next/image?url=%2Ficon.svg&w=64&q=75",
      "/_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75",
      "/_next/webpack-hmr",
      "/__nextjs_original-stack-frames",
      "/_next/data/x/console.json",
      "/.env",
      "/.git/config",
      "/package.json",
      "/prisma/schema.prisma",
      "/api/auth/_log",
      "/server-status",
    ]) {
      const answer = await ask(address);
      const text = await answer.text();
      expect(`${address} ${answer.status}`).toMatch(/ (400|404|405)$/);
      for (const name of NAMES) expect(text).not.toContain(name);
    }
  });

  test("H5: built pages ship no source maps and none of the server's words", async () => {
    const html = await (await ask("/console/sign-in")).text();
    const scripts = [...html.matchAll(/src="(\/_next\/static\/[^"]+\.js)"/g)].map((match) => match[1] ?? "");
    expect(scripts.length).toBeGreaterThan(2);
    for (const script of scripts) {
      const text = await (await ask(script)).text();
      expect(text).not.toMatch(/sourceMappingURL|permanent_code_sealed|PORTAL_ENCRYPTION_KEYS/);
      expect((await ask(`${script}.map`)).status).toBe(404);
    }
  });

  test("H8: metrics answer 404 without their bearer, and health names no enterprise", async () => {
    expect((await ask("/metrics")).status).toBe(404);
    for (const address of ["/livez", "/readyz"]) {
      const answer = await ask(address);
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toMatch(/青禾|ww[0-9a-f]{16}/);
    }
  });
});

probeDoor(() => product);
