import "server-only";
import { randomBytes, randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function text(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)] ?? "").join("");
}

const suite = z.object({
  key: z.string(),
  name: z.string(),
  dialect: z.enum(["wecom", "legacy"]),
  suiteId: z.string(),
  suiteSecret: z.string(),
  token: z.string(),
  encodingAesKey: z.string(),
});
const world = z.object({
  provider: z.object({
    corpId: z.string(),
    secret: z.string(),
    token: z.string(),
    encodingAesKey: z.string(),
  }),
  suites: z.array(suite),
  controlToken: z.string(),
});

/** Ids and secrets of the demonstration: made once, the same for the portal and for the simulator. */
export type DemoWorld = z.output<typeof world>;

function makeSuite(given: {
  key: string;
  name: string;
  dialect: "wecom" | "legacy";
}): DemoWorld["suites"][number] {
  const hex = randomBytes(8).toString("hex");
  return {
    ...given,
    suiteId: `${given.dialect === "legacy" ? "tj" : "ww"}${hex}`,
    suiteSecret: text(43),
    token: text(24),
    encodingAesKey: text(43),
  };
}

/** Reads `demo.json` of the data dir, or makes it (0600). */
export function demoWorld(dataDir: string): DemoWorld {
  const file = path.join(dataDir, "demo.json");
  if (existsSync(file)) return world.parse(JSON.parse(readFileSync(file, "utf8")));
  const made: DemoWorld = {
    provider: {
      corpId: `ww${randomBytes(8).toString("hex")}`,
      secret: text(43),
      token: text(24),
      encodingAesKey: text(43),
    },
    suites: [
      makeSuite({ key: "crm", name: "客户管家", dialect: "wecom" }),
      makeSuite({ key: "attendance", name: "轻考勤", dialect: "legacy" }),
    ],
    controlToken: text(32),
  };
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}

/** The bootstrap file of the demonstration. */
export function demoBootstrap(demo: DemoWorld): object {
  return { provider: demo.provider, suites: demo.suites };
}

/** What the simulator starts with; the enterprises are invented. */
export function demoSeed(demo: DemoWorld, portalHost: string): object {
  return {
    provider: { ...demo.provider, name: "示例服务商" },
    suites: demo.suites.map((one) => ({
      ...one,
      published: true,
      completionDomain: portalHost,
      trustedDomain: portalHost,
    })),
    corps: [
      {
        name: "青禾科技有限公司",
        corpType: "verified",
        members: [
          { userid: "linqing", name: "林青" },
          { userid: "zhouhe", name: "周禾" },
        ],
      },
      { name: "云帆贸易", members: [{ userid: "chenfan", name: "陈帆" }] },
    ],
  };
}
