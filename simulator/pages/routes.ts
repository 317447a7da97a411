import { Hono } from "hono";
import { pixel } from "../api/pixel";
import type { AppEnv } from "../http-app";
import type { World } from "../world";
import { adminRoutes } from "./admin-pages";
import { homeRoutes } from "./home-page";
import { installRoutes } from "./install-page";
import { loginRoutes } from "./login-pages";
import { marketRoutes } from "./market-page";
import { phoneRoutes } from "./phone-pages";
import { registerRoutes } from "./register-page";
import { STYLE } from "./style";
import { toolRoutes } from "./tool-routes";
import { vendorRoutes } from "./vendor-pages";

/** Every page that a browser opens. */
export function pageRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/_assets/style.css", (context) =>
    context.text(STYLE, 200, { "Content-Type": "text/css; charset=UTF-8" }),
  );
  app.get("/_assets/:name", (context) =>
    context.body(new Uint8Array(pixel()), 200, { "Content-Type": "image/png" }),
  );
  app.get("/_files/:mediaId", (context) => {
    const media = world.state.media[context.req.param("mediaId")];
    if (media === undefined) return context.notFound();
    const isPicture = /^image\/(png|jpeg|gif)$/.test(media.contentType);
    return context.body(new Uint8Array(Buffer.from(media.base64, "base64")), 200, {
      "Content-Type": isPicture ? media.contentType : "application/octet-stream",
      "X-Content-Type-Options": "nosniff",
      ...(isPicture
        ? {}
        : { "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(media.filename)}` }),
    });
  });
  app.get("/favicon.ico", (context) =>
    context.body(new Uint8Array(pixel()), 200, { "Content-Type": "image/png" }),
  );
  for (const routes of [
    homeRoutes,
    toolRoutes,
    registerRoutes,
    installRoutes,
    marketRoutes,
    loginRoutes,
    vendorRoutes,
    adminRoutes,
    phoneRoutes,
  ]) {
    app.route("/", routes(world));
  }
  return app;
}
