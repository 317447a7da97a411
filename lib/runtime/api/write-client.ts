import "server-only";
import { z } from "zod";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";

type Schema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
};

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** TypeScript of a JSON Schema; what it cannot say becomes `unknown`. */
export function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return [...new Set(union.map(typeOf))].join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(" | ");
  if (schema.allOf) return schema.allOf.map(typeOf).join(" & ");
  if (schema.type === "array") return `Array<${schema.items ? typeOf(schema.items) : "unknown"}>`;
  if (schema.type === "object" || schema.properties) return objectOf(schema);
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.type === "string" || schema.type === "boolean" || schema.type === "null") return schema.type;
  return "unknown";
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(([name, one]) => {
    const key = IDENTIFIER.test(name) ? name : JSON.stringify(name);
    return `${key}${required.includes(name) ? "" : "?"}: ${typeOf(one)}`;
  });
  if (typeof additionalProperties === "object" && Object.keys(additionalProperties).length > 0)
    fields.push(`[name: string]: ${typeOf(additionalProperties)}`);
  else if (fields.length === 0) return "Record<string, unknown>";
  return `{ ${fields.join("; ")} }`;
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Schema {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Schema;
}

function methodOf(route: RegisteredRoute): string {
  const names = [...route.path.matchAll(/\{([^}+]+)\}/g)].map(([, name = ""]) => name);
  const parts: string[] = [];
  if (names.length > 0) parts.push(`path: { ${names.map((name) => `${name}: string`).join("; ")} }`);
  const query = route.query && schemaOf(route.query, "input");
  const isQueryNeeded = (query?.required ?? []).length > 0;
  if (query) parts.push(`query${isQueryNeeded ? "" : "?"}: ${typeOf(query)}`);
  if (route.body) parts.push(`body: ${typeOf(schemaOf(route.body, "input"))}`);
  if (route.isCreating) parts.push("idempotencyKey?: string");
  const isInputNeeded = names.length > 0 || isQueryNeeded || route.body !== undefined;
  const input = parts.length > 0 ? `input: { ${parts.join("; ")} }${isInputNeeded ? "" : " = {}"}` : "";
  const answer = route.answer.schema ? typeOf(schemaOf(route.answer.schema, "output")) : "null";
  const path = route.path.replace(/\{([^}]+)\}/g, (_all, name: string) => `\${part(input.path.${name})}`);
  const send = [
    ...(query ? ["query: input.query"] : []),
    ...(route.body ? ["body: input.body"] : []),
    ...(route.isCreating ? ["idempotencyKey: input.idempotencyKey"] : []),
  ];
  return [
    `    /** ${route.summary.en} / ${route.summary.zh}. Scope: ${route.scope} */`,
    `    ${route.operationId}: (${input}) =>`,
    `      call<${answer}>("${route.method}", \`${path}\`${send.length > 0 ? `, { ${send.join(", ")} }` : ""}),`,
  ].join("\n");
}

const HEAD = `// Made from the registry of routes (lib/runtime/api/write-client.ts); a test compares them. Not to be edited.

export type Problem = {
  type: string;
  title: string;
  detail: string;
  status: number;
  code: string;
  request_id: string;
  required_scope?: string;
  errcode?: number;
};

/** An answer of 4xx or 5xx. \`retryAfterSeconds\` is null when trying again is no use. */
export class ApiProblem extends Error {
  override name = "ApiProblem";

  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds: number | null,
  ) {
    super(\`\${problem.status} \${problem.code}: \${problem.title}\`);
  }
}

export type ClientOptions = { baseUrl: string; key: string; fetch?: typeof fetch };

type Sent = {
  query?: Record<string, string | number | boolean | undefined> | undefined;
  body?: unknown;
  idempotencyKey?: string | undefined;
};

const part = (value: string) => encodeURIComponent(value);

export function createClient(options: ClientOptions) {
  const send = options.fetch ?? fetch;
  async function call<T>(method: string, path: string, sent: Sent = {}): Promise<T> {
    const url = new URL(\`\${options.baseUrl}/api/v1\${path}\`);
    for (const [name, value] of Object.entries(sent.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const reply = await send(url, {
      method,
      headers: {
        authorization: \`Bearer \${options.key}\`,
        ...(sent.body === undefined ? {} : { "content-type": "application/json" }),
        ...(sent.idempotencyKey === undefined ? {} : { "idempotency-key": sent.idempotencyKey }),
      },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
    });
    const text = await reply.text();
    const answer = text === "" ? null : JSON.parse(text);
    if (reply.ok) return answer;
    const wait = reply.headers.get("retry-after");
    throw new ApiProblem(answer, wait === null ? null : Number(wait));
  }

  return {
`;

/**
 * A typed client for the whole API as one TypeScript file without dependencies. What streams (the proxy, the stream of
 * events) is left to \`fetch\`.
 */
export function writeClient(routes: readonly RegisteredRoute[]): string {
  const plain = routes.filter((route) => !route.path.endsWith("+}") && !route.path.endsWith("/stream"));
  return `${HEAD}${plain.map(methodOf).join("\n")}\n  };\n}\n\nexport type Client = ReturnType<typeof createClient>;\n`;
}
