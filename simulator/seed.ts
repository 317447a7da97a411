import { readFileSync } from "node:fs";
import { z } from "zod";
import { addCorp } from "./corps";
import { faultSchema } from "./fault-schema";
import { addFault } from "./faults";
import { installQuietly } from "./installs";
import { addSuite, randomAesKey } from "./suites";
import type { World } from "./world";

const department = z.object({
  id: z.number().int(),
  name: z.string(),
  parentid: z.number().int(),
  order: z.number().int().default(0),
});
const member = z.object({
  userid: z.string().min(1),
  name: z.string().optional(),
  departments: z.array(z.number().int()).optional(),
  mobile: z.string().optional(),
  email: z.string().optional(),
  position: z.string().optional(),
  gender: z.enum(["0", "1", "2"]).optional(),
});
export const adminSchema = z.object({
  id: z.string().optional(),
  userid: z.string().nullish(),
  name: z.string().optional(),
  email: z.string().optional(),
  userType: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
  authType: z.union([z.literal(0), z.literal(1)]).optional(),
  departments: z.array(z.number().int()).optional(),
});

export const corpSchema = z.object({
  corpid: z.string().optional(),
  name: z.string().optional(),
  corpType: z.enum(["verified", "unverified", "test"]).optional(),
  isTest: z.boolean().optional(),
  departments: z.array(department).optional(),
  members: z.array(member).optional(),
  admins: z.array(adminSchema).optional(),
  tags: z
    .array(
      z.object({
        id: z.number().int(),
        name: z.string(),
        users: z.array(z.string()).default([]),
        parties: z.array(z.number().int()).default([]),
      }),
    )
    .optional(),
  dealer: z.object({ corpid: z.string(), corpName: z.string() }).optional(),
});

export const suiteSchema = z.object({
  suiteId: z.string().optional(),
  key: z.string().optional(),
  name: z.string().optional(),
  kind: z.enum(["app", "template", "login"]).optional(),
  dialect: z.enum(["wecom", "legacy"]).optional(),
  suiteSecret: z.string().optional(),
  token: z.string().optional(),
  encodingAesKey: z.string().optional(),
  commandUrl: z.string().optional(),
  dataUrl: z.string().optional(),
  businessUrl: z.string().optional(),
  homeUrl: z.string().optional(),
  completionDomain: z.string().optional(),
  trustedDomain: z.string().optional(),
  published: z.boolean().optional(),
  individualOwner: z.boolean().optional(),
  appIds: z.array(z.number().int()).optional(),
  permissions: z.array(z.string()).optional(),
});

export const seedSchema = z.object({
  provider: z
    .object({
      corpId: z.string().optional(),
      secret: z.string().optional(),
      name: z.string().optional(),
      token: z.string().optional(),
      encodingAesKey: z.string().optional(),
      url: z.string().optional(),
      identityMode: z.enum(["plain", "encrypted"]).optional(),
      ipList: z.array(z.string()).optional(),
      loginDomains: z.array(z.string()).optional(),
    })
    .optional(),
  suites: z.array(suiteSchema).default([]),
  corps: z.array(corpSchema.extend({ installs: z.array(z.string()).optional() })).default([]),
  switches: z.record(z.string(), z.boolean()).optional(),
  limits: z.record(z.string(), z.number()).optional(),
  timing: z.record(z.string(), z.number()).optional(),
  faults: z.array(faultSchema).default([]),
});

export type Seed = z.input<typeof seedSchema>;

export function readSeedFile(path: string): Seed {
  return seedSchema.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** Fills an empty world. Without a seed: one suite without URLs and two enterprises to play with. */
export function applySeed(world: World, input: Seed | null): void {
  const seed = seedSchema.parse(
    input ?? {
      suites: [{ name: "CRM 助手" }],
      corps: [{ name: "示例科技" }, { name: "样例贸易", corpType: "verified" }],
    },
  );
  const { provider } = world.state;
  const { corpId, ...rest } = seed.provider ?? {};
  Object.assign(provider, definedOnly(rest), corpId === undefined ? {} : { corpid: corpId });
  provider.secret ||= world.random.text(43);
  provider.token ||= world.random.text(20);
  provider.encodingAesKey ||= randomAesKey(world);
  Object.assign(world.state.switches, seed.switches);
  Object.assign(world.state.limits, seed.limits);
  Object.assign(world.state.timing, seed.timing);
  for (const suite of seed.suites) addSuite(world, suite);
  for (const fault of seed.faults) addFault(world, fault);
  for (const { installs, ...given } of seed.corps) {
    const corp = addCorp(world, given);
    for (const name of installs ?? []) {
      const suite = Object.values(world.state.suites).find((one) => one.suiteId === name || one.key === name);
      if (suite === undefined) throw new Error(`seed: corp ${corp.name} installs an unknown suite`);
      installQuietly(world, suite, corp);
    }
  }
}

function definedOnly(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
