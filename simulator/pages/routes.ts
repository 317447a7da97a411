import { Hono } from "hono";
import type { AppEnv } from "../http-app";
import type { World } from "../world";

export function pageRoutes(_world: World): Hono<AppEnv> {
  return new Hono<AppEnv>();
}
