import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import { REFRESH_WORK } from "@/lib/store/authorization-lifecycle";
import type { CorpAuthorization, CorpDetail } from "@/lib/store/console-corps";
import type { InboundEvent } from "@/lib/store/inbound-events";
import type { TokenDescription } from "@/lib/store/tokens";

const SHOWN_EVENTS = 20;

export type ShownCorp = Omit<CorpDetail, "authorizations"> & {
  authorizations: (CorpAuthorization & { tokens: TokenDescription[] })[];
  events: InboundEvent[];
};

/** One enterprise whole, by our row id or either corp id; tokens as fingerprints. Any member of staff. */
export async function showCorp(
  deps: Deps,
  _principal: StaffPrincipal,
  id: string,
): Promise<Result<ShownCorp, "corp.unknown">> {
  const corp = await deps.store.consoleCorps.findCorp(id);
  if (!corp) return fail("corp.unknown");
  const corpIds = [corp.plainCorpId, corp.openCorpId].filter((one) => one !== null);
  const [tokens, { events }] = await Promise.all([
    Promise.all(corp.authorizations.map((one) => deps.store.tokens.describeTokens(one.id))),
    deps.store.inboundEvents.listEvents({ corpIds }, SHOWN_EVENTS, null),
  ]);
  return ok({
    ...corp,
    events,
    authorizations: corp.authorizations.map((one, index) => ({ ...one, tokens: tokens[index] ?? [] })),
  });
}

/** Asks the worker to read an authorisation from WeCom again. Operators. It is queued, not done, when this answers. */
export async function requestRefresh(
  deps: Deps,
  principal: StaffPrincipal,
  input: { corpRowId: string; authorizationId: string },
): Promise<Result<null, "staff.forbidden" | "corp.unknown">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const corp = await deps.store.consoleCorps.findCorp(input.corpRowId);
  const authorization = corp?.authorizations.find((one) => one.id === input.authorizationId);
  if (!corp || !authorization) return fail("corp.unknown");
  await deps.store.workItems.enqueue({ kind: REFRESH_WORK, subjectId: authorization.id });
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "corp.refresh_requested",
    subject: corp.plainCorpId ?? corp.openCorpId ?? corp.id,
    details: { suite: authorization.suiteKey },
  });
  deps.wakeWorker();
  return ok(null);
}
