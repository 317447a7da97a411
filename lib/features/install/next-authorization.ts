import type { LifecycleChange, LifecycleEffects } from "@/lib/store/authorization-lifecycle";
import type { Lifecycle } from "@/lib/store/authorization-shape";

/**
 * What can happen to an authorisation.
 *
 * `at` is the platform's time; `askedAt` is database time at which an answer of WeCom was asked for.
 */
export type AuthorizationEvent =
  | { kind: "installed"; at: Date; askedAt: Date; isReset: boolean }
  | { kind: "changed"; at: Date | null }
  | { kind: "cancelled"; at: Date | null }
  /** WeCom accepted the permanent code. */
  | { kind: "seen_alive"; askedAt: Date }
  /** WeCom called the permanent code dead. `isAfterCancel`: asked because of a cancel_auth. */
  | { kind: "seen_gone"; askedAt: Date; isAfterCancel: boolean; isCorpUnknown?: boolean };

/** Grace between a confirmed cancellation and the deletion of the corp's data (threat C5). */
export const PURGE_GRACE_MS = 24 * 3_600_000;

const NONE: LifecycleEffects = {
  dropTokens: false,
  revokeSessions: false,
  confirmCancel: false,
  refresh: false,
};
const SUSPEND: LifecycleEffects = { ...NONE, dropTokens: true, revokeSessions: true };

function later(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b;
  return a.getTime() >= b.getTime() ? a : b;
}

/**
 * The next state of an authorisation; null: the event changes nothing. Pure.
 *
 * Events come in any order, repeated, and may be of an earlier installation (threat C4). So no event is believed
 * alone: a cancellation suspends at once when it is not older than this installation, and in every case WeCom is
 * asked whether the permanent code still works. That answer decides.
 */
export function nextAuthorization(
  state: Lifecycle | null,
  event: AuthorizationEvent,
  now: Date,
): LifecycleChange | null {
  if (event.kind === "installed") return install(state, event);
  if (!state || state.status === "purged") return null;
  switch (event.kind) {
    case "changed":
      return {
        next: { ...state, lastEventAt: later(state.lastEventAt, event.at) },
        effects: state.status === "cancelled" ? { ...NONE, confirmCancel: true } : { ...NONE, refresh: true },
      };
    case "cancelled":
      return cancel(state, event.at, now);
    case "seen_alive":
    case "seen_gone":
      return see(state, event, now);
  }
}

function install(
  state: Lifecycle | null,
  event: Extract<AuthorizationEvent, { kind: "installed" }>,
): LifecycleChange {
  // A reset gives a new code for the same installation; everything else is a new one with a new agentid.
  const isSameGeneration =
    event.isReset && (state?.status === "active" || state?.status === "needs_reauthorization");
  return {
    next: {
      status: "active",
      statusReason: null,
      generation: (state?.generation ?? 0) + (isSameGeneration ? 0 : 1),
      authorizedAt: isSameGeneration && state ? state.authorizedAt : event.at,
      lastEventAt: later(state?.lastEventAt ?? null, event.at),
      cancelledAt: null,
      purgeAfter: null,
      refreshedAt: later(state?.refreshedAt ?? null, event.askedAt),
    },
    // A newer event than this installation is known already: perhaps its own cancellation. WeCom knows.
    effects: {
      ...NONE,
      dropTokens: state !== null,
      refresh: true,
      confirmCancel: state?.lastEventAt != null && state.lastEventAt.getTime() > event.at.getTime(),
    },
  };
}

function cancel(state: Lifecycle, at: Date | null, now: Date): LifecycleChange | null {
  const next = { ...state, lastEventAt: later(state.lastEventAt, at) };
  if (state.status === "cancelled")
    // Noted even when nothing changes: an installation stored late learns that something came after it.
    return { next, effects: { ...NONE, confirmCancel: state.statusReason !== "cancel_confirmed" } };
  const isOfEarlierGeneration = at !== null && at.getTime() < state.authorizedAt.getTime();
  if (isOfEarlierGeneration) return { next, effects: { ...NONE, confirmCancel: true } };
  return {
    next: { ...next, status: "cancelled", statusReason: "cancel_unconfirmed", cancelledAt: now },
    effects: { ...SUSPEND, confirmCancel: true },
  };
}

function see(
  state: Lifecycle,
  event: Extract<AuthorizationEvent, { kind: "seen_alive" | "seen_gone" }>,
  now: Date,
): LifecycleChange | null {
  const isOld = (date: Date | null) => date !== null && event.askedAt.getTime() < date.getTime();
  // An answer asked for before the state we know of says nothing about it.
  if (isOld(state.refreshedAt)) return null;
  const seen = { ...state, refreshedAt: event.askedAt };
  if (event.kind === "seen_alive") {
    if (state.status === "active") return { next: seen, effects: NONE };
    if (state.status === "cancelled" && isOld(state.cancelledAt)) return null;
    return {
      next: { ...seen, status: "active", statusReason: null, cancelledAt: null, purgeAfter: null },
      effects: NONE,
    };
  }
  if (state.status !== "cancelled" && !event.isAfterCancel)
    return {
      next: {
        ...seen,
        status: "needs_reauthorization",
        statusReason: event.isCorpUnknown ? "corp_dissolved" : "permanent_code_dead",
      },
      effects: { ...NONE, dropTokens: true },
    };
  const cancelledAt = state.cancelledAt ?? now;
  return {
    next: {
      ...seen,
      status: "cancelled",
      statusReason: "cancel_confirmed",
      cancelledAt,
      purgeAfter: state.purgeAfter ?? new Date(now.getTime() + PURGE_GRACE_MS),
    },
    effects: SUSPEND,
  };
}
