import type { Routes } from "./call";
import { directoryRoutes } from "./directory";
import { externalRoutes } from "./external";
import { jsapiRoutes } from "./jsapi";
import { licenceRoutes } from "./licence";
import { mediaRoutes } from "./media";
import { messageRoutes } from "./messages";
import { orderRoutes } from "./orders";
import { identityRoutes } from "./service-identity";
import { installRoutes } from "./service-install";
import { linkRoutes } from "./service-links";
import { tokenRoutes } from "./service-tokens";

/** Every API path behind `/cgi-bin/`. */
export const apiRoutes: Routes = {
  ...tokenRoutes,
  ...installRoutes,
  ...identityRoutes,
  ...linkRoutes,
  ...jsapiRoutes,
  ...directoryRoutes,
  ...messageRoutes,
  ...mediaRoutes,
  ...externalRoutes,
  ...orderRoutes,
  ...licenceRoutes,
};
