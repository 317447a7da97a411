import "server-only";
import { createServer } from "node:net";

/** Above this the system hands out ports for outgoing connections; one may be taken at any moment. */
const LAST_PORT = 32_767;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** The first free port from `start` on. */
export async function findFreePort(start: number): Promise<number> {
  for (let port = start; port <= LAST_PORT; port += 1) if (await isFree(port)) return port;
  throw new Error(`no free port from ${start} on`);
}
