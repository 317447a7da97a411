import "server-only";
import {
  type CallbackRequest,
  type CallbackResponse,
  handleCallback,
  isPacked,
  MAX_CALLBACK_BYTES,
  refusal,
  tooLarge,
} from "@/lib/runtime/callback-handler";
import { getPortal } from "@/lib/runtime/deps";
import type { Channel } from "@/lib/store/accept-events";
import { PROVIDER_LABEL } from "@/lib/store/callback-directory";

export { asksForProof } from "@/lib/wecom/callback-query";

type Context = { params: Promise<{ suite: string }> };
type Route = (request: Request, context: Context) => Promise<Response>;

/** Reads a body up to the cap; null past it, without keeping what came (threat B4). */
async function readCapped(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_CALLBACK_BYTES) return null;
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.length;
    if (size > MAX_CALLBACK_BYTES) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
}

function toResponse({ status, body, contentType }: CallbackResponse): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  if (contentType) headers.set("content-type", contentType);
  return new Response(body === "" ? null : body, { status, headers });
}

/** The callback address of a channel as a Next route, every method of it. `_provider` has only `command`. */
export function callbackRoute(channel: Exclude<Channel, "provider">): Route {
  return async (request, { params }) => {
    const { suite } = await params;
    const portal = getPortal();
    const began = performance.now();
    const asked: Omit<CallbackRequest, "body"> = {
      method: request.method,
      suiteKey: suite,
      channel: suite === PROVIDER_LABEL && channel === "command" ? "provider" : channel,
      rawQuery: new URL(request.url).search.slice(1),
      remoteAddress: null,
    };
    const isPackedBody = isPacked(request.headers.get("content-encoding"));
    const body = request.method === "POST" && !isPackedBody ? await readCapped(request) : new Uint8Array();
    const answer = isPackedBody
      ? refusal()
      : body === null
        ? tooLarge()
        : await handleCallback({ ...asked, body }, portal.deps);
    const milliseconds = performance.now() - began;
    portal.metrics.callbacks.inc({ suite: answer.suite, channel: asked.channel, outcome: answer.outcome });
    portal.metrics.callbackDuration.observe(milliseconds / 1_000);
    portal.requests.note(
      { ...asked, body: body ?? new Uint8Array(), isPacked: isPackedBody },
      answer,
      milliseconds,
    );
    return toResponse(answer);
  };
}
