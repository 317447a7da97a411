import { Hono } from "hono";
import { z } from "zod";
import type { AppEnv } from "../http-app";
import { findCorp, wireCorpid } from "../identity";
import { completeState, newState } from "../new-state";
import { applySeed, readSeedFile, seedSchema } from "../seed";
import type { SimState } from "../state";
import { advanceClock } from "../tickets";
import { killTokens } from "../tokens";
import { settle, type World } from "../world";
import { readJson } from "./not-found";

const snapshots = new WeakMap<World, Map<string, string>>();

export const settingsBody = z.object({
  switches: z.record(z.string(), z.boolean()).default({}),
  limits: z.record(z.string(), z.number()).default({}),
  timing: z.record(z.string(), z.number()).default({}),
  provider: z
    .object({
      identityMode: z.enum(["plain", "encrypted"]),
      ipList: z.array(z.string()),
      loginDomains: z.array(z.string()),
      secret: z.string(),
      balance: z.number(),
    })
    .partial()
    .default({}),
});

/** State, time, settings, calls, history. */
export function platformRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/health", (context) => context.json({ ok: true, memoryBytes: process.memoryUsage.rss() }));

  app.get("/state", (context) => {
    const { history: _history, ...rest } = world.state;
    return context.json({ now: world.clock.now(), ...rest });
  });

  /** Body: empty for the seed of the start, or a seed of its own. */
  app.post("/reset", async (context) => {
    const body = await readJson(context);
    await settle(world);
    world.replaceState(newState(world.settings));
    const own = Object.keys(body as object).length > 0 ? seedSchema.parse(body) : null;
    applySeed(
      world,
      own ?? (world.settings.seedFile === null ? null : readSeedFile(world.settings.seedFile)),
    );
    return context.json({ ok: true });
  });

  app.post("/snapshot", async (context) => {
    const { name } = z.object({ name: z.string().default("default") }).parse(await readJson(context));
    const kept = snapshots.get(world) ?? new Map<string, string>();
    snapshots.set(world, kept);
    kept.set(name, JSON.stringify(world.state));
    return context.json({ name, state: JSON.parse(JSON.stringify(world.state)) as SimState });
  });

  /** Body: `{name}` of a snapshot, or `{state}` as `/snapshot` gave it. */
  app.post("/restore", async (context) => {
    const body = z
      .object({
        name: z.string().default("default"),
        state: z.looseObject({ version: z.literal(1) }).optional(),
      })
      .parse(await readJson(context));
    const text = body.state === undefined ? snapshots.get(world)?.get(body.name) : JSON.stringify(body.state);
    if (text === undefined)
      return context.json({ error: "not_found", message: `snapshot ${body.name}` }, 404);
    await settle(world);
    world.replaceState(completeState(JSON.parse(text) as SimState, world.settings));
    return context.json({ ok: true });
  });

  /** Rule 16. With `wait` the answer comes when the pushes that became due are over. */
  app.post("/clock/advance", async (context) => {
    const body = z
      .object({ seconds: z.number().nonnegative(), wait: z.boolean().default(false) })
      .parse(await readJson(context));
    advanceClock(world, body.seconds);
    if (body.wait) await settle(world);
    return context.json({ now: world.clock.now(), offsetSeconds: world.state.clockOffsetMs / 1000 });
  });

  /** Waits until no delivery is under way. */
  app.post("/settle", async (context) => {
    await settle(world);
    return context.json({ ok: true });
  });

  const readAll = () => {
    const { switches, limits, timing, provider } = world.state;
    return { switches, limits, timing, provider };
  };
  app.get("/settings", (context) => context.json(readAll()));
  app.post("/settings", async (context) => {
    const body = settingsBody.parse(await readJson(context));
    const { state } = world;
    for (const name of ["switches", "limits", "timing"] as const) {
      const unknown = Object.keys(body[name]).filter((key) => !(key in state[name]));
      if (unknown.length > 0)
        return context.json({ error: "bad_request", message: `unknown: ${unknown.join(", ")}` }, 400);
      Object.assign(state[name], body[name]);
    }
    Object.assign(state.provider, body.provider);
    world.windows.clear();
    return context.json(readAll());
  });

  app.post("/tokens/kill", async (context) => {
    const filter = z
      .object({ family: z.string(), suiteId: z.string(), corpid: z.string(), value: z.string() })
      .partial()
      .parse(await readJson(context));
    const corpid = filter.corpid === undefined ? undefined : findCorp(world, filter.corpid)?.corpid;
    return context.json({ killed: killTokens(world, { ...filter, corpid }) });
  });

  app.get("/calls", (context) => {
    const { path, corpid, suiteId } = context.req.query();
    const wanted = corpid === undefined ? undefined : (findCorp(world, corpid)?.corpid ?? corpid);
    const rows = Object.values(world.state.calls).filter(
      (row) =>
        (path === undefined || row.path === path) &&
        (wanted === undefined || row.corpid === wanted) &&
        (suiteId === undefined || row.suiteId === suiteId),
    );
    const calls = rows.map((row) => {
      const corp = row.corpid === null ? null : findCorp(world, row.corpid);
      return { ...row, wireCorpid: corp === null ? null : wireCorpid(world, corp) };
    });
    return context.json({ total: rows.reduce((sum, row) => sum + row.count, 0), calls });
  });
  app.delete("/calls", (context) => {
    world.state.calls = {};
    return context.json({ ok: true });
  });

  /** JSON lines, oldest first; `since` is a seq. */
  app.get("/history", (context) => {
    const since = Number(context.req.query("since") ?? "0");
    const what = context.req.query("what");
    const rows = world.state.history.filter(
      (row) => row.seq > since && (what === undefined || row.what === what),
    );
    return context.text(rows.map((row) => `${JSON.stringify(row)}\n`).join(""), 200, {
      "Content-Type": "application/x-ndjson; charset=UTF-8",
    });
  });
  return app;
}
