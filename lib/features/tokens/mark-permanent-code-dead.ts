import type { Deps } from "@/lib/features/deps";

/**
 * WeCom calls permanent code `version` dead: the authorisation needs a reinstall until something proves otherwise.
 * Does nothing when the code was replaced meanwhile or the authorisation is no longer active.
 */
export async function markPermanentCodeDead(
  deps: Deps,
  authorizationId: string,
  version: number,
): Promise<void> {
  const changed = await deps.store.authorizations.applyAnswer(authorizationId, version, null, (state) =>
    state.status === "active"
      ? {
          next: { ...state, status: "needs_reauthorization", statusReason: "permanent_code_dead" },
          // The lease of the caller's own token goes with it; its result is a refusal anyway.
          effects: { dropTokens: true, revokeSessions: false, confirmCancel: false, refresh: false },
        }
      : null,
  );
  if (changed && changed !== "replaced") deps.log.warn("authorization_needs_reinstall", { authorizationId });
}
