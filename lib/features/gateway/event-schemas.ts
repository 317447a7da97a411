import { z } from "zod";

/**
 * What events out look like, published as JSON Schema. Every object may grow new members; those named here stay.
 * Times are RFC 3339 in UTC.
 */
const moment = z.string().meta({ format: "date-time" });
const names = {
  id: z.uuid().describe("Equal to the webhook-id header / 与 webhook-id 相同"),
  suite: z.string().nullable().describe("Key of the suite; null for provider-level events / 应用 key"),
  suite_id: z.string().nullable(),
  corp_id: z.string().nullable().describe("Plain where known, else encrypted / 优先明文"),
  open_corp_id: z.string().nullable(),
};
const privilege = z.looseObject({
  level: z.int(),
  allow_party: z.array(z.int()),
  allow_user: z.array(z.string()),
  allow_tag: z.array(z.int()),
  extra_party: z.array(z.int()),
  extra_user: z.array(z.string()),
  extra_tag: z.array(z.int()),
});
const authorization = z
  .looseObject({
    status: z.enum(["active", "needs_reauthorization"]),
    generation: z.int(),
    authorized_at: moment,
    cancelled_at: moment.nullable(),
    corp_name: z.string(),
    corp_full_name: z.string().nullable(),
    type: z.string().nullable(),
    industry: z.string().nullable(),
    scale: z.string().nullable(),
    user_max: z.int().nullable(),
    auth_mode: z.int().nullable(),
    is_customized_app: z.boolean(),
    agents: z.array(z.looseObject({ agent_id: z.int(), name: z.string(), privilege: privilege.nullable() })),
    editions: z.array(z.looseObject({})),
    dealer: z.looseObject({ corp_id: z.string(), name: z.string() }).nullable(),
    admins: z.array(z.looseObject({ user_id: z.string(), auth_type: z.int() })),
    authorized_by: z.looseObject({}).nullable(),
  })
  .optional()
  .describe("Only with payload: full / 仅 payload 为 full 时");

const fieldValue = z.unknown().describe("Text, an object of elements, or a list where an element repeats");

const DATA = {
  "corp.authorized": z.looseObject({
    ...names,
    reason: z.enum(["installed", "reinstalled", "restored"]),
    generation: z.int(),
    authorized_at: moment,
    corp_name: z.string(),
    authorization,
  }),
  "corp.changed": z.looseObject({
    ...names,
    changes: z
      .array(z.looseObject({ field: z.string(), from: z.unknown(), to: z.unknown() }))
      .min(1)
      .describe("What was stored before and is now / 变化前后的值"),
    authorization,
  }),
  "corp.cancelled": z.looseObject({ ...names, cancelled_at: moment.nullable(), generation: z.int() }),
  "corp.purged": z.looseObject(names),
  "suite.ticket_late": z.looseObject({ ...names, last_ticket_at: moment, age_seconds: z.int() }),
  "portal.test": z.looseObject({ ...names, endpoint: z.string(), message: z.string() }),
  "portal.challenge": z.looseObject({
    challenge: z.string().describe("To be sent back / 须原样带回"),
    endpoint: z.string(),
    suite: z.string(),
  }),
  "wecom.*": z.looseObject({
    ...names,
    channel: z.enum(["command", "data", "settings", "provider"]),
    change_type: z.string().nullable(),
    received_at: moment,
    fields: z
      .record(z.string(), fieldValue)
      .describe("The decrypted original by WeCom's own names; secrets are [secret] / 解密后的原始字段"),
    authorization,
  }),
} as const;

export type PublishedType = keyof typeof DATA;
export const PUBLISHED_TYPES = Object.keys(DATA) as PublishedType[];

function envelope(type: PublishedType) {
  const named = type === "wecom.*" ? z.string().regex(/^wecom\..+$/) : z.literal(type);
  return z.looseObject({ type: named, timestamp: moment, data: DATA[type] });
}

/** The schema that a message of this type meets; `wecom.…` types share one. */
export function schemaOf(type: string): z.ZodType | null {
  const own = PUBLISHED_TYPES.find((one) => one === type) ?? (type.startsWith("wecom.") ? "wecom.*" : null);
  return own && envelope(own);
}

/** Every schema as JSON Schema 2020-12, by type. */
export function eventSchemas(): Record<string, unknown> {
  return Object.fromEntries(PUBLISHED_TYPES.map((type) => [type, z.toJSONSchema(envelope(type))]));
}
