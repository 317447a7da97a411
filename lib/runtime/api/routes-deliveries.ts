import "server-only";
import { z } from "zod";
import { readCursor, writeCursor } from "@/lib/core/list-cursor";
import { replayManyInput } from "@/lib/features/gateway/endpoint-input";
import { findManaged } from "@/lib/features/gateway/manage-endpoints";
import { managerOfKey } from "@/lib/features/gateway/manager";
import { readMoment } from "@/lib/features/gateway/read-moment";
import { replayDelivery, replayMany } from "@/lib/features/gateway/replay";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { defineRoute } from "@/lib/runtime/api/define-route";
import {
  attemptOf,
  attemptShape,
  deliveryExample,
  deliveryOf,
  deliveryShape,
} from "@/lib/runtime/api/endpoint-shapes";
import { pageOf, pageQuery } from "@/lib/runtime/api/shapes";

const tag = "endpoints" as const;
const scope = "endpoints:write" as const;
const reading = "events:read" as const;
const cost = "cached" as const;

export const DELIVERY_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    method: "GET",
    path: "/endpoints/{endpointId}/deliveries",
    operationId: "listDeliveries",
    tag,
    summary: { en: "List deliveries of an endpoint", zh: "列出端点的投递记录" },
    scope: reading,
    cost,
    query: z.strictObject({
      state: z.enum(["pending", "running", "delivered", "dead", "cancelled"]).optional(),
      type: z.string().min(1).max(100).optional(),
      corp: z.string().min(1).max(64).optional(),
      ...pageQuery,
    }),
    answer: {
      status: 200,
      schema: pageOf(deliveryShape),
      example: { data: [deliveryExample], next_cursor: null },
      description: { en: "One page, newest first", zh: "一页，最新的在前" },
    },
    async run({ deps, caller, params, query }) {
      const endpoint = await findManaged(deps, managerOfKey(caller), params.endpointId);
      if (!endpoint) return { ok: false, code: "api.not_found" };
      const found = await deps.store.deliveries.listDeliveries({
        endpointId: endpoint.id,
        state: query.state,
        type: query.type,
        corpId: query.corp,
        before: readCursor(query.cursor) ?? undefined,
        limit: query.limit,
      });
      const page = found.slice(0, query.limit);
      const last = page.at(-1);
      const next =
        found.length > query.limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null;
      return { ok: true, value: { data: page.map(deliveryOf), next_cursor: next } };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/endpoints/{endpointId}/deliveries/{deliveryId}",
    operationId: "getDelivery",
    tag,
    summary: { en: "One delivery with its attempts", zh: "一次投递及其各次尝试" },
    scope: reading,
    cost,
    answer: {
      status: 200,
      schema: deliveryShape.extend({ history: z.array(attemptShape) }),
      example: {
        ...deliveryExample,
        history: [
          {
            cause: "schedule",
            started_at: deliveryExample.created_at,
            duration_ms: 41,
            status: 200,
            error: null,
            response: "ok",
          },
        ],
      },
      description: { en: "The delivery", zh: "投递" },
    },
    async run({ deps, caller, params }) {
      const endpoint = await findManaged(deps, managerOfKey(caller), params.endpointId);
      const isId = z.uuid().safeParse(params.deliveryId).success;
      const delivery = endpoint && isId ? await deps.store.deliveries.findDelivery(params.deliveryId) : null;
      if (!endpoint || delivery?.endpointId !== endpoint.id) return { ok: false, code: "api.not_found" };
      const history = await deps.store.deliveries.listAttempts(delivery.id);
      return { ok: true, value: { ...deliveryOf(delivery), history: history.map(attemptOf) } };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/endpoints/{endpointId}/deliveries/{deliveryId}/replay",
    operationId: "replayDelivery",
    tag,
    summary: { en: "Deliver one again", zh: "重新投递一次" },
    scope,
    cost: "call",
    isCreating: true,
    answer: {
      status: 202,
      schema: z.object({ queued: z.int() }),
      example: { queued: 1 },
      description: { en: "Queued under the same id", zh: "已加入队列，事件 ID 不变" },
    },
    errors: ["replay.busy"],
    async run({ deps, caller, params }) {
      const done = await replayDelivery(deps, managerOfKey(caller), params.deliveryId);
      return done.ok ? { ok: true, status: 202, value: { queued: 1 } } : done;
    },
  }),
  defineRoute({
    method: "POST",
    path: "/endpoints/{endpointId}/replay",
    operationId: "replayDeliveries",
    tag,
    summary: { en: "Deliver many again", zh: "批量重新投递" },
    description: {
      en: "Everything since a moment, or only what never arrived. With dry_run it only counts. At most twenty a second are sent.",
      zh: "自某一时刻起的全部，或仅从未送达的投递。dry_run 只返回数量。每秒最多发送二十个。",
    },
    scope,
    cost: "call",
    body: replayManyInput,
    bodyExample: { since: "2026-11-02T00:00:00Z", only: "never_arrived", dry_run: true },
    isCreating: true,
    answer: {
      status: 202,
      schema: z.object({ queued: z.int(), dry_run: z.boolean() }),
      example: { queued: 17, dry_run: true },
      description: { en: "How many are queued, or would be", zh: "已加入（或将加入）队列的数量" },
    },
    async run({ deps, caller, params, body }) {
      const scopeOf = {
        endpointId: params.endpointId,
        since: readMoment(body.since) ?? deps.clock.now(),
        until: body.until === undefined ? undefined : (readMoment(body.until) ?? undefined),
        only: body.only,
      };
      const done = await replayMany(deps, managerOfKey(caller), scopeOf, body.dry_run);
      if (!done.ok) return done;
      return { ok: true, status: 202, value: { queued: done.value.count, dry_run: body.dry_run } };
    },
  }),
];
