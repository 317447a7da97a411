import http from "node:http";
import { createDoor, type Door } from "@/lib/runtime/door";
import { type DoorLimits, STANDARD_LIMITS } from "@/lib/runtime/door-limits";
import { createRequestLog, type RequestLogOptions } from "@/lib/runtime/request-log";
import type { CallbackWorld, Reply, Sent } from "./callback-kit";

export type Facts = { suite: string; channel: string; outcome: string; seconds: number };

/** One request on a connection of its own. */
export function sendTo(port: number, { path, query, method, body, headers }: Sent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      // Its own connection: a kept one may belong to a door of an earlier test.
      {
        agent: false,
        host: "127.0.0.1",
        port,
        path: query ? `${path}?${query}` : path,
        method,
        headers: { ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const { date: _date, connection: _connection, "keep-alive": _alive, ...rest } = response.headers;
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString("utf8"),
            headers: rest as Record<string, string>,
          });
        });
      },
    );
    request.on("error", reject);
    request.end(method === "GET" ? undefined : body);
  });
}

/** A door with its request log, on a port below the ones the system hands out. */
export async function openDoor(
  world: CallbackWorld,
  nextHandler: http.RequestListener = () => {},
  options: RequestLogOptions = { flushMs: 50 },
  limits: DoorLimits = STANDARD_LIMITS,
) {
  const facts: Facts[] = [];
  const requests = createRequestLog(world.deps, options);
  const door = createDoor({
    requests,
    limits,
    deps: world.deps,
    nextHandler: async (request, response) => nextHandler(request, response),
    settings: { portalUrl: "https://portal.example" },
    metrics: { callback: (fact) => void facts.push(fact) },
  });
  const port = await listenBelowEphemeral(door);
  return { door, port, facts, requests };
}

async function listenBelowEphemeral(door: Door): Promise<number> {
  for (let port = 21_300 + (process.pid % 500); ; port += 1) {
    try {
      return await door.listen(port, "127.0.0.1");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    }
  }
}
