import { Hono } from "hono";
import { z } from "zod";
import { type AdminChange, changeAdministrators } from "../administrators";
import { businessSettingUrl } from "../business-setting";
import { addCorp } from "../corps";
import type { AppEnv } from "../http-app";
import { findInstall, isMatch, wireCorpid } from "../identity";
import { cancelAuth, changeAuth, consent, installQuietly, resetPermanentCode, wholeCorp } from "../installs";
import { adminSchema, corpSchema } from "../seed";
import type { Corp, VisibleRange } from "../state-corp";
import type { World } from "../world";
import { getCorp, getInstall, getSuite } from "./find";
import { NotFound, readJson } from "./not-found";

const range = z.object({
  allowParty: z.array(z.number()).default([]),
  allowUser: z.array(z.string()).default([]),
  allowTag: z.array(z.number()).default([]),
});
export const adminChange = z.discriminatedUnion("change", [
  z.object({ change: z.literal("add"), admin: adminSchema }),
  z.object({ change: z.literal("remove"), id: z.string() }),
  z.object({ change: z.literal("rights"), id: z.string(), authType: z.union([z.literal(0), z.literal(1)]) }),
]);
const target = z.object({ suiteId: z.string() });
/** One enterprise, or `count` of them; `installs` names apps that are there already. */
export const newCorps = corpSchema.extend({
  count: z.number().int().min(1).max(100_000).optional(),
  installs: z.array(z.string()).default([]),
});
export const installBody = target.extend({
  adminId: z.string().optional(),
  range: range.optional(),
  authMode: z.union([z.literal(0), z.literal(1)]).default(0),
  state: z.string().optional(),
  wait: z.boolean().default(true),
  origin: z.enum(["vendor", "website"]).default("vendor"),
});
const changeFields = {
  range: range.optional(),
  authMode: z.union([z.literal(0), z.literal(1)]).optional(),
  disabled: z.boolean().optional(),
  permissions: z.array(z.string()).optional(),
};
export const changeBody = target.extend(changeFields);
export const settingBody = target.extend({ adminId: z.string().optional(), userid: z.string().optional() });

/** Enterprises and what their administrators do. */
export function corpRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  /** All, or a page: `limit` and `cursor`, `q` for a part of the name or id. */
  app.get("/corps", (context) => {
    const { q, limit, cursor } = context.req.query();
    const all = Object.values(world.state.corps).filter((corp) => q === undefined || isMatch(corp, q));
    if (limit === undefined) return context.json({ corps: all.map(described) });
    const [from, size] = [Number(cursor ?? "0"), Number(limit)];
    const next = from + size < all.length ? { nextCursor: String(from + size) } : {};
    return context.json({ corps: all.slice(from, from + size).map(described), total: all.length, ...next });
  });
  app.get("/corps/:corpid", (context) =>
    context.json(described(getCorp(world, context.req.param("corpid")))),
  );

  /** One corp, or `{count}` of them; `installs` names apps that are there already, without a push. */
  app.post("/corps", async (context) => {
    const body = newCorps.parse(await readJson(context));
    const { count, installs, ...given } = body;
    const suites = installs.map((id) => getSuite(world, id));
    const make = (corp: Corp) => suites.map((suite) => installQuietly(world, suite, corp));
    if (count === undefined) {
      const corp = addCorp(world, given);
      make(corp);
      return context.json(described(corp), 201);
    }
    const corps = Array.from({ length: count }, () => {
      const corp = addCorp(world, { ...given, corpid: undefined });
      const installed = make(corp).map(({ suiteId, agentid, permanentCode }) => ({
        suiteId,
        agentid,
        permanentCode,
      }));
      return { corpid: corp.corpid, openCorpid: corp.openCorpid, installs: installed };
    });
    return context.json({ corps }, 201);
  });

  /** Flow B: create_auth is pushed; the answer has its report. `wait: false` answers before the push is over. */
  app.post("/corps/:corpid/install", async (context) => {
    const corp = getCorp(world, context.req.param("corpid"));
    const body = installBody.parse(await readJson(context));
    const suite = getSuite(world, body.suiteId);
    const admin = corp.admins.find((one) => body.adminId === undefined || one.id === body.adminId) ?? null;
    const { authMode, origin } = body;
    const done = consent(world, {
      suite,
      corp,
      admin,
      range: body.range ?? wholeCorp(corp),
      authMode,
      origin,
      state: body.state ?? null,
    });
    const delivery = body.wait ? await done.delivery : null;
    return context.json({ install: done.install, authCode: done.code.value, delivery });
  });

  app.post("/corps/:corpid/change-auth", async (context) => {
    const { corp, suite, install, body } = await readTarget(context, changeFields);
    const { suiteId: _id, ...change } = body;
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return context.json({
      delivery: await changeAuth(world, suite, corp, install, given as { range?: VisibleRange }),
      install,
    });
  });

  app.post("/corps/:corpid/cancel", async (context) => {
    const { corp, suite, install } = await readTarget(context, {});
    return context.json({ delivery: await cancelAuth(world, suite, corp, install) });
  });

  app.post("/corps/:corpid/reset-permanent-code", async (context) => {
    const { corp, suite, install } = await readTarget(context, {});
    return context.json({ delivery: await resetPermanentCode(world, suite, corp, install), install });
  });

  /** Who manages the apps; each installed app hears change_app_admin. */
  app.post("/corps/:corpid/admins", async (context) => {
    const corp = getCorp(world, context.req.param("corpid"));
    const sent = changeAdministrators(world, corp, adminChange.parse(await readJson(context)) as AdminChange);
    if (sent === null) throw new NotFound("no such administrator, or the last one");
    return context.json({ admins: corp.admins, deliveries: await sent });
  });

  /** The address 「业务设置」 would open, with a fresh login code. */
  app.post("/corps/:corpid/business-setting", async (context) => {
    const { corp, suite, body } = await readTarget(context, {
      adminId: z.string().optional(),
      userid: z.string().optional(),
    });
    const person =
      body.userid === undefined
        ? { adminId: body.adminId ?? corp.admins[0]?.id ?? "" }
        : { userid: body.userid };
    return context.json({ url: businessSettingUrl(world, suite, corp, person) });
  });

  async function readTarget<S extends z.ZodRawShape>(
    context: { req: { param(name: "corpid"): string | undefined; text(): Promise<string> } },
    shape: S,
  ) {
    const corp = getCorp(world, context.req.param("corpid") ?? "");
    const raw = await readJson(context);
    const { suiteId } = target.parse(raw);
    const suite = getSuite(world, suiteId);
    return { corp, suite, install: getInstall(world, suite, corp), body: target.extend(shape).parse(raw) };
  }

  function described(corp: Corp) {
    const installs = Object.keys(world.state.suites).flatMap(
      (suiteId) => findInstall(world, suiteId, corp.corpid) ?? [],
    );
    return { ...corp, wireCorpid: wireCorpid(world, corp), installs };
  }
  return app;
}
