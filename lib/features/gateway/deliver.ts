import { signWebhook } from "@/lib/core/crypto/standard-webhook";
import { writeBody } from "@/lib/core/outgoing-event";
import type { Deps } from "@/lib/features/deps";
import { cleanResponse } from "@/lib/features/gateway/clean-response";
import {
  type AttemptEnd,
  judgeAttempt,
  nextWaitSeconds,
  readRetryAfter,
  throttleSeconds,
} from "@/lib/features/gateway/next-wait";
import type { OutboundAnswer } from "@/lib/features/gateway/outbound";
import type { ClaimedDelivery } from "@/lib/store/delivery-claims";

export type DeliveryOutcome = "delivered" | "retry" | "dead" | "cancelled" | "lease_lost";

/** What an attempt was worth, for counters and for whoever waits for the answer. */
export type DeliveryReport = {
  outcome: DeliveryOutcome;
  answer: OutboundAnswer | null;
  /** Milliseconds from the event's publication to its first attempt; null for later ones. */
  firstDelayMs: number | null;
};

const NOTE_SUCCESS_EVERY_MS = 10_000;

function headersFor(deps: Deps, delivery: ClaimedDelivery, body: string): Record<string, string> {
  const timestamp = Math.floor(deps.clock.now().getTime() / 1_000);
  return {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "wecom-provider-portal",
    // Signed at every attempt with all secrets that live now, so that a rotation never meets a stale signature (G10).
    ...signWebhook(delivery.endpoint.secrets, { id: delivery.event.id, timestamp, body }),
  };
}

/** One attempt: check the grant again, sign, send, write down. The claim's lease fences a second writer out. */
export async function deliver(
  deps: Deps,
  delivery: ClaimedDelivery,
  options: { timeoutMs?: number } = {},
): Promise<DeliveryReport> {
  const { event, endpoint } = delivery;
  const place = { deliveryId: delivery.id, leaseToken: delivery.leaseToken, endpointId: endpoint.id };
  if (!delivery.isGranted) {
    await deps.store.deliveries.recordAttempt({
      ...place,
      state: "cancelled",
      reason: "grant_gone",
      waitSeconds: 0,
      attempt: null,
    });
    return { outcome: "cancelled", answer: null, firstDelayMs: null };
  }
  const startedAt = deps.clock.now();
  const body = writeBody(event, event.payload, endpoint.payload);
  const answer = await deps.outbound.post({
    url: endpoint.url,
    headers: headersFor(deps, delivery, body),
    body,
    ...options,
  });
  const endedAt = deps.clock.now();
  const end: AttemptEnd = {
    status: answer.kind === "answer" ? answer.status : null,
    retryAfterSeconds: answer.kind === "answer" ? readRetryAfter(answer.retryAfter, endedAt) : null,
  };
  const verdict = judgeAttempt(end);
  const chance = (deps.ids.random(2).readUInt16BE() ?? 0) / 65_535;
  const wait = verdict.kind === "failed" ? nextWaitSeconds(delivery.attempts, end, chance) : null;
  const state = verdict.kind === "delivered" ? "delivered" : wait === null ? "dead" : "pending";
  const isMine = await deps.store.deliveries.recordAttempt({
    ...place,
    state,
    reason: state !== "dead" ? null : verdict.kind === "gone" ? "gone" : "attempts_used_up",
    waitSeconds: wait ?? 0,
    attempt: {
      cause: delivery.cause,
      startedAt,
      durationMs: Math.max(0, endedAt.getTime() - startedAt.getTime()),
      status: end.status,
      error: answer.kind === "failure" ? answer.why : null,
      response: answer.kind === "answer" ? cleanResponse(answer.body) : null,
    },
  });
  await noteHealth(deps, delivery, verdict.kind, end, endedAt);
  const firstDelayMs = delivery.isFirst ? startedAt.getTime() - delivery.createdAt.getTime() : null;
  const outcome = state === "pending" ? "retry" : state;
  return { outcome: isMine ? outcome : "lease_lost", answer, firstDelayMs };
}

async function noteHealth(
  deps: Deps,
  { endpoint }: ClaimedDelivery,
  verdict: "delivered" | "gone" | "failed",
  end: AttemptEnd,
  now: Date,
): Promise<void> {
  const { deliveries, audit } = deps.store;
  if (verdict === "delivered") {
    const last = endpoint.lastSuccessAt?.getTime() ?? 0;
    const isNews = endpoint.failuresInARow > 0 || now.getTime() - last > NOTE_SUCCESS_EVERY_MS;
    if (isNews) await deliveries.noteHealth(endpoint.id, { kind: "success" });
    return;
  }
  if (verdict === "failed") {
    const seconds = throttleSeconds(end, endpoint.failuresInARow + 1);
    await deliveries.noteHealth(endpoint.id, { kind: "failure", throttleSeconds: seconds });
    return;
  }
  await deliveries.noteHealth(endpoint.id, { kind: "gone" });
  deps.log.warn("endpoint_disabled", { endpointId: endpoint.id, reason: "gone" });
  await audit.record({
    actorKind: "system",
    action: "endpoint.disabled",
    subject: endpoint.id,
    details: { reason: "gone" },
  });
}
