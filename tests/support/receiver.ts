import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { verifyWebhook } from "@/lib/core/crypto/standard-webhook";
import { Secret } from "@/lib/core/secret";
import { lowPort } from "@/tests/support/install-world";

export type Received = {
  path: string;
  id: string;
  timestamp: number;
  headers: IncomingMessage["headers"];
  text: string;
  body: { type: string; timestamp: string; data: Record<string, unknown> };
  at: number;
};

export const RECEIVER_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA=";

/** Answers as told: by the path's rule, else 200. Keeps everything. */
export async function startReceiver() {
  const received: Received[] = [];
  const rules = new Map<string, (one: Received, response: ServerResponse) => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const one: Received = {
        path: request.url ?? "/",
        id: String(request.headers["webhook-id"]),
        timestamp: Number(request.headers["webhook-timestamp"]),
        headers: request.headers,
        text,
        body: JSON.parse(text),
        at: Date.now(),
      };
      received.push(one);
      const rule = rules.get(one.path);
      if (rule) rule(one, response);
      else response.end("ok");
    });
  });
  const port = await lowPort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    of: (path: string) => received.filter((one) => one.path === path),
    /** What `path` does from now on; null: 200. */
    rule(path: string, rule: ((one: Received, response: ServerResponse) => void) | null) {
      if (rule) rules.set(path, rule);
      else rules.delete(path);
    },
    status(path: string, status: number, headers: Record<string, string> = {}, body = "") {
      rules.set(path, (_one, response) => response.writeHead(status, headers).end(body));
    },
    /** Whether a message verifies with a secret, as its receiver would check it now. */
    verifies(one: Received, secret: string = RECEIVER_SECRET) {
      const header = (name: string) => {
        const value = one.headers[name];
        return typeof value === "string" ? value : null;
      };
      return verifyWebhook(
        [new Secret(secret)],
        {
          id: header("webhook-id"),
          timestamp: header("webhook-timestamp"),
          signature: header("webhook-signature"),
        },
        one.text,
        Math.floor(one.at / 1000),
      ).ok;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
