import * as command from "@/app/wecom/[suite]/command/route";
import * as data from "@/app/wecom/[suite]/data/route";
import * as settings from "@/app/wecom/[suite]/settings/route";
import { type Portal, sharePortal } from "@/lib/runtime/deps";
import { createMetrics } from "@/lib/runtime/metrics";
import { createRequestLog } from "@/lib/runtime/request-log";
import { describeCallbacks } from "./callback-battery";
import type { CallbackWorld, Mount, Sent } from "./callback-kit";

const routes: Record<string, Record<string, unknown>> = { command, data, settings };

type Handler = (request: Request, context: { params: Promise<{ suite: string }> }) => Promise<Response>;

// Next's own part, from address to function and params, is done here by hand; the browser tests run the real one.
async function mountOn(world: CallbackWorld): Promise<Mount> {
  const requests = createRequestLog(world.deps, { flushMs: 50 });
  sharePortal({ deps: world.deps, metrics: createMetrics("test"), requests } as unknown as Portal);
  return {
    async send({ path, query, method, body, headers }: Sent) {
      const [, , suite = "", channel = ""] = path.split("/");
      const handler = routes[channel]?.[method] as Handler;
      const request = new Request(`https://portal.example${path}?${query}`, {
        method,
        headers: { "content-type": "text/xml", ...headers },
        ...(body === undefined || method === "GET" || method === "HEAD" ? {} : { body }),
      } as RequestInit);
      const response = await handler(request, {
        params: Promise.resolve({ suite: decodeURIComponent(suite) }),
      });
      return {
        status: response.status,
        body: await response.text(),
        headers: Object.fromEntries(response.headers),
      };
    },
    flush: () => requests.flush(true),
    close: () => requests.stop(),
  };
}

describeCallbacks("callbacks as Next routes", mountOn);
