import { z } from "zod";
import { faultSchema } from "../fault-schema";
import { seedSchema, suiteSchema } from "../seed";
import { contactChange, orderBody } from "./contacts";
import { adminChange, changeBody, installBody, newCorps, settingBody } from "./corps";
import { codeBody, eventSchema, messageBody } from "./events";
import { settingsBody } from "./platform";
import { urlsBody } from "./suites";

/** OpenAPI 3.1 of the control API: paths, what they are for, and the bodies by example. */
export function openapi(url: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [method, path, summary, example, schema] of OPERATIONS) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    paths[path] = {
      ...paths[path],
      [method]: {
        summary,
        operationId: `${method}_${path.replace(/[^a-z]+/gi, "_")}`,
        parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
        ...(example === null
          ? {}
          : { requestBody: { content: { "application/json": { schema: jsonSchema(schema), example } } } }),
        responses: {
          "200": { description: "JSON" },
          "400": { description: "what is wrong with the body" },
          "404": { description: "no such thing" },
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "WeCom simulator control API", version: "1" },
    servers: [{ url: `${url}/_sim` }],
    paths,
  };
}

type Operation = readonly [
  method: string,
  path: string,
  summary: string,
  example: object | null,
  schema?: z.ZodType,
];

/** The very schema that the route checks the body with. */
function jsonSchema(schema: z.ZodType | undefined): object {
  if (schema === undefined) return { type: "object" };
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

const OPERATIONS: readonly Operation[] = [
  ["get", "/health", "answers when ready", null],
  ["get", "/state", "the whole state without history", null],
  ["post", "/reset", "back to the seed of the start, or to the seed in the body", {}, seedSchema],
  ["post", "/snapshot", "keeps and answers the state", { name: "default" }],
  ["post", "/restore", "a snapshot by name, or a state", { name: "default" }],
  ["post", "/clock/advance", "moves virtual time on", { seconds: 7201, wait: false }],
  ["post", "/settle", "waits until no delivery is under way", {}],
  ["get", "/settings", "switches, limits, timing, provider", null],
  [
    "post",
    "/settings",
    "changes some of them",
    { switches: { alsoPushCreateAuth: true }, timing: { retryDelayMs: 20 } },
    settingsBody,
  ],
  ["get", "/suites", "all suites", null],
  ["post", "/suites", "a new suite", { key: "crm", name: "CRM" }, suiteSchema],
  ["get", "/suites/{suiteId}", "one, by suite_id or key", null],
  ["patch", "/suites/{suiteId}", "changes without URL proof", { published: false }, suiteSchema],
  [
    "post",
    "/suites/{suiteId}/save-urls",
    "proves the URLs and saves them when all pass (422 otherwise)",
    { commandUrl: "http://…" },
    urlsBody,
  ],
  ["post", "/suites/{suiteId}/push-ticket", "pushes a new suite_ticket, answers the delivery", {}],
  ["post", "/provider/save-url", "proves and saves the provider-level URL", { url: "http://…" }],
  ["get", "/corps", "all enterprises; or `q`, `limit`, `cursor`", null],
  ["post", "/corps", "one enterprise, or `count` of them", { name: "示例", count: 10000 }, newCorps],
  ["get", "/corps/{corpid}", "one, by plain or encrypted id", null],
  ["post", "/corps/{corpid}/install", "flow B: consent, create_auth", { suiteId: "crm" }, installBody],
  [
    "post",
    "/corps/{corpid}/change-auth",
    "range, mode, disabled: change_auth",
    { suiteId: "crm", disabled: true },
    changeBody,
  ],
  ["post", "/corps/{corpid}/cancel", "cancel_auth", { suiteId: "crm" }],
  ["post", "/corps/{corpid}/reset-permanent-code", "reset_permanent_code", { suiteId: "crm" }],
  [
    "post",
    "/corps/{corpid}/business-setting",
    "the URL that 业务设置 opens",
    { suiteId: "crm", adminId: "admin-1" },
    settingBody,
  ],
  [
    "post",
    "/corps/{corpid}/admins",
    "changes who manages the apps: change_app_admin",
    { change: "add", admin: { userid: "lisi" } },
    adminChange,
  ],
  [
    "post",
    "/events",
    "composes and delivers any callback",
    { template: "change_contact.update_user", suiteId: "crm", corpid: "ww…", fields: {} },
    eventSchema,
  ],
  ["get", "/events/templates", "every event and message, with example fields", null],
  [
    "post",
    "/messages",
    "a member writes to the app",
    { suiteId: "crm", corpid: "ww…", userid: "zhangsan", content: "你好" },
    messageBody,
  ],
  ["get", "/messages", "what is on the phones; by suiteId, corpid, userid, direction", null],
  [
    "post",
    "/codes",
    "an oauth, login or jscode code without the browser",
    { kind: "oauth", suiteId: "crm", corpid: "ww…", userid: "zhangsan" },
    codeBody,
  ],
  [
    "post",
    "/corps/{corpid}/contacts",
    "changes the address book and tells the apps",
    { changeType: "delete_user", userid: "lisi" },
    contactChange,
  ],
  [
    "post",
    "/orders",
    "a paid app order: open_order, pay_for_app_success",
    { suiteId: "crm", corpid: "ww…" },
    orderBody,
  ],
  ["post", "/licence-orders/{orderId}/pay", "pays a licence order: license_pay_success", {}],
  ["post", "/tokens/kill", "withdraws tokens early", { family: "corp", corpid: "ww…" }],
  ["get", "/calls", "counted API calls by path, corp and suite", null],
  ["delete", "/calls", "starts counting anew", null],
  ["get", "/deliveries", "reports, newest last", null],
  ["get", "/history", "everything sent and received, as JSON lines", null],
  ["get", "/faults", "active faults and all kinds", null],
  [
    "post",
    "/faults",
    "plans trouble",
    { kind: "drop", scope: { type: "suite_ticket" }, remaining: 1 },
    faultSchema,
  ],
  ["delete", "/faults", "removes all", null],
  ["delete", "/faults/{id}", "removes one", null],
];
