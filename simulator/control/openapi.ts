/** OpenAPI 3.1 of the control API: paths, what they are for, and the bodies by example. */
export function openapi(url: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [method, path, summary, example] of OPERATIONS) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    paths[path] = {
      ...paths[path],
      [method]: {
        summary,
        operationId: `${method}_${path.replace(/[^a-z]+/gi, "_")}`,
        parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
        ...(example === null
          ? {}
          : { requestBody: { content: { "application/json": { schema: { type: "object" }, example } } } }),
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

type Operation = readonly [method: string, path: string, summary: string, example: object | null];

const OPERATIONS: readonly Operation[] = [
  ["get", "/health", "answers when ready", null],
  ["get", "/state", "the whole state without history", null],
  ["post", "/reset", "back to the seed of the start, or to the seed in the body", {}],
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
  ],
  ["get", "/suites", "all suites", null],
  ["post", "/suites", "a new suite", { key: "crm", name: "CRM" }],
  ["get", "/suites/{suiteId}", "one, by suite_id or key", null],
  ["patch", "/suites/{suiteId}", "changes without URL proof", { published: false }],
  [
    "post",
    "/suites/{suiteId}/save-urls",
    "proves the URLs and saves them when all pass (422 otherwise)",
    { commandUrl: "http://…" },
  ],
  ["post", "/suites/{suiteId}/push-ticket", "pushes a new suite_ticket, answers the delivery", {}],
  ["post", "/provider/save-url", "proves and saves the provider-level URL", { url: "http://…" }],
  ["get", "/corps", "all enterprises", null],
  ["post", "/corps", "one enterprise, or `count` of them", { name: "示例", count: 10000 }],
  ["get", "/corps/{corpid}", "one, by plain or encrypted id", null],
  ["post", "/corps/{corpid}/install", "flow B: consent, create_auth", { suiteId: "crm" }],
  [
    "post",
    "/corps/{corpid}/change-auth",
    "range, mode, disabled: change_auth",
    { suiteId: "crm", disabled: true },
  ],
  ["post", "/corps/{corpid}/cancel", "cancel_auth", { suiteId: "crm" }],
  ["post", "/corps/{corpid}/reset-permanent-code", "reset_permanent_code", { suiteId: "crm" }],
  [
    "post",
    "/corps/{corpid}/business-setting",
    "the URL that 业务设置 opens",
    { suiteId: "crm", adminId: "admin-1" },
  ],
  [
    "post",
    "/events",
    "composes and delivers any callback",
    { channel: "command", suiteId: "crm", type: "change_contact", fields: {} },
  ],
  [
    "post",
    "/messages",
    "a member writes to the app",
    { suiteId: "crm", corpid: "ww…", userid: "zhangsan", content: "你好" },
  ],
  [
    "post",
    "/codes",
    "an oauth, login or jscode code without the browser",
    { kind: "oauth", suiteId: "crm", corpid: "ww…", userid: "zhangsan" },
  ],
  [
    "post",
    "/corps/{corpid}/contacts",
    "changes the address book and tells the apps",
    { changeType: "delete_user", userid: "lisi" },
  ],
  ["post", "/orders", "a paid app order: open_order, pay_for_app_success", { suiteId: "crm", corpid: "ww…" }],
  ["post", "/licence-orders/{orderId}/pay", "pays a licence order: license_pay_success", {}],
  ["post", "/tokens/kill", "withdraws tokens early", { family: "corp", corpid: "ww…" }],
  ["get", "/calls", "counted API calls by path, corp and suite", null],
  ["delete", "/calls", "starts counting anew", null],
  ["get", "/deliveries", "reports, newest last", null],
  ["get", "/history", "everything sent and received, as JSON lines", null],
  ["get", "/faults", "active faults and all kinds", null],
  ["post", "/faults", "plans trouble", { kind: "drop", scope: { type: "suite_ticket" }, remaining: 1 }],
  ["delete", "/faults", "removes all", null],
  ["delete", "/faults/{id}", "removes one", null],
];
