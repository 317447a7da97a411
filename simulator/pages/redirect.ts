import type { Context } from "hono";
import type { AppEnv } from "../http-app";
import type { World } from "../world";

/** Sends the browser back to the provider with a code, and notes it in the history. */
export function sendBack(
  world: World,
  context: Context<AppEnv>,
  target: string,
  about: { suiteId: string | null; corpid: string | null },
): Response {
  world.record({
    direction: "out",
    what: "browser",
    method: "GET",
    path: target,
    status: 302,
    errcode: null,
    ms: 0,
    ...about,
    request: "",
    response: "",
  });
  return context.redirect(target, 302);
}
