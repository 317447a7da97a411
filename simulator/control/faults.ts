import { Hono } from "hono";
import { z } from "zod";
import { API_FAULTS, addFault, DELIVERY_FAULTS, removeFaults } from "../faults";
import type { AppEnv } from "../http-app";
import type { World } from "../world";
import { readJson } from "./not-found";

const scope = z
  .object({
    suiteId: z.string(),
    corpid: z.string(),
    channel: z.string(),
    url: z.string(),
    endpoint: z.string(),
    type: z.string(),
  })
  .partial()
  .strict();
export const faultSchema = z.object({
  kind: z.enum([...DELIVERY_FAULTS, ...API_FAULTS]),
  scope: scope.default({}),
  remaining: z.number().int().positive().nullable().default(null),
  probability: z.number().min(0).max(1).default(1),
  ms: z.number().nonnegative().optional(),
  times: z.number().int().positive().optional(),
  seconds: z.number().optional(),
  status: z.number().int().min(200).max(599).optional(),
});

/** Planned trouble. */
export function faultRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/faults", (context) =>
    context.json({ faults: world.state.faults, kinds: { delivery: DELIVERY_FAULTS, api: API_FAULTS } }),
  );
  app.post("/faults", async (context) => {
    const given = faultSchema.parse(await readJson(context));
    const { scope: where, ...rest } = given;
    const defined = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const names = Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined));
    return context.json(addFault(world, { ...defined, kind: given.kind, scope: names }), 201);
  });
  app.delete("/faults", (context) => context.json({ removed: removeFaults(world, null) }));
  app.delete("/faults/:id", (context) =>
    context.json({ removed: removeFaults(world, context.req.param("id")) }),
  );
  return app;
}
