import type { Deps } from "@/lib/features/deps";

/** What WeCom says: the permanent code is dead (40084), or there is no such corp any more (2000002, 301007). */
export type WhyGone = "permanent_code_dead" | "corp_dissolved";

/**
 * WeCom refuses permanent code `version` for good: the authorisation needs a reinstall until something proves
 * otherwise. Does nothing when the code was replaced meanwhile or the authorisation is no longer active.
 */
export async function markPermanentCodeDead(
  deps: Deps,
  authorizationId: string,
  version: number,
  why: WhyGone,
): Promise<void> {
  const changed = await deps.store.authorizations.applyAnswer(authorizationId, version, null, (state) =>
    state.status === "active"
      ? {
          next: { ...state, status: "needs_reauthorization", statusReason: why },
          // The lease of the caller's own token goes with it; its result is a refusal anyway.
          effects: { dropTokens: true, revokeSessions: false, confirmCancel: false, refresh: false },
        }
      : null,
  );
  if (!changed || changed === "replaced") return;
  deps.log.warn("authorization_needs_reinstall", { authorizationId, why });
  await deps.store.audit.record({
    actorKind: "system",
    action: "corp.authorization_lost",
    subject: authorizationId,
    details: { reason: why },
  });
}
