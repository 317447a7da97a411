import "server-only";
import { createHash } from "node:crypto";
import type { ApiRefusal, ApiRequest, ApiResponse, RawContext } from "@/lib/runtime/api/api-types";

/** As long as any sane id; stored only as a hash. */
const KEY_FORM = /^[\x21-\x7e]{1,255}$/;
/** What a kept answer is replayed with, so that clients and people can tell. */
const REPLAYED = { "idempotent-replayed": "true" };

function fingerprintOf(request: ApiRequest, bytes: Uint8Array): Buffer {
  return createHash("sha256")
    .update(`${request.method}\n${request.rawPath}\n${request.rawQuery}\n`)
    .update(bytes)
    .digest();
}

/**
 * Runs a creating POST at most once per API key and Idempotency-Key within 24 hours (promise R22): the same request
 * again gets the same status and body, another one 422, one that is still running 409. Without the header it simply
 * runs. An answer of 5xx is not kept: the client may try again.
 */
export async function runOnce(
  raw: RawContext,
  bytes: Uint8Array,
  run: () => Promise<ApiResponse>,
): Promise<ApiResponse | ApiRefusal> {
  const given = raw.request.header("idempotency-key");
  if (given === null) return run();
  if (!KEY_FORM.test(given)) return { ok: false, code: "request.invalid" };
  const calls = raw.deps.store.idempotentCalls;
  const begun = await calls.begin({
    apiKeyId: raw.caller.keyId,
    idempotencyKey: given,
    fingerprint: fingerprintOf(raw.request, bytes),
    now: raw.deps.clock.now(),
  });
  if (begun.kind === "mismatch") return { ok: false, code: "api.idempotency_mismatch" };
  if (begun.kind === "running") return { ok: false, code: "api.idempotency_running" };
  if (begun.kind === "done") {
    const { status, body, contentType } = begun.answer;
    return { status, body, headers: { "content-type": contentType, ...REPLAYED } };
  }
  let isKept = false;
  try {
    const answer = await run();
    if (answer.status < 500 && typeof answer.body === "string") {
      const contentType = answer.headers["content-type"] ?? "application/json; charset=utf-8";
      await calls.finish(begun.id, { status: answer.status, body: answer.body, contentType });
      isKept = true;
    }
    return answer;
  } finally {
    if (!isKept) await calls.abandon(begun.id);
  }
}
