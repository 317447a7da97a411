import { Hono } from "hono";
import { z } from "zod";
import { CannotCompose } from "../compose";
import { isSameText } from "../envelope";
import type { AppEnv } from "../http-app";
import type { World } from "../world";
import { contactRoutes } from "./contacts";
import { corpRoutes } from "./corps";
import { eventRoutes } from "./events";
import { faultRoutes } from "./faults";
import { NotFound } from "./not-found";
import { openapi } from "./openapi";
import { platformRoutes } from "./platform";
import { suiteRoutes } from "./suites";

/** The control API, JSON in and out. Loopback only unless a token is set (settings.ts). */
export function controlRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use("*", async (context, next) => {
    const { controlToken } = world.settings;
    const given = context.req.header("authorization") ?? "";
    if (controlToken !== null && !isSameText(given, `Bearer ${controlToken}`)) {
      return context.json(
        { error: "unauthorized", message: "Authorization: Bearer <SIM_CONTROL_TOKEN>" },
        401,
      );
    }
    await next();
    return undefined;
  });
  app.get("/openapi.json", (context) => context.json(openapi(world.settings.url)));
  for (const routes of [platformRoutes, suiteRoutes, corpRoutes, contactRoutes, eventRoutes, faultRoutes])
    app.route("/", routes(world));
  app.notFound((context) => context.json({ error: "not_found", message: "see /_sim/openapi.json" }, 404));
  app.onError((error, context) => {
    if (error instanceof z.ZodError) return context.json({ error: "bad_request", issues: error.issues }, 400);
    if (error instanceof NotFound) return context.json({ error: "not_found", message: error.message }, 404);
    if (error instanceof SyntaxError || error instanceof CannotCompose)
      return context.json({ error: "bad_request", message: error.message }, 400);
    return context.json({ error: "internal", message: error.message }, 500);
  });
  return app;
}
