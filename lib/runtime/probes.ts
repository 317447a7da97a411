import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { Portal } from "@/lib/runtime/deps";
import { metricsText, readiness } from "@/lib/runtime/health";

const NO_STORE = { "cache-control": "no-store" };
const hash = (text: string) => createHash("sha256").update(text).digest();

/** Whether the process answers at all; depends on nothing else. */
export function answerLivez(): Response {
  return new Response("ok\n", { headers: { "content-type": "text/plain; charset=utf-8", ...NO_STORE } });
}

export async function answerReadyz(portal: Portal): Promise<Response> {
  const { isReady, checks, suites } = await readiness(portal);
  return Response.json(
    { ready: isReady, checks, suites },
    { status: isReady ? 200 : 503, headers: NO_STORE },
  );
}

/** Prometheus text for the bearer of PORTAL_METRICS_TOKEN; for everyone else this page does not exist. */
export async function answerMetrics(portal: Portal, authorization: string | null): Promise<Response> {
  const token = portal.settings.metricsToken;
  const given = authorization?.match(/^Bearer (.+)$/)?.[1];
  if (!token || !given || !timingSafeEqual(hash(given), hash(token.reveal())))
    return new Response(null, { status: 404, headers: NO_STORE });
  const { body, contentType } = await metricsText(portal);
  return new Response(body, { headers: { "content-type": contentType, ...NO_STORE } });
}

/** The three addresses of a process without pages: all that a worker answers (decision 0074). */
export async function serveProbes(portal: Portal, port: number): Promise<{ close(): Promise<void> }> {
  const answer = async (path: string, authorization: string | null): Promise<Response> => {
    if (path === "/livez") return answerLivez();
    if (path === "/readyz") return answerReadyz(portal);
    if (path === "/metrics") return answerMetrics(portal, authorization);
    return new Response(null, { status: 404, headers: NO_STORE });
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const isRead = request.method === "GET" || request.method === "HEAD";
    const answered = isRead
      ? answer(path, request.headers.authorization ?? null)
      : Promise.resolve(new Response(null, { status: 405, headers: NO_STORE }));
    answered
      .then(async (told) => {
        const body = Buffer.from(await told.arrayBuffer());
        response.writeHead(told.status, {
          ...Object.fromEntries(told.headers),
          "content-length": body.length,
        });
        response.end(body);
      })
      .catch(() => {
        // The database is away.
        if (!response.headersSent) response.writeHead(503, { "content-length": 0 });
        response.end();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve());
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
