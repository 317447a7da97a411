import "server-only";
import { z } from "zod";
import { isoOf, moment } from "@/lib/runtime/api/shapes";
import type { Attempt, Delivery } from "@/lib/store/delivery-log";
import type { Endpoint } from "@/lib/store/endpoint-shape";

/** An endpoint on the wire. */
export const endpointShape = z.object({
  id: z.uuid(),
  name: z.string(),
  suite: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  corps: z.array(z.string()),
  description: z.string(),
  environment: z.enum(["production", "development"]),
  payload: z.enum(["thin", "full"]),
  ordered: z.boolean(),
  answers: z.boolean(),
  concurrency: z.int(),
  rate_per_second: z.int().nullable(),
  state: z.enum(["enabled", "paused", "disabled"]),
  state_reason: z.string().nullable().describe("by_staff, gone (410), failing"),
  failures_in_a_row: z.int(),
  failing_since: moment.nullable(),
  last_success_at: moment.nullable(),
  verified_at: moment.nullable().describe("Nothing is sent before / 验证之前不会投递"),
  created_at: moment,
  updated_at: moment,
});

export function endpointOf(one: Endpoint): z.output<typeof endpointShape> {
  return {
    id: one.id,
    name: one.name,
    suite: one.suiteKey,
    url: one.url,
    events: one.eventFilter,
    corps: one.corpFilter,
    description: one.description,
    environment: one.environment,
    payload: one.payload,
    ordered: one.isOrdered,
    answers: one.isAnswering,
    concurrency: one.concurrency,
    rate_per_second: one.ratePerSecond,
    state: one.state,
    state_reason: one.stateReason,
    failures_in_a_row: one.failuresInARow,
    failing_since: isoOf(one.failingSince),
    last_success_at: isoOf(one.lastSuccessAt),
    verified_at: isoOf(one.verifiedAt),
    created_at: one.createdAt.toISOString(),
    updated_at: one.updatedAt.toISOString(),
  };
}

export const endpointExample: z.output<typeof endpointShape> = {
  id: "019afb1e-7c2a-7b11-9c3e-2f6d1a4b5c6d",
  name: "crm-backend",
  suite: "crm",
  url: "https://crm.example.com/wecom/events",
  events: ["corp.*", "wecom.change_contact"],
  corps: [],
  description: "",
  environment: "production",
  payload: "thin",
  ordered: false,
  answers: false,
  concurrency: 8,
  rate_per_second: null,
  state: "enabled",
  state_reason: null,
  failures_in_a_row: 0,
  failing_since: null,
  last_success_at: null,
  verified_at: "2026-11-02T03:14:07.000Z",
  created_at: "2026-11-02T03:14:07.000Z",
  updated_at: "2026-11-02T03:14:07.000Z",
};

export const deliveryShape = z.object({
  id: z.uuid(),
  event_id: z.uuid().describe("`webhook-id` of the message"),
  endpoint_id: z.uuid(),
  type: z.string(),
  corp_id: z.string().nullable(),
  state: z.enum(["pending", "running", "delivered", "dead", "cancelled"]),
  reason: z.string().nullable(),
  attempts: z.int(),
  next_attempt_at: moment.nullable(),
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  created_at: moment,
  finished_at: moment.nullable(),
});

export function deliveryOf(one: Delivery): z.output<typeof deliveryShape> {
  return {
    id: one.id,
    event_id: one.eventId,
    endpoint_id: one.endpointId,
    type: one.type,
    corp_id: one.corpId,
    state: one.state,
    reason: one.reason,
    attempts: one.attempts,
    next_attempt_at: one.state === "pending" ? one.nextAt.toISOString() : null,
    last_status: one.lastStatus,
    last_error: one.lastError,
    created_at: one.createdAt.toISOString(),
    finished_at: isoOf(one.finishedAt),
  };
}

export const deliveryExample: z.output<typeof deliveryShape> = {
  id: "2c9f3b1e-52a1-4c35-9a57-8d9f1f2a3b4c",
  event_id: "019afb20-1111-7b11-9c3e-2f6d1a4b5c6d",
  endpoint_id: endpointExample.id,
  type: "wecom.change_contact",
  corp_id: "ww1d2c3b4a5f6e7d8c",
  state: "delivered",
  reason: null,
  attempts: 1,
  next_attempt_at: null,
  last_status: 200,
  last_error: null,
  created_at: "2026-11-02T03:14:07.000Z",
  finished_at: "2026-11-02T03:14:07.120Z",
};

export const attemptShape = z.object({
  cause: z.enum(["schedule", "replay", "answer"]),
  started_at: moment,
  duration_ms: z.int(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  response: z.string().nullable().describe("At most 1 KiB, secrets removed / 最多 1 KiB，已去除密钥"),
});

export function attemptOf(one: Attempt): z.output<typeof attemptShape> {
  return {
    cause: one.cause,
    started_at: one.startedAt.toISOString(),
    duration_ms: one.durationMs,
    status: one.status,
    error: one.error,
    response: one.response,
  };
}
