import { Hono } from "hono";
import { pixel } from "../api/pixel";
import type { AppEnv } from "../http-app";
import type { World } from "../world";
import { adminRoutes } from "./admin-pages";
import { installRoutes } from "./install-page";
import { logRoutes } from "./log-pages";
import { loginRoutes } from "./login-pages";
import { marketRoutes } from "./market-page";
import { phoneRoutes } from "./phone-pages";
import { STYLE } from "./style";
import { vendorRoutes } from "./vendor-pages";

/** Every page that a browser opens. */
export function pageRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/", (context) => context.redirect("/vendor", 302));
  app.get("/_assets/style.css", (context) =>
    context.text(STYLE, 200, { "Content-Type": "text/css; charset=UTF-8" }),
  );
  app.get("/_assets/:name", (context) =>
    context.body(new Uint8Array(pixel()), 200, { "Content-Type": "image/png" }),
  );
  app.get("/favicon.ico", (context) =>
    context.body(new Uint8Array(pixel()), 200, { "Content-Type": "image/png" }),
  );
  for (const routes of [
    installRoutes,
    marketRoutes,
    loginRoutes,
    vendorRoutes,
    adminRoutes,
    logRoutes,
    phoneRoutes,
  ]) {
    app.route("/", routes(world));
  }
  return app;
}
