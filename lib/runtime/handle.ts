import "server-only";
import type { ErrorCode } from "@/lib/core/errors";
import { shortReference } from "@/lib/core/ids";
import type { Deps } from "@/lib/features/deps";
import { getDeps } from "@/lib/runtime/deps";
import { problem } from "@/lib/runtime/http";

/** An expected refusal, as use-cases return it. */
export type Refusal = { ok: false; code: ErrorCode; errcode?: number | null };

export type RouteContext<P> = {
  request: Request;
  deps: Deps;
  params: P;
  /** Short, to be quoted by people; on every log line and error of this request. */
  requestId: string;
};

/** Turns a refusal into an answer; programs get problem+json, pages a redirect to a page that explains. */
export type OnRefusal<P> = (
  refusal: { code: ErrorCode; errcode: number | null; requestId: string },
  context: { request: Request; params: P },
) => Response;

const asProblem: OnRefusal<unknown> = ({ code, errcode, requestId }) => problem(code, { requestId, errcode });

/**
 * Wraps a route: request id, refusals to HTTP, unknown errors to `internal` with the id on the screen and the full
 * record in the log.
 */
export function handle<P = Record<string, never>>(
  run: (context: RouteContext<P>) => Promise<Response | Refusal>,
  onRefusal: OnRefusal<P> = asProblem,
): (request: Request, route: { params: Promise<P> }) => Promise<Response> {
  return async (request, route) => {
    const [deps, params] = [await getDeps(), await route.params];
    const requestId = shortReference(deps.ids.random(8));
    const place = { path: new URL(request.url).pathname, method: request.method, request_id: requestId };
    try {
      const answer = await run({ request, deps, params, requestId });
      if (answer instanceof Response) return answer;
      const errcode = answer.errcode ?? null;
      deps.log.info("request.refused", { ...place, code: answer.code, errcode });
      return onRefusal({ code: answer.code, errcode, requestId }, { request, params });
    } catch (error) {
      logUnknown(deps, error, place);
      return onRefusal({ code: "internal", errcode: null, requestId }, { request, params });
    }
  };
}

/** The full record of an error nobody expected. */
export function logUnknown(deps: Deps, error: unknown, facts: Record<string, string>): void {
  const known = error instanceof Error ? error : new Error(String(error));
  deps.log.error("request.failed", {
    ...facts,
    error: known.name,
    message: known.message,
    stack: known.stack ?? null,
  });
}
