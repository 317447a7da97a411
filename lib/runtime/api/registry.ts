import "server-only";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { CORP_ROUTES } from "@/lib/runtime/api/routes-corps";
import { DELIVERY_ROUTES } from "@/lib/runtime/api/routes-deliveries";
import { ENDPOINT_ROUTES } from "@/lib/runtime/api/routes-endpoints";
import { EVENT_ROUTES } from "@/lib/runtime/api/routes-events";
import { INSTALL_LINK_ROUTES } from "@/lib/runtime/api/routes-install-links";
import { JSAPI_ROUTES } from "@/lib/runtime/api/routes-jsapi";
import { MEMBER_ROUTES } from "@/lib/runtime/api/routes-members";
import { PROXY_ROUTES } from "@/lib/runtime/api/routes-proxy";
import { TOKEN_ROUTES } from "@/lib/runtime/api/routes-tokens";

/**
 * Every address under `/api/v1`: what is not here does not exist. The dispatcher, OpenAPI, the generated client, the
 * console's API page and the test matrix are all made from this list. How to add one: docs/api.md.
 */
export const API_ROUTES: readonly RegisteredRoute[] = [
  ...CORP_ROUTES,
  ...TOKEN_ROUTES,
  ...JSAPI_ROUTES,
  ...MEMBER_ROUTES,
  ...INSTALL_LINK_ROUTES,
  ...PROXY_ROUTES,
  ...EVENT_ROUTES,
  ...ENDPOINT_ROUTES,
  ...DELIVERY_ROUTES,
];
