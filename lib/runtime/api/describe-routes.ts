import "server-only";
import { z } from "zod";
import { ERRORS, type ErrorCode } from "@/lib/core/errors";
import type { RegisteredRoute, RouteFacts } from "@/lib/runtime/api/api-types";
import { samplesOf } from "@/lib/runtime/api/code-samples";
import { PARAMETERS } from "@/lib/runtime/api/openapi-parts";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { isTriable } from "@/lib/runtime/api/try-api";

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
  /** What a try needs; null when it may not be tried from the console. */
  wants: { suite: boolean; corpId: boolean; query: boolean } | null;
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

function describe(route: RegisteredRoute, portalUrl: string): ShownRoute {
  const { answer, query, body } = route;
  const names = [...route.path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name);
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
    wants:
      isTriable(route) && names.every((name) => name === "suite" || name === "corpId")
        ? { suite: names.includes("suite"), corpId: names.includes("corpId"), query: query !== undefined }
        : null,
  };
}

/** The registry as the console's API page shows it. */
export function describeRoutes(portalUrl: string): ShownRoute[] {
  return API_ROUTES.map((route) => describe(route, portalUrl));
}
