// A receiver without any package. Run: WEBHOOK_SECRET=whsec_… node --experimental-strip-types receiver.ts
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const key = Buffer.from((process.env.WEBHOOK_SECRET ?? "").replace(/^whsec_/, ""), "base64");
const seen = new Map<string, number>();

function verify(id: string, timestamp: string, signatures: string, body: Buffer): boolean {
  // The time in both directions: an old message is a replay, a future one a forgery or a wrong clock.
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const right = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  // Several signatures while a secret is being rotated: one that fits is enough.
  return signatures.split(" ").some((one) => {
    const given = Buffer.from(one.split(",")[1] ?? "", "base64");
    return one.startsWith("v1,") && given.length === right.length && timingSafeEqual(given, right);
  });
}

createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const header = (name: string) => String(request.headers[name] ?? "");
  const id = header("webhook-id");
  if (!verify(id, header("webhook-timestamp"), header("webhook-signature"), body)) {
    response.writeHead(401).end();
    return;
  }
  const event = JSON.parse(body.toString("utf8"));
  if (event.type === "portal.challenge") {
    response.end(JSON.stringify({ challenge: event.data.challenge }));
    return;
  }
  // At least once: the same id may come again. Keep ids as long as your own effects need it, best in your database.
  if (!seen.has(id)) {
    seen.set(id, Date.now());
    process.stdout.write(`${event.type} ${event.data.suite} ${event.data.corp_id}\n`);
  }
  response.writeHead(204).end();
}).listen(Number(process.env.PORT ?? 8000));
