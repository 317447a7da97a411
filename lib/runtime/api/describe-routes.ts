import "server-only";
import { z } from "zod";
import { ERRORS, type ErrorCode } from "@/lib/core/errors";
import type { RegisteredRoute, RouteFacts } from "@/lib/runtime/api/api-types";
import { samplesOf } from "@/lib/runtime/api/code-samples";
import { PARAMETERS } from "@/lib/runtime/api/openapi-parts";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { pathNames, triableMethods } from "@/lib/runtime/api/try-api";
import { type EffectName, effectOf, roleToTry } from "@/lib/runtime/api/try-effects";

export type ShownParameter = {
  name: string;
  place: "path" | "query" | "body";
  type: string;
  isRequired: boolean;
  about: string;
};

export type ShownRoute = Pick<
  RouteFacts,
  "method" | "path" | "operationId" | "tag" | "summary" | "scope" | "isCreating"
> & {
  description: RouteFacts["description"] | null;
  parameters: ShownParameter[];
  samples: { language: string; text: string }[];
  answerStatus: number;
  answerExample: string | null;
  errors: { code: ErrorCode; status: number }[];
  /** What a try needs; null for what can't be tried from the console. */
  wants: TryWants | null;
};

export type TryWants = {
  /** Parameters of the path, in its order. */
  names: string[];
  /** More than one: there is a choice. */
  methods: readonly string[];
  query: boolean;
  /** What the body begins with; null when it takes none. */
  body: string | null;
  isCreating: boolean;
  /** What it does, told before; null when it only reads. */
  effect: EffectName | null;
  role: "operator" | "owner";
};

type Property = { type?: string; enum?: string[]; anyOf?: Property[]; description?: string };

function typeOf(property: Property): string {
  if (property.enum) return property.enum.join(" | ");
  if (property.anyOf) return property.anyOf.map(typeOf).join(" | ");
  return property.type ?? "any";
}

function fieldsOf(place: "query" | "body", schema: z.ZodObject | undefined): ShownParameter[] {
  if (!schema) return [];
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const { properties = {}, required = [] } = json as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    place,
    type: typeOf(property),
    isRequired: required.includes(name),
    about: property.description ?? "",
  }));
}

function wantsOf(route: RegisteredRoute): TryWants | null {
  const methods = triableMethods(route);
  if (methods.length === 0) return null;
  const isAny = route.method === "ANY";
  return {
    names: pathNames(route.path),
    methods,
    query: isAny || route.query !== undefined,
    body: isAny || route.body !== undefined ? JSON.stringify(route.bodyExample ?? {}, null, 2) : null,
    isCreating: route.isCreating ?? false,
    effect: effectOf(route.operationId),
    role: roleToTry(route.operationId),
  };
}

function describe(route: RegisteredRoute, portalUrl: string): ShownRoute {
  const { answer, query, body } = route;
  const names = pathNames(route.path);
  return {
    method: route.method,
    path: route.path,
    operationId: route.operationId,
    tag: route.tag,
    summary: route.summary,
    description: route.description ?? null,
    scope: route.scope,
    ...(route.isCreating ? { isCreating: true } : {}),
    parameters: [
      ...names.map((name) => ({
        name,
        place: "path" as const,
        type: "string",
        isRequired: true,
        about: PARAMETERS[name] ?? "",
      })),
      ...fieldsOf("query", query),
      ...fieldsOf("body", body),
    ],
    samples: samplesOf(route, portalUrl),
    answerStatus: answer.status,
    answerExample: answer.example === undefined ? null : JSON.stringify(answer.example, null, 2),
    errors: [...new Set(route.errors ?? [])].map((code) => ({ code, status: ERRORS[code].status })),
    wants: wantsOf(route),
  };
}

/** The registry as the console's API page shows it. */
export function describeRoutes(portalUrl: string): ShownRoute[] {
  return API_ROUTES.map((route) => describe(route, portalUrl));
}
