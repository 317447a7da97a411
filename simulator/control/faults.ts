import { Hono } from "hono";
import { faultSchema } from "../fault-schema";
import { API_FAULTS, addFault, DELIVERY_FAULTS, removeFaults } from "../faults";
import type { AppEnv } from "../http-app";
import type { World } from "../world";
import { readJson } from "./not-found";

/** Planned trouble. */
export function faultRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/faults", (context) =>
    context.json({ faults: world.state.faults, kinds: { delivery: DELIVERY_FAULTS, api: API_FAULTS } }),
  );
  app.post("/faults", async (context) => {
    const given = faultSchema.parse(await readJson(context));
    return context.json(addFault(world, given), 201);
  });
  app.delete("/faults", (context) => context.json({ removed: removeFaults(world, null) }));
  app.delete("/faults/:id", (context) =>
    context.json({ removed: removeFaults(world, context.req.param("id")) }),
  );
  return app;
}
