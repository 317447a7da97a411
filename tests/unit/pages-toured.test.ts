import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { PORTAL_PAGES } from "@/tests/support/portal-pages";

const APP = path.resolve(import.meta.dirname, "../../app");

/** Pages that need a row of their own; the tests in tests/e2e that lead there judge them. */
const LED_TO = new Set([
  "/install/[suite]/invite/[token]",
  "/install/[suite]/done",
  "/sign-in/[token]",
  "/console/first-sign-in",
  "/console/corps/[corpId]",
  "/console/corps/[corpId]/timeline",
  "/console/endpoints/[endpointId]",
  "/console/endpoints/[endpointId]/edit",
  "/console/events/[eventId]",
  "/console/events/requests/[requestId]",
]);

function pages(folder = ""): string[] {
  return readdirSync(path.join(APP, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory() && !entry.name.startsWith("_")) return pages(path.join(folder, entry.name));
    if (entry.name !== "page.tsx") return [];
    const parts = folder.split(path.sep).filter((part) => part !== "" && !/^\(.*\)$/.test(part));
    return [`/${parts.join("/")}`];
  });
}

test("R26: every page is on the tour that judges pages, or reached by a test of its own", () => {
  const toured = PORTAL_PAGES.map((one) => one.path.split("?")[0] ?? "");
  const isToured = (address: string) => {
    const pattern = new RegExp(`^${address.replace(/\[[^\]]+\]/g, "[^/]+")}$`);
    return toured.some((one) => pattern.test(one));
  };
  const all = pages();
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((address) => !LED_TO.has(address) && !isToured(address))).toEqual([]);
});

test("no page is on the tour twice", () => {
  const names = PORTAL_PAGES.map((one) => one.name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
