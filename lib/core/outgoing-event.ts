import { type AuthorizationSnapshot, wire } from "@/lib/core/lifecycle-event";

/** The key that events of the provider-level URL carry in place of a suite's. */
export const PROVIDER_SUITE = "_provider";

/** The two forms of one event: what every endpoint gets, and what those get besides that ask for the full payload. */
export type OutgoingPayload = {
  data: Record<string, unknown>;
  /** The authorisation as it was when the event was made. */
  authorization: Record<string, unknown> | null;
};

/** Corp and suite as every event names them. */
export function namesOf(one: {
  suiteKey: string;
  suiteId: string | null;
  corpId: string | null;
  openCorpId: string | null;
}): Record<string, unknown> {
  return {
    suite: one.suiteKey === PROVIDER_SUITE ? null : one.suiteKey,
    suite_id: one.suiteId,
    corp_id: one.corpId ?? one.openCorpId,
    open_corp_id: one.openCorpId,
  };
}

/** The authorisation for programs that want it whole; no secret is in it. */
export function describeAuthorization(one: AuthorizationSnapshot): Record<string, unknown> {
  const { name, fullName, ...corp } = one.corp;
  return {
    status: one.status,
    generation: one.generation,
    authorized_at: wire(one.authorizedAt),
    cancelled_at: wire(one.cancelledAt),
    corp_name: name,
    corp_full_name: fullName,
    ...(wire(corp) as Record<string, unknown>),
    auth_mode: one.authMode,
    is_customized_app: one.isCustomizedApp,
    agents: wire(one.agents),
    editions: wire(one.editions),
    dealer: wire(one.dealer),
    admins: wire(one.admins),
    authorized_by: wire(one.authorizedBy),
  };
}

/** The body of a message, byte for byte the same at every attempt: `type`, `timestamp`, `data`. */
export function writeBody(
  event: { id: string; type: string; happenedAt: Date },
  payload: OutgoingPayload,
  form: "thin" | "full",
): string {
  const data =
    form === "full" && payload.authorization
      ? { id: event.id, ...payload.data, authorization: payload.authorization }
      : { id: event.id, ...payload.data };
  return JSON.stringify({ type: event.type, timestamp: event.happenedAt.toISOString(), data });
}
