import "server-only";
import type { CallRecorder } from "@/lib/runtime/call-recorder";
import type { Metrics } from "@/lib/runtime/metrics";
import type { CallFact } from "@/lib/wecom/call";
import { kindOfErrcode } from "@/lib/wecom/errcodes";
import type { WecomHttp } from "@/lib/wecom/http";

/**
 * How a call to WeCom ended, as a label of a metric: a fixed set of words (threat H8). Null: nothing was sent.
 * `code` is our own, when the call was refused or broke off.
 */
export function errcodeClass(code: string | null, errcode: number | null): string | null {
  if (code === "wecom.unreachable") return "unreachable";
  if (code === "proxy.answer_malformed" || code === "proxy.answer_too_large") return "malformed";
  if (code !== null || errcode === null) return null;
  return errcode === 0 ? "ok" : kindOfErrcode(errcode);
}

/** The folder of an API path. Only our own calls and those of the table get here, so there are few. */
export function groupOf(api: string): string {
  const cut = api.indexOf("/");
  return cut === -1 ? "platform" : api.slice(0, cut);
}

/** The portal's own calls, counted like the proxied ones. */
export function observeCall(
  { api, outcome, errcode, fromAddress }: CallFact,
  metrics: Pick<Metrics, "upstreamRequests">,
  recorder: Pick<CallRecorder, "noteAddress">,
): void {
  const errcode_class =
    outcome === "ok" || outcome === "refused" ? errcodeClass(null, errcode ?? 0) : outcome;
  metrics.upstreamRequests.inc({ group: groupOf(api), errcode_class: errcode_class ?? outcome });
  if (fromAddress !== null) recorder.noteAddress(fromAddress);
}

/** A transport that tells how long each call took. */
export function timed(http: WecomHttp, metrics: Pick<Metrics, "upstreamDuration">): WecomHttp {
  return async (request) => {
    const began = performance.now();
    const reply = await http(request);
    metrics.upstreamDuration.observe({ group: groupOf(request.api) }, (performance.now() - began) / 1_000);
    return reply;
  };
}
