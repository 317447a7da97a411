import { Hono } from "hono";
import type { AppEnv } from "../http-app";
import type { World } from "../world";
import { addCalls } from "./calls-page";
import { addCompose } from "./compose-page";
import { addDeliveries } from "./deliveries-page";
import { addFaults } from "./faults-page";
import { addSettings } from "./settings-page";

/** The bench: what no real platform shows. */
export function toolRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  for (const add of [addDeliveries, addCalls, addCompose, addFaults, addSettings]) add(app, world);
  return app;
}
