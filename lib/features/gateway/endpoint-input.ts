import { z } from "zod";
import { PROVIDER_SUITE } from "@/lib/core/outgoing-event";
import { momentText } from "@/lib/features/gateway/read-moment";

const pattern = z
  .string()
  .regex(/^[A-Za-z0-9_.*-]{1,80}$/, "letters, digits, dots and * only")
  .describe("A type, `*` for any part of it / 事件类型，* 匹配任意部分");
const corpId = z.string().regex(/^[A-Za-z0-9_-]{4,64}$/, "a corp id");

/** What may be set of an endpoint, in the names of the wire. */
const fields = {
  url: z.string().min(1).max(2_000).describe("https; http only inside PORTAL_ENDPOINT_ALLOW_CIDRS"),
  events: z.array(pattern).min(1).max(50),
  description: z.string().trim().max(300),
  environment: z.enum(["production", "development"]),
  corps: z.array(corpId).max(200).describe("Only these corps; empty for all / 仅限这些企业；空数组为全部"),
  payload: z.enum(["thin", "full"]).describe("full: with the authorisation as it was / full 附带授权快照"),
  ordered: z.boolean().describe("One at a time per corp, in order of receipt / 按企业依次、按接收顺序"),
  answers: z.boolean().describe("Its JSON answer to a message goes back to WeCom / 其应答作为被动回复"),
  concurrency: z.number().int().min(1).max(32),
  rate_per_second: z.number().int().min(1).max(1_000).nullable(),
};

export const endpointName = z.string().trim().min(1).max(64);
export const endpointSuite = z
  .string()
  .regex(new RegExp(`^([a-z0-9][a-z0-9-]{0,31}|${PROVIDER_SUITE})$`))
  .describe("Key of a suite; `_provider` for provider-level events / 应用 key，服务商级事件用 _provider");

export const newEndpointInput = z.strictObject({
  name: endpointName,
  suite: endpointSuite,
  url: fields.url,
  events: fields.events.default(["*"]),
  description: fields.description.default(""),
  environment: fields.environment.default("production"),
  corps: fields.corps.default([]),
  payload: fields.payload.default("thin"),
  ordered: fields.ordered.default(false),
  answers: fields.answers.default(false),
  concurrency: fields.concurrency.default(8),
  rate_per_second: fields.rate_per_second.default(null),
});
export type NewEndpointInput = z.output<typeof newEndpointInput>;

export const endpointChangeInput = z.strictObject({
  url: fields.url.optional(),
  events: fields.events.optional(),
  description: fields.description.optional(),
  environment: fields.environment.optional(),
  corps: fields.corps.optional(),
  payload: fields.payload.optional(),
  ordered: fields.ordered.optional(),
  answers: fields.answers.optional(),
  concurrency: fields.concurrency.optional(),
  rate_per_second: fields.rate_per_second.optional(),
  state: z.enum(["enabled", "paused"]).optional(),
});
export type EndpointChangeInput = z.output<typeof endpointChangeInput>;

/** Hours for which the old secret signs along (promise R10); 0: it leaked, it must go now. */
export const rotateInput = z.strictObject({
  overlap_hours: z.number().int().min(0).max(168).default(24),
});

export const replayManyInput = z.strictObject({
  since: momentText,
  until: momentText.optional(),
  only: z.enum(["never_arrived", "all"]).default("never_arrived"),
  dry_run: z.boolean().default(false),
});
