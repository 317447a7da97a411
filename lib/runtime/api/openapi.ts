import "server-only";
import { z } from "zod";
import { API_SCOPES } from "@/lib/core/api-scopes";
import { ERRORS, type ErrorCode, withScope } from "@/lib/core/errors";
import type { RegisteredRoute, RouteFacts } from "@/lib/runtime/api/api-types";
import { LIMIT_HEADERS, PARAMETERS, PROBLEM_SCHEMA, TAGS } from "@/lib/runtime/api/openapi-parts";

type Json = Record<string, unknown>;

/** What any route may answer besides its own. */
const ALWAYS: readonly ErrorCode[] = [
  "api.key_refused",
  "api.not_found",
  "api.rate_limited",
  "internal",
  "api.busy",
];

/** zod's own JSON Schema is the dialect of OpenAPI 3.1: no second description of a shape (decision 0050). */
function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io,
    unrepresentable: "any",
  });
  return rest;
}

function queryParameters(route: RouteFacts): Json[] {
  if (!route.query) return [];
  const { properties = {}, required = [] } = schemaOf(route.query, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description ? { description } : {}),
    schema,
  }));
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{([^}+]+)(\+?)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: PARAMETERS[name] ?? name,
    schema: { type: "string" },
  }));
}

function problemResponses(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const example = (code: ErrorCode) => ({
    summary: code,
    value: {
      type: `urn:wecom-provider-portal:problem:${code}`,
      title: withScope(ERRORS[code].en),
      detail: withScope(ERRORS[code].zh),
      status: ERRORS[code].status,
      code,
      request_id: "7K3M9QXT",
    },
  });
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, list]) => [
        String(status),
        {
          description: list
            .map((code) => `\`${code}\`: ${withScope(`${ERRORS[code].en} / ${ERRORS[code].zh}`)}`)
            .join("\n\n"),
          content: {
            "application/problem+json": {
              schema: { $ref: "#/components/schemas/Problem" },
              examples: Object.fromEntries(list.map((code) => [code.replaceAll(".", "_"), example(code)])),
            },
          },
        },
      ]),
  );
}

function answerOf({ answer }: RouteFacts): Json {
  const { schema, example, description } = answer;
  return {
    description: `${description.en} / ${description.zh}`,
    headers: LIMIT_HEADERS,
    ...(schema
      ? {
          content: {
            "application/json": {
              schema: schemaOf(schema, "output"),
              ...(example === undefined ? {} : { example }),
            },
          },
        }
      : {}),
  };
}

function operation(route: RouteFacts, method: string, isOnly: boolean): Json {
  const hasInput = route.query !== undefined || route.body !== undefined;
  const codes: ErrorCode[] = [
    ...ALWAYS,
    ...(hasInput ? (["request.invalid"] as const) : []),
    ...(route.body ? (["api.body_too_large", "api.media_type"] as const) : []),
    ...(route.isCreating ? (["api.idempotency_mismatch", "api.idempotency_running"] as const) : []),
    ...(route.errors ?? []),
  ];
  const parameters = [
    ...pathParameters(route.path),
    ...queryParameters(route),
    ...(route.isCreating ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
  ];
  const text = route.description;
  return {
    operationId: isOnly
      ? route.operationId
      : `${route.operationId}${method[0]?.toUpperCase()}${method.slice(1)}`,
    tags: [route.tag],
    summary: `${route.summary.en} / ${route.summary.zh}`,
    description: [text?.en, text?.zh, `Scope / 权限范围: \`${route.scope}\``].filter(Boolean).join("\n\n"),
    security: [{ apiKey: [] }],
    "x-scope": route.scope,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: schemaOf(route.body, "input"),
                ...(route.bodyExample === undefined ? {} : { example: route.bodyExample }),
              },
            },
          },
        }
      : {}),
    responses: { [String(route.answer.status)]: answerOf(route), ...problemResponses([...new Set(codes)]) },
  };
}

/** OpenAPI 3.1 of the registry: the very schemas that check the requests. */
export function openApiOf(routes: readonly RegisteredRoute[], portalUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path.replace("+}", "}")}`;
    const methods = route.method === "ANY" ? ["get", "post"] : [route.method.toLowerCase()];
    const item = paths[path] ?? {};
    for (const method of methods) item[method] = operation(route, method, methods.length === 1);
    paths[path] = item;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "WeCom Provider Portal API",
      version: "1.0.0",
      summary: "Tokens, WeCom calls, events and enterprises for the provider's own programs.",
      description: [
        "Every call carries `Authorization: Bearer wpk_…`. Errors are RFC 9457 problems with a stable `code`.",
        "每次调用都在请求头携带 `Authorization: Bearer wpk_…`；错误为 RFC 9457 problem+json，`code` 稳定不变。",
        `Scopes / 权限范围: ${API_SCOPES.map((one) => `\`${one}\``).join(", ")}.`,
      ].join("\n\n"),
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: portalUrl }],
    tags: TAGS.filter((tag) => routes.some((route) => route.tag === tag.name)),
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "A key made in the console or given by the bootstrap file.",
        },
      },
      parameters: {
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          description:
            "The same request with the same value within 24 hours has one effect and gets one answer. / 24 小时内相同的值与请求只执行一次，并得到同一答复。",
          schema: { type: "string", minLength: 1, maxLength: 255 },
        },
      },
      schemas: { Problem: PROBLEM_SCHEMA },
    },
  };
}

const texts = new Map<string, string>();

/** The same as text; made once per address. */
export function openApiText(routes: readonly RegisteredRoute[], portalUrl: string): string {
  const known = texts.get(portalUrl) ?? JSON.stringify(openApiOf(routes, portalUrl));
  texts.set(portalUrl, known);
  return known;
}
