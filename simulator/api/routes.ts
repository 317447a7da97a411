import type { Routes } from "./call";
import { corpIdentityRoutes } from "./corp-identity";
import { directoryRoutes } from "./directory";
import { externalRoutes } from "./external";
import { jsapiRoutes } from "./jsapi";
import { licenceRoutes } from "./licence";
import { licenceJobRoutes } from "./licence-jobs";
import { mediaRoutes } from "./media";
import { messageRoutes } from "./messages";
import { orderRoutes } from "./orders";
import { registrationRoutes } from "./registration";
import { identityRoutes } from "./service-identity";
import { installRoutes } from "./service-install";
import { linkRoutes } from "./service-links";
import { tokenRoutes } from "./service-tokens";
import { translateRoutes } from "./translate";

/** Every API path behind `/cgi-bin/`. */
export const apiRoutes: Routes = {
  ...tokenRoutes,
  ...installRoutes,
  ...identityRoutes,
  ...corpIdentityRoutes,
  ...linkRoutes,
  ...jsapiRoutes,
  ...directoryRoutes,
  ...messageRoutes,
  ...mediaRoutes,
  ...externalRoutes,
  ...orderRoutes,
  ...licenceRoutes,
  ...licenceJobRoutes,
  ...registrationRoutes,
  ...translateRoutes,
};
