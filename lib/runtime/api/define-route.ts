import "server-only";
import type { z } from "zod";
import type {
  ApiContext,
  ApiOutcome,
  InputProblem,
  RawContext,
  RegisteredRoute,
  RouteFacts,
} from "@/lib/runtime/api/api-types";

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

function problemsOf(place: "query" | "body", error: z.ZodError): InputProblem[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((name) => ({
          in: place,
          name: [...issue.path, name].join("."),
          message: "is not known here",
        }))
      : [{ in: place, name: issue.path.map(String).join("."), message: issue.message }],
  );
}

/**
 * Makes a route for the registry. `run` is called when the key, its grants, the query and the body are in order; its
 * parameters are typed from the path template and the schemas. How to add one: docs/api.md.
 */
export function defineRoute<
  const P extends string,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodObject | undefined = undefined,
>(
  route: Omit<RouteFacts, "path" | "query" | "body"> & {
    path: P;
    query?: Q;
    body?: B;
    run(context: ApiContext<P, Output<Q>, Output<B>>): Promise<ApiOutcome>;
  },
): RegisteredRoute {
  const { run, query, body, ...facts } = route;
  return {
    ...facts,
    ...(query ? { query } : {}),
    ...(body ? { body } : {}),
    prepare(raw: RawContext, input) {
      const problems: InputProblem[] = [];
      const read = (place: "query" | "body", schema: z.ZodObject | undefined): unknown => {
        if (!schema) return undefined;
        const parsed = schema.safeParse(input[place]);
        if (parsed.success) return parsed.data;
        problems.push(...problemsOf(place, parsed.error));
        return undefined;
      };
      const checked = { query: read("query", query), body: read("body", body) };
      if (problems.length > 0) return { ok: false, problems };
      // The frame resolved the parameters that the template names, and the schemas gave these very types.
      const context = { ...raw, ...checked } as ApiContext<P, Output<Q>, Output<B>>;
      return { ok: true, run: () => run(context) };
    },
  };
}
