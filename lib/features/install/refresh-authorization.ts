import type { AuditAction } from "@/lib/core/audit-actions";
import type { Deps } from "@/lib/features/deps";
import { nextAuthorization } from "@/lib/features/install/next-authorization";
import { getProviderToken } from "@/lib/features/tokens/get-provider-token";
import { withSuiteToken } from "@/lib/features/tokens/with-suite-token";
import { DONE, type WorkResult } from "@/lib/features/work-result";
import type { Authorization } from "@/lib/store/authorizations";
import type { Suite } from "@/lib/store/suites";
import { isAuthorizationGone, isCorpGone, isCorpUnknown } from "@/lib/wecom/errcodes";

/**
 * Reads an authorisation again from WeCom and stores what it says: facts when the permanent code works, and the end
 * of the authorisation when it does not. Harmless to repeat. `isAfterCancel`: asked because of a cancel_auth.
 */
export async function refreshAuthorization(
  deps: Deps,
  id: string,
  isAfterCancel: boolean,
): Promise<WorkResult> {
  const authorization = await deps.store.authorizations.getAuthorization(id);
  const suite = authorization && (await deps.store.suites.findSuite(authorization.suiteRowId));
  const credentials = await deps.store.authorizations.findCredentials(id);
  if (!authorization || !suite || !credentials || authorization.status === "purged") return DONE;
  const isCancelKnown = isAfterCancel || authorization.status === "cancelled";

  const answer = await withSuiteToken(deps, suite, (call) => deps.wecom.fetchAuthInfo(call, credentials));
  const askedAt = credentials.readAt;
  if (answer.ok) {
    const applied = await deps.store.authorizations.applyAnswer(
      id,
      credentials.version,
      answer.value,
      (state, now) => nextAuthorization(state, { kind: "seen_alive", askedAt }, now),
    );
    if (applied === "replaced") return REPLACED;
    if (applied?.status === "active")
      await readExtras(deps, suite, authorization, answer.value.agents?.[0]?.agentId);
    if (authorization.status !== "active" && applied?.status === "active")
      await audit(deps, id, "corp.authorization_restored", credentials.corpId);
    return DONE;
  }
  if (!("error" in answer)) return { kind: "retry", reason: answer.code };
  // A corp that WeCom does not know is believed to be gone once something else said so too.
  const isDoubted = isCancelKnown || authorization.status === "needs_reauthorization";
  const isGone = isDoubted ? isCorpGone(answer.error) : isAuthorizationGone(answer.error);
  if (!isGone) {
    const reason = answer.error.kind === "refused" ? `errcode ${answer.error.errcode}` : answer.error.kind;
    return { kind: "retry", reason };
  }
  const applied = await deps.store.authorizations.applyAnswer(id, credentials.version, null, (state, now) =>
    nextAuthorization(
      state,
      { kind: "seen_gone", askedAt, isAfterCancel, isCorpUnknown: isCorpUnknown(answer.error) },
      now,
    ),
  );
  if (applied === "replaced") return REPLACED;
  if (applied && authorization.statusReason !== applied.statusReason)
    await audit(
      deps,
      id,
      applied.status === "cancelled" ? "corp.cancel_confirmed" : "corp.authorization_lost",
      credentials.corpId,
    );
  return DONE;
}

const REPLACED: WorkResult = { kind: "retry", reason: "the permanent code was replaced", inSeconds: 1 };

async function audit(deps: Deps, id: string, action: AuditAction, corpId: string): Promise<void> {
  deps.log.info(action.replace(".", "_"), { authorizationId: id });
  await deps.store.audit.record({ actorKind: "system", action, subject: id, details: { corpId } });
}

/** Administrators and the second corp id: good to have, never worth failing for. */
async function readExtras(
  deps: Deps,
  suite: Suite,
  { id, corp, agents }: Authorization,
  freshAgentId: number | undefined,
): Promise<void> {
  const agentId = freshAgentId ?? agents[0]?.agentId;
  const corpId = (await deps.store.authorizations.findCredentials(id))?.corpId;
  if (agentId !== undefined && corpId !== undefined) {
    const admins = await withSuiteToken(deps, suite, (call) =>
      deps.wecom.fetchAdminList(call, { corpId, agentId }),
    );
    if (admins.ok) await deps.store.authorizations.saveAdmins(id, admins.value);
  }
  if (corp.plainCorpId === null || corp.openCorpId !== null) return;
  const provider = await getProviderToken(deps);
  if (!provider.ok) return;
  const open = await deps.wecom.fetchOpenCorpId({
    providerToken: provider.value.token,
    corpId: corp.plainCorpId,
  });
  if (open.ok && open.value !== corp.plainCorpId)
    await deps.store.corps.mergeCorpIds(corp.plainCorpId, open.value);
}
