import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { dispatch, type Outcome, readCall } from "./api/dispatch";
import { controlRoutes } from "./control/routes";
import { isSameText } from "./envelope";
import { pageRoutes } from "./pages/routes";
import { isLoopback } from "./settings";
import type { World } from "./world";

export type AppEnv = { Bindings: HttpBindings };

/** Pages of the legacy dialect that live under the API's path (protocol.md 1.4). */
const LEGACY_PAGES = /^\/cgi-bin\/(3rd_)?loginpage$/;
const BODY_LIMIT = 25 * 1024 * 1024;

export function createApp(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use("*", async (context, next) => {
    const path = rawPath(context);
    if (path.startsWith("/cgi-bin/") && !LEGACY_PAGES.test(path)) return answerApi(world, context);
    await next();
    return undefined;
  });
  app.use("*", async (context, next) => {
    // Another site's page must not press buttons here.
    const origin = context.req.header("origin");
    const isForeign =
      origin !== undefined && origin !== "null" && !isSameHost(origin, context.req.header("host"));
    if (context.req.method !== "GET" && isForeign) return context.text("cross-site request refused", 403);
    await next();
    return undefined;
  });
  app.use("*", async (context, next) => {
    if (isOurName(world, rawPath(context), context.req.header("host") ?? "")) await next();
    else return context.text("open it as localhost, or set SIM_URL to the name you use", 421);
    return undefined;
  });
  app.use("*", async (context, next) => {
    if (mayOpen(world, rawPath(context), context.req.header("authorization") ?? "")) await next();
    else
      return context.text("password: SIM_CONTROL_TOKEN", 401, {
        "WWW-Authenticate": 'Basic realm="simulator"',
      });
    return undefined;
  });
  app.route("/_sim", controlRoutes(world));
  app.route("/", pageRoutes(world));
  app.notFound((context) => context.text("not found", 404));
  app.onError((error, context) => context.text(`simulator error: ${error.message}`, 500));
  return app;
}

/** Pages that a provider's redirect needs; nothing on them shows a secret. */
const OPEN_PAGES =
  /^\/(3rdapp|3rdservice|connect|wwopen|wwlogin|cgi-bin|_assets|_files|_sim|favicon\.ico)(\/|$)/;

/** Where others can reach it, the consoles ask for the control token as the password of HTTP Basic. */
function mayOpen(world: World, path: string, authorization: string): boolean {
  const { controlToken, host } = world.settings;
  if (controlToken === null || isLoopback(host) || OPEN_PAGES.test(path)) return true;
  const given = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
  return isSameText(given.slice(given.indexOf(":") + 1), controlToken);
}

/**
 * A page of a stranger whose name was pointed at this machine (DNS rebinding) has its own name in Host. The API
 * and the pages of a redirect answer to any name: WeCom's own may be mapped here.
 */
function isOurName(world: World, path: string, host: string): boolean {
  const isInside = path.startsWith("/_sim") || !OPEN_PAGES.test(path);
  if (!isInside || !isLoopback(world.settings.host)) return true;
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(name) || name.endsWith(".localhost");
  return isLocal || name === new URL(world.settings.url).hostname;
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

function rawPath(context: Context<AppEnv>): string {
  const url = context.env.incoming.url ?? "/";
  const at = url.indexOf("?");
  return (at < 0 ? url : url.slice(0, at)).replace(/\/{2,}/g, "/");
}

async function answerApi(world: World, context: Context<AppEnv>): Promise<Response> {
  const { incoming } = context.env;
  const startedAt = performance.now();
  const raw = Buffer.from(await context.req.arrayBuffer());
  if (raw.length > BODY_LIMIT) return context.text("too large", 413);
  const ip = (incoming.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
  const contentType = context.req.header("content-type") ?? "";
  const call = readCall(world, context.req.method, incoming.url ?? "/", raw, contentType, ip);
  const outcome = await dispatch(call);
  world.record({
    direction: "in",
    what: "api",
    method: call.method,
    path: `/cgi-bin/${call.path}?${call.query}`,
    status: outcome.misbehave === null ? outcome.status : null,
    errcode: outcome.errcode,
    ms: Math.round(performance.now() - startedAt),
    suiteId: call.suiteId,
    corpid: call.corpid,
    request: contentType.startsWith("multipart/") ? `${raw.length} bytes` : raw.toString().slice(0, 4096),
    response: outcome.misbehave ?? outcome.body.subarray(0, 4096).toString(),
  });
  return transmit(context, outcome);
}

async function transmit(context: Context<AppEnv>, outcome: Outcome): Promise<Response> {
  const { incoming, outgoing } = context.env;
  if (outcome.misbehave === null) {
    return new Response(new Uint8Array(outcome.body), { status: outcome.status, headers: outcome.headers });
  }
  if (outcome.misbehave === "reset") {
    incoming.socket.resetAndDestroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (outcome.misbehave === "blackhole") return RESPONSE_ALREADY_SENT;
  outgoing.writeHead(outcome.status, outcome.headers);
  if (outcome.misbehave === "drip") dripBody(outgoing, outcome.body, outcome.dripMs);
  else pourForEver(outgoing, outcome.body);
  return RESPONSE_ALREADY_SENT;
}

function dripBody(outgoing: HttpBindings["outgoing"], body: Buffer, ms: number): void {
  let at = 0;
  const step = Math.max(1, Math.ceil(body.length / 20));
  const timer = setInterval(() => {
    if (outgoing.destroyed || at >= body.length) {
      clearInterval(timer);
      outgoing.end();
      return;
    }
    outgoing.write(body.subarray(at, at + step));
    at += step;
  }, ms / 20);
}

/** Valid so far and never over: white space without end. */
function pourForEver(outgoing: HttpBindings["outgoing"], body: Buffer): void {
  outgoing.write(body.subarray(0, -1));
  const filling = Buffer.alloc(16 * 1024, 32);
  const timer = setInterval(() => {
    if (outgoing.destroyed) clearInterval(timer);
    else outgoing.write(filling);
  }, 5);
}
