import "server-only";
import { z } from "zod";
import { readCursor, writeCursor } from "@/lib/core/list-cursor";
import { changeEndpoint } from "@/lib/features/gateway/change-endpoint";
import {
  endpointChangeInput,
  endpointSuite,
  newEndpointInput,
  rotateInput,
} from "@/lib/features/gateway/endpoint-input";
import {
  createEndpoint,
  deleteEndpoint,
  findManaged,
  rotateSecret,
  verifyEndpoint,
} from "@/lib/features/gateway/manage-endpoints";
import { managerOfKey, mayManage } from "@/lib/features/gateway/manager";
import { sendTestEvent } from "@/lib/features/gateway/replay";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { defineRoute } from "@/lib/runtime/api/define-route";
import { endpointExample, endpointOf, endpointShape } from "@/lib/runtime/api/endpoint-shapes";
import { moment, pageOf, pageQuery } from "@/lib/runtime/api/shapes";

const secret = z.string().describe("whsec_…, shown this once / 仅显示这一次");
const proofShape = z
  .object({ ok: z.boolean(), why: z.string().nullable() })
  .describe("What the receiver did with portal.challenge / 接收端对 portal.challenge 的应答结果");
const SECRET_EXAMPLE = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDH3cNXuSpvQs=";
const tag = "endpoints" as const;
const scope = "endpoints:write" as const;
const reading = "events:read" as const;
const cost = "cached" as const;

export const ENDPOINT_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    method: "GET",
    path: "/endpoints",
    operationId: "listEndpoints",
    tag,
    summary: { en: "List endpoints", zh: "列出接收端点" },
    scope: reading,
    cost,
    query: z.strictObject({ suite: endpointSuite.optional(), ...pageQuery }),
    answer: {
      status: 200,
      schema: pageOf(endpointShape),
      example: { data: [endpointExample], next_cursor: null },
      description: { en: "One page, newest first", zh: "一页，最新的在前" },
    },
    async run({ deps, caller, query }) {
      const manager = managerOfKey(caller);
      const suiteKeys = query.suite === undefined ? (manager.suiteKeys ?? undefined) : [query.suite];
      const found = await deps.store.endpoints.listEndpoints({
        suiteKeys,
        limit: query.limit + 1,
        before: readCursor(query.cursor) ?? undefined,
      });
      const page = found.slice(0, query.limit);
      const last = page.at(-1);
      return {
        ok: true,
        value: {
          data: page.filter((one) => mayManage(manager, one)).map(endpointOf),
          next_cursor:
            found.length > query.limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
        },
      };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/endpoints",
    operationId: "createEndpoint",
    tag,
    summary: { en: "Create an endpoint", zh: "创建接收端点" },
    description: {
      en: "The receiver is asked at once to send the value of a portal.challenge back; nothing is delivered before it does. Addresses in PORTAL_ENDPOINT_ALLOW_CIDRS need no proof.",
      zh: "创建后立即向接收端发送 portal.challenge，接收端须原样带回其值，在此之前不会投递任何事件。PORTAL_ENDPOINT_ALLOW_CIDRS 内的地址无需验证。",
    },
    scope,
    cost: "call",
    body: newEndpointInput,
    bodyExample: { name: "crm-backend", suite: "crm", url: endpointExample.url, events: ["corp.*"] },
    isCreating: true,
    answer: {
      status: 201,
      schema: endpointShape.extend({ secret, proof: proofShape.nullable() }),
      example: { ...endpointExample, secret: SECRET_EXAMPLE, proof: { ok: true, why: null } },
      description: { en: "Made; keep the secret", zh: "已创建，请保存密钥" },
    },
    errors: [
      "endpoint.name_taken",
      "endpoint.url_refused",
      "endpoint.answers_held",
      "endpoint.answers_taken",
      "endpoint.development_answers",
    ],
    async run({ deps, caller, body }) {
      const made = await createEndpoint(deps, managerOfKey(caller), body);
      if (!made.ok) return made;
      const { endpoint, secret: shown, proof } = made.value;
      const told = proof && { ok: proof.ok, why: proof.ok ? null : proof.why };
      return { ok: true, status: 201, value: { ...endpointOf(endpoint), secret: shown, proof: told } };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/endpoints/{endpointId}",
    operationId: "getEndpoint",
    tag,
    summary: { en: "One endpoint", zh: "一个接收端点" },
    scope: reading,
    cost,
    answer: {
      status: 200,
      schema: endpointShape,
      example: endpointExample,
      description: { en: "The endpoint", zh: "接收端点" },
    },
    async run({ deps, caller, params }) {
      const found = await findManaged(deps, managerOfKey(caller), params.endpointId);
      return found ? { ok: true, value: endpointOf(found) } : { ok: false, code: "api.not_found" };
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "/endpoints/{endpointId}",
    operationId: "changeEndpoint",
    tag,
    summary: { en: "Change an endpoint, pause or enable it", zh: "修改、暂停或启用接收端点" },
    description: {
      en: "A new address must be proved anew. Enabling a disabled endpoint starts its failures from zero.",
      zh: "地址变更后须重新验证归属。重新启用会清零失败计数。",
    },
    scope,
    cost: "call",
    body: endpointChangeInput,
    bodyExample: { events: ["*"], state: "paused" },
    answer: {
      status: 200,
      schema: endpointShape,
      example: { ...endpointExample, state: "paused", state_reason: "by_staff" },
      description: { en: "As it is now", zh: "修改后的端点" },
    },
    errors: [
      "endpoint.url_refused",
      "endpoint.answers_held",
      "endpoint.answers_taken",
      "endpoint.development_answers",
    ],
    async run({ deps, caller, params, body }) {
      const done = await changeEndpoint(deps, managerOfKey(caller), params.endpointId, body);
      return done.ok ? { ok: true, value: endpointOf(done.value) } : done;
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/endpoints/{endpointId}",
    operationId: "deleteEndpoint",
    tag,
    summary: { en: "Delete an endpoint", zh: "删除接收端点" },
    description: {
      en: "What waits for it is cancelled. Its log stays for 30 days.",
      zh: "等待中的投递会被取消，投递记录保留 30 天。",
    },
    scope,
    cost,
    answer: { status: 204, schema: null, description: { en: "Gone", zh: "已删除" } },
    async run({ deps, caller, params }) {
      const done = await deleteEndpoint(deps, managerOfKey(caller), params.endpointId);
      return done.ok ? { ok: true, status: 204, value: null } : done;
    },
  }),
  defineRoute({
    method: "POST",
    path: "/endpoints/{endpointId}/rotate",
    operationId: "rotateEndpointSecret",
    tag,
    summary: { en: "Rotate the signing secret", zh: "轮换签名密钥" },
    description: {
      en: "The old secret signs along for overlap_hours (24; at most 168; 0 ends it now).",
      zh: "旧密钥在 overlap_hours 小时内继续签名（默认 24，最多 168，0 表示立即失效）。",
    },
    scope,
    cost,
    body: rotateInput,
    bodyExample: { overlap_hours: 24 },
    isCreating: true,
    answer: {
      status: 200,
      schema: z.object({ secret, overlap_until: moment }),
      example: { secret: SECRET_EXAMPLE, overlap_until: "2026-11-03T03:14:07.000Z" },
      description: { en: "The new secret", zh: "新密钥" },
    },
    async run({ deps, caller, params, body }) {
      const done = await rotateSecret(deps, managerOfKey(caller), params.endpointId, body.overlap_hours);
      if (!done.ok) return done;
      const { secret: shown, overlapUntil } = done.value;
      return { ok: true, value: { secret: shown, overlap_until: overlapUntil.toISOString() } };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/endpoints/{endpointId}/verify",
    operationId: "verifyEndpoint",
    tag,
    summary: { en: "Send the ownership challenge again", zh: "重新发送归属验证" },
    scope,
    cost: "call",
    answer: {
      status: 200,
      schema: proofShape,
      example: { ok: true, why: null },
      description: { en: "What the receiver did", zh: "验证结果" },
    },
    async run({ deps, caller, params }) {
      const done = await verifyEndpoint(deps, managerOfKey(caller), params.endpointId);
      if (!done.ok) return done;
      return { ok: true, value: { ok: done.value.ok, why: done.value.ok ? null : done.value.why } };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/endpoints/{endpointId}/test",
    operationId: "testEndpoint",
    tag,
    summary: { en: "Send a test event", zh: "发送测试事件" },
    scope,
    cost: "call",
    isCreating: true,
    answer: {
      status: 202,
      schema: z.object({ event_id: z.uuid() }),
      example: { event_id: "019afb20-1111-7b11-9c3e-2f6d1a4b5c6d" },
      description: { en: "Queued", zh: "已加入队列" },
    },
    async run({ deps, caller, params }) {
      const done = await sendTestEvent(deps, managerOfKey(caller), params.endpointId);
      return done.ok ? { ok: true, status: 202, value: { event_id: done.value.eventId } } : done;
    },
  }),
];
