import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { findInvitedState } from "@/lib/features/install/find-invited-state";
import { nextAuthorization } from "@/lib/features/install/next-authorization";
import type { LeasedExchange } from "@/lib/store/auth-exchanges";
import { readPermanentGrant } from "@/lib/wecom/auth-shapes";
import { readJson } from "@/lib/wecom/read-json";

/**
 * Makes an authorisation of what get_permanent_code answered. Works from the kept answer alone, so it may run again
 * after a crash, without WeCom.
 */
export async function applyGrant(deps: Deps, lease: LeasedExchange, raw: Secret): Promise<"ended" | "busy"> {
  const text = raw.reveal();
  const grant = readPermanentGrant(readJson(text), text);
  if (!grant) throw new Error(`the kept answer of exchange ${lease.id} does not read`);
  const now = deps.clock.now();
  const corpToken = grant.corpToken && {
    token: grant.corpToken.token,
    expiresAt: new Date(now.getTime() + grant.corpToken.expiresInSeconds * 1000),
  };
  // The event need not name the state; the answer does.
  const stateId =
    lease.installStateId ?? (await findInvitedState(deps, lease.suiteRowId, grant.state, lease.createdAt));
  if (stateId !== null && lease.installStateId === null)
    await deps.store.authExchanges.noteStateOfExchange(lease.id, stateId);
  const finished = await deps.store.authExchanges.finishExchange(
    lease,
    { ...grant, corpToken },
    (state, databaseNow) =>
      nextAuthorization(
        state,
        {
          kind: "installed",
          at: lease.platformTime ?? now,
          askedAt: databaseNow,
          isReset: lease.source === "reset_permanent_code",
        },
        databaseNow,
      ),
  );
  if (!finished) return "busy";
  deps.log.info("install_done", { reference: lease.reference, source: lease.source });
  await deps.store.audit.record({
    actorKind: "system",
    action: lease.source === "reset_permanent_code" ? "corp.permanent_code_reset" : "corp.authorized",
    subject: finished.authorizationId,
    details: {
      corpId: grant.corp.corpId,
      source: lease.source,
      reference: lease.reference,
      isSuperseded: finished.isSuperseded,
    },
  });
  deps.wakeWorker();
  return "ended";
}
