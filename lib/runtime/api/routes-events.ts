import "server-only";
import { Readable } from "node:stream";
import { z } from "zod";
import { readBearerKey } from "@/lib/core/crypto/api-key";
import { endpointSuite } from "@/lib/features/gateway/endpoint-input";
import { eventSchemas } from "@/lib/features/gateway/event-schemas";
import { listReceived, type ReceivedEvent } from "@/lib/features/gateway/list-received";
import { managerOfKey } from "@/lib/features/gateway/manager";
import { momentText } from "@/lib/features/gateway/read-moment";
import { replayEvent } from "@/lib/features/gateway/replay";
import { openStream, pollOnce, streamText } from "@/lib/features/gateway/stream-events";
import { holdsStill } from "@/lib/features/keys/api-caller";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { defineRoute } from "@/lib/runtime/api/define-route";
import { isoOf, moment, pageOf, pageQuery } from "@/lib/runtime/api/shapes";
import { SEAT_WAIT_SECONDS } from "@/lib/runtime/api/stream-seats";

const tag = "events" as const;
const scope = "events:read" as const;

const eventShape = z.object({
  id: z.uuid().describe("Also the webhook-id it goes out under / 同时也是对外投递的 webhook-id"),
  type: z.string().describe("InfoType, MsgType, or event.<Event>"),
  change_type: z.string().nullable(),
  suite: z.string().nullable(),
  corp_id: z.string().nullable(),
  channel: z.enum(["command", "data", "settings", "provider"]),
  platform_time: moment.nullable(),
  received_at: moment,
  is_stale: z.boolean().describe("More than 24 h old at receipt: kept, not applied"),
  published_as: z.string().nullable().describe("Its type among events out; null: not published"),
  fields: z
    .record(z.string(), z.unknown())
    .describe("Decrypted; secrets are [secret] / 已解密，密钥显示为 [secret]"),
});

function shapeOf(one: ReceivedEvent): z.output<typeof eventShape> {
  return {
    id: one.id,
    type: one.type,
    change_type: one.changeType,
    suite: one.suiteRowId === null ? null : one.suiteKey,
    corp_id: one.corpId,
    channel: one.channel,
    platform_time: isoOf(one.platformTime),
    received_at: one.receivedAt.toISOString(),
    is_stale: one.isStale,
    published_as: one.publishedAs,
    fields: one.fields,
  };
}

const example: z.output<typeof eventShape> = {
  id: "019afb20-1111-7b11-9c3e-2f6d1a4b5c6d",
  type: "change_contact",
  change_type: "create_user",
  suite: "crm",
  corp_id: "ww1d2c3b4a5f6e7d8c",
  channel: "command",
  platform_time: "2026-11-02T03:14:06.000Z",
  received_at: "2026-11-02T03:14:06.210Z",
  is_stale: false,
  published_as: "wecom.change_contact",
  fields: { InfoType: "change_contact", ChangeType: "create_user", UserID: "zhangsan" },
};

const streamQuery = {
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe("Where to go on: the id of the last event / 上次读到的位置"),
  since: momentText
    .optional()
    .describe("Where to begin without a cursor; default: now / 无游标时的起点，默认当前"),
  suite: endpointSuite.optional(),
  type: z
    .string()
    .regex(/^[A-Za-z0-9_.*-]{1,80}$/)
    .optional()
    .describe("A type with * / 事件类型，可用 *"),
  payload: z.enum(["thin", "full"]).default("thin"),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(30)
    .default(25)
    .describe("Seconds that a poll waits / 长轮询等待秒数"),
};

export const EVENT_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    method: "GET",
    path: "/events",
    operationId: "listEvents",
    tag,
    summary: { en: "List received events, decrypted", zh: "列出收到的事件（已解密）" },
    scope,
    cost: "cached",
    query: z.strictObject({
      suite: endpointSuite.optional(),
      corp: z.string().min(1).max(64).optional().describe("Either form of the corp id / 明文或密文企业 ID"),
      type: z.string().min(1).max(100).optional().describe("With or without wecom. / 可带 wecom. 前缀"),
      since: momentText.optional(),
      until: momentText.optional(),
      ...pageQuery,
    }),
    answer: {
      status: 200,
      schema: pageOf(eventShape),
      example: { data: [example], next_cursor: null },
      description: { en: "One page, newest first", zh: "一页，最新的在前" },
    },
    async run({ deps, caller, query }) {
      const { events, next } = await listReceived(deps, caller, query);
      return { ok: true, value: { data: events.map(shapeOf), next_cursor: next } };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/events/stream",
    operationId: "streamEvents",
    tag,
    summary: { en: "Follow events without a public address", zh: "无需公网地址地跟随事件" },
    description: {
      en: "With `Accept: text/event-stream` a stream of server-sent events with heartbeats, resumed by Last-Event-ID; else one poll that waits for the next events. A key has at most five of both open.",
      zh: "携带 `Accept: text/event-stream` 时为 SSE 事件流（含心跳，可用 Last-Event-ID 续传）；否则为一次长轮询。每个密钥最多同时打开五个。",
    },
    scope,
    cost: "cached",
    query: z.strictObject(streamQuery),
    answer: {
      status: 200,
      schema: z.object({
        data: z.array(
          z.object({ type: z.string(), timestamp: moment, data: z.record(z.string(), z.unknown()) }),
        ),
        cursor: z.string(),
      }),
      example: {
        data: [
          {
            type: "wecom.change_contact",
            timestamp: "2026-11-02T03:14:06.000Z",
            data: { id: example.id, suite: "crm", corp_id: example.corp_id, fields: example.fields },
          },
        ],
        cursor: "1841",
      },
      description: { en: "What came after the cursor", zh: "游标之后的事件" },
    },
    async run({ deps, api, caller, query, request }) {
      const lastId = request.header("last-event-id");
      const cursor = lastId !== null && /^\d{1,18}$/.test(lastId) ? lastId : query.cursor;
      const wish = { ...query, cursor };
      const isStream = (request.header("accept") ?? "").includes("text/event-stream");
      const isWaiting = isStream || wish.wait > 0;
      const leave = isWaiting ? api.streams.take(caller.keyId) : () => {};
      if (!leave) return { ok: false, code: "api.rate_limited", retryAfterSeconds: SEAT_WAIT_SECONDS };
      const signal = request.signal();
      const key = readBearerKey(request.header("authorization"));
      const isStillAllowed = async () => {
        if (signal.aborted) return false;
        // A member of staff who tries the API has none, and does not get a stream.
        if (key === null) return true;
        const checked = await api.keys.check(key, request.remoteAddress ?? "unknown");
        return checked.kind === "known" && holdsStill(checked.caller, caller);
      };
      if (!isStream) {
        const polled = pollOnce(deps, caller, wish, isStillAllowed).finally(leave);
        return { ok: true, value: await polled };
      }
      const body = Readable.from(streamText(openStream(deps, caller, wish, isStillAllowed)));
      // Whichever comes first: the reader left, or the stream ended, also one that never began.
      signal.addEventListener("abort", leave);
      body.once("close", leave);
      const headers = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" };
      return { ok: true, raw: { status: 200, headers, body } };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/events/schemas",
    operationId: "listEventSchemas",
    tag,
    summary: { en: "JSON Schemas of every event out", zh: "所有对外事件的 JSON Schema" },
    scope,
    cost: "cached",
    answer: {
      status: 200,
      schema: z.record(z.string(), z.unknown()),
      example: { "corp.purged": { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" } },
      description: {
        en: "By type; wecom.* stands for all of them",
        zh: "按事件类型；wecom.* 代表所有此类事件",
      },
    },
    async run() {
      return { ok: true, value: eventSchemas() };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/events/{eventId}/replay",
    operationId: "replayEvent",
    tag,
    summary: { en: "Deliver an event again", zh: "重新投递事件" },
    description: {
      en: "To every endpoint that wants it, or to one; under the same id.",
      zh: "向所有订阅它的端点（或指定端点）重新投递，事件 ID 不变。",
    },
    scope,
    cost: "call",
    body: z.strictObject({ endpoint: z.uuid().optional() }),
    bodyExample: {},
    isCreating: true,
    answer: {
      status: 202,
      schema: z.object({ queued: z.int() }),
      example: { queued: 1 },
      description: { en: "Queued", zh: "已加入队列" },
    },
    errors: ["event.not_published"],
    async run({ deps, caller, params, body }) {
      const input = { eventId: params.eventId, endpointId: body.endpoint ?? null };
      const done = await replayEvent(deps, managerOfKey(caller), input);
      return done.ok ? { ok: true, status: 202, value: done.value } : done;
    },
  }),
];
