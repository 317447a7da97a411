import { createHash } from "node:crypto";
import http from "node:http";
import { createRequire } from "node:module";
import Fastify from "fastify";
import pg from "pg";
import { readXml, textOf } from "@/lib/core/xml/read-xml";
import type { Deps } from "@/lib/features/deps";
import { createDoor } from "@/lib/runtime/door";
import { createRequestLog } from "@/lib/runtime/request-log";
import { systemClock, systemIds } from "@/lib/runtime/system";
import { createStore } from "@/lib/store/create-store";
import { readCallbackQuery } from "@/lib/wecom/callback-query";
import { openSigned, readEnvelope } from "@/lib/wecom/envelope";
import { benchKey, KEY_TEXT, SUITE_ID, TOKEN } from "./messages";

export const KEY_RING = [{ id: "bench", bytes: Buffer.alloc(32, 9) }];
const BASELINE_POOL = 8;

/** One event and its work row, the same rows and indexes as the portal's, one statement a callback. */
const SINGLE_INSERT = `
WITH stored AS (
  INSERT INTO inbound_events (id, suite_row_id, channel, type, corp_id, receive_id, platform_time, received_at,
                              meaning_hash, is_stale, payload_sealed)
  VALUES ($1, $2, 'command', $3, $4, $5, $6, now(), $7, false, $8) ON CONFLICT (meaning_hash) DO NOTHING RETURNING id
)
INSERT INTO work_items (id, kind, subject_id) SELECT $9, 'event', id::text FROM stored`;

function createSingleInsert(databaseUrl: string, suiteRowId: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: BASELINE_POOL });
  return (fields: { type: string; corpId: string; time: number }, payload: string) =>
    pool.query({
      name: "single",
      text: SINGLE_INSERT,
      values: [
        systemIds.uuid(),
        suiteRowId,
        fields.type,
        fields.corpId,
        SUITE_ID,
        new Date(fields.time * 1_000).toISOString(),
        createHash("sha256").update(payload).digest(),
        Buffer.from(payload),
        systemIds.uuid(),
      ],
    });
}

/** The least a careful developer writes by hand: node:http, verify, decrypt, parse, one INSERT, success. */
function startBare(databaseUrl: string, suiteRowId: string, port: number): Promise<void> {
  const insert = createSingleInsert(databaseUrl, suiteRowId);
  const keys = [benchKey()];
  const accept = async (url: string, body: Buffer): Promise<boolean> => {
    const query = readCallbackQuery(url.slice(url.indexOf("?") + 1));
    const envelope = readEnvelope(body);
    const opened = query && envelope && openSigned(keys, query, envelope.encrypt);
    if (!opened || opened.receiveId !== SUITE_ID) return false;
    const content = readXml(opened.message);
    if (!content.ok) return false;
    const read = (name: string) => textOf(content.value, name) ?? "";
    const time = Number(read("TimeStamp"));
    await insert({ type: read("InfoType"), corpId: read("AuthCorpId"), time }, opened.message.toString());
    return true;
  };
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      accept(request.url ?? "", Buffer.concat(chunks)).then(
        (isGood) => {
          response.writeHead(isGood ? 200 : 403, {
            "content-type": "text/plain",
            "content-length": isGood ? 7 : 0,
          });
          response.end(isGood ? "success" : "");
        },
        () => {
          response.writeHead(503, { "content-length": 0 });
          response.end();
        },
      );
    });
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
}

/** What the usual packages give: fastify, @wecom/crypto, a regular expression for the XML, one INSERT. */
async function startSdk(databaseUrl: string, suiteRowId: string, port: number): Promise<void> {
  const insert = createSingleInsert(databaseUrl, suiteRowId);
  const sdk: {
    getSignature(token: string, timestamp: string, nonce: string, encrypt: string): string;
    decrypt(key: string, text: string): { message: string; id: string };
  } = createRequire(import.meta.url)("@wecom/crypto");
  const app = Fastify();
  app.addContentTypeParser("text/xml", { parseAs: "string" }, (_request, body, done) => done(null, body));
  const element = (xml: string, name: string) =>
    new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^<\\]]*)`).exec(xml)?.[1] ?? "";
  app.post<{ Querystring: Record<string, string>; Body: string }>(
    "/wecom/bench/command",
    async (request, reply) => {
      const { msg_signature, timestamp = "", nonce = "" } = request.query;
      const encrypt = element(request.body, "Encrypt");
      if (sdk.getSignature(TOKEN, timestamp, nonce, encrypt) !== msg_signature)
        return reply.code(403).send("");
      const { message, id } = sdk.decrypt(KEY_TEXT, encrypt);
      if (id !== SUITE_ID) return reply.code(403).send("");
      const time = Number(element(message, "TimeStamp"));
      await insert(
        { type: element(message, "InfoType"), corpId: element(message, "AuthCorpId"), time },
        message,
      );
      return reply.type("text/plain").send("success");
    },
  );
  await app.listen({ port, host: "127.0.0.1" });
}

async function startOurs(databaseUrl: string, port: number): Promise<void> {
  const store = createStore({ databaseUrl, keyRing: KEY_RING, clock: systemClock, ids: systemIds });
  const quiet = () => {};
  const deps: Pick<Deps, "clock" | "ids" | "log" | "store" | "wakeWorker"> = {
    clock: systemClock,
    ids: systemIds,
    log: { info: quiet, warn: quiet, error: (event, facts) => console.error(event, facts) },
    store,
    wakeWorker: quiet,
  };
  const door = createDoor({
    // The callback path uses nothing else of the portal.
    deps: deps as Deps,
    nextHandler: (_request, response) => void response.end(),
    settings: { portalUrl: "http://127.0.0.1" },
    requests: createRequestLog(deps as Deps),
  });
  await door.listen(port, "127.0.0.1");
}

/** The machine's own ceiling: reads the body, answers, does nothing else. */
function startCeiling(port: number): Promise<void> {
  const server = http.createServer((request, response) => {
    request.on("data", () => {});
    request.on("end", () => {
      response.writeHead(200, { "content-type": "text/plain", "content-length": 7 });
      response.end("success");
    });
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
}

export type Contender = "ceiling" | "bare" | "sdk" | "door";

/** A server process: starts its contender, then answers questions about its memory until it is ended. */
export async function runServer(contender: Contender, databaseUrl: string, suiteRowId: string, port: number) {
  if (contender === "ceiling") await startCeiling(port);
  else if (contender === "bare") await startBare(databaseUrl, suiteRowId, port);
  else if (contender === "sdk") await startSdk(databaseUrl, suiteRowId, port);
  else await startOurs(databaseUrl, port);
  process.on("message", () =>
    process.send?.({
      rss: process.memoryUsage.rss(),
      maxRss: process.resourceUsage().maxRSS * 1_024,
      cpu: process.cpuUsage(),
    }),
  );
  process.on("disconnect", () => process.exit(0));
  process.send?.("ready");
}
