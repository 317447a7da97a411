import { expect, test } from "vitest";
import { createMetrics } from "@/lib/runtime/metrics";

const LINE = /wecom_portal_api_requests_total\{route="getAccessToken",status="200"\} (\d+)/;

async function scrape(metrics: ReturnType<typeof createMetrics>): Promise<number> {
  return Number(LINE.exec(await metrics.registry.metrics())?.[1]);
}

test("a request that was only tallied is in the next scrape, once, beside those counted the ordinary way", async () => {
  const metrics = createMetrics("test");
  const labels = { route: "getAccessToken", status: "200" };
  const count = metrics.tallyRequests(labels);
  count();
  count();
  metrics.apiRequests.inc(labels);
  expect(await scrape(metrics)).toBe(3);
  expect(await scrape(metrics)).toBe(3);
  count();
  expect(await scrape(metrics)).toBe(4);
});
