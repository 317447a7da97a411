import { makeWebhookSecret } from "@/lib/core/crypto/standard-webhook";
import { parseSuiteKey } from "@/lib/core/ids";
import { PROVIDER_SUITE } from "@/lib/core/outgoing-event";
import { fail, ok, type Result } from "@/lib/core/result";
import { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import type { NewEndpointInput } from "@/lib/features/gateway/endpoint-input";
import { type Manager, mayManage } from "@/lib/features/gateway/manager";
import { type Proof, proveEndpoint } from "@/lib/features/gateway/prove-endpoint";
import type { Endpoint, EndpointSettings } from "@/lib/store/endpoint-shape";

const SECRET_BYTES = 32;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Why an endpoint is not made or not changed. */
export type EndpointRefusal = "staff.forbidden" | "api.not_found" | "endpoint.url_refused" | AnswersRefusal;

type AnswersRefusal = "endpoint.answers_held" | "endpoint.answers_taken" | "endpoint.development_answers";

/** An endpoint within the manager's grant; null alike for one that is not and one that is not there. */
export async function findManaged(deps: Deps, manager: Manager, id: string): Promise<Endpoint | null> {
  if (!UUID.test(id)) return null;
  const found = await deps.store.endpoints.findEndpoint(id);
  return found && mayManage(manager, found) ? found : null;
}

async function doesSuiteExist(deps: Deps, key: string): Promise<boolean> {
  if (key === PROVIDER_SUITE) return true;
  const suiteKey = parseSuiteKey(key);
  return suiteKey !== null && (await deps.store.suites.findSuiteByKey(suiteKey)) !== null;
}

/**
 * One endpoint per suite answers messages: WeCom takes one answer. Whoever looks after some corps only does not take
 * that place from the others; `old` null: the endpoint is new.
 */
export async function answersRefusal(
  deps: Deps,
  manager: Manager,
  next: Pick<EndpointSettings, "isAnswering" | "environment" | "suiteKey">,
  old: Pick<Endpoint, "id" | "isAnswering"> | null,
): Promise<AnswersRefusal | null> {
  if (!next.isAnswering) return null;
  if (manager.corpIds !== null && !old?.isAnswering) return "endpoint.answers_held";
  if (next.environment === "development") return "endpoint.development_answers";
  const others = await deps.store.endpoints.listEndpoints({ suiteKeys: [next.suiteKey] });
  return others.some((one) => one.isAnswering && one.id !== old?.id) ? "endpoint.answers_taken" : null;
}

/**
 * Makes an endpoint and asks its receiver for consent at once. The secret is shown this once. A receiver that needs
 * the secret first may prove itself later: nothing is sent before, and nothing is lost.
 */
export async function createEndpoint(
  deps: Deps,
  manager: Manager,
  input: NewEndpointInput,
): Promise<
  Result<{ endpoint: Endpoint; secret: string; proof: Proof | null }, EndpointRefusal | "endpoint.name_taken">
> {
  if (!manager.mayChange) return fail("staff.forbidden");
  const settings: EndpointSettings = {
    suiteKey: input.suite,
    url: input.url,
    eventFilter: input.events,
    corpFilter: input.corps,
    description: input.description,
    environment: input.environment,
    payload: input.payload,
    isOrdered: input.ordered,
    isAnswering: input.answers,
    concurrency: input.concurrency,
    ratePerSecond: input.rate_per_second,
  };
  if (!mayManage(manager, settings) || !(await doesSuiteExist(deps, input.suite)))
    return fail("api.not_found");
  const wrong = await answersRefusal(deps, manager, settings, null);
  if (wrong) return fail(wrong);
  const checked = await deps.outbound.checkUrl(input.url);
  if (!checked.ok) return fail("endpoint.url_refused");
  const secret = makeWebhookSecret(deps.ids.random(SECRET_BYTES));
  const made = await deps.store.endpoints.addEndpoint({
    ...settings,
    name: input.name,
    secret: new Secret(secret),
    // Whoever set the allowed ranges answers for what is in them.
    verifiedBy: checked.isOwnNetwork ? "settings" : null,
  });
  if (!made) return fail("endpoint.name_taken");
  await deps.store.audit.record({
    ...manager.actor,
    action: "endpoint.created",
    subject: made.id,
    details: { name: made.name, suite: made.suiteKey, url: made.url, events: made.eventFilter.join(" ") },
  });
  const proof = made.verifiedAt === null ? await proveEndpoint(deps, made) : null;
  const endpoint = (await deps.store.endpoints.findEndpoint(made.id)) ?? made;
  return ok({ endpoint, secret, proof });
}

export async function deleteEndpoint(
  deps: Deps,
  manager: Manager,
  id: string,
): Promise<Result<null, "staff.forbidden" | "api.not_found">> {
  if (!manager.mayChange) return fail("staff.forbidden");
  const old = await findManaged(deps, manager, id);
  if (!old || !(await deps.store.endpoints.deleteEndpoint(id))) return fail("api.not_found");
  await deps.store.audit.record({
    ...manager.actor,
    action: "endpoint.deleted",
    subject: id,
    details: { name: old.name, suite: old.suiteKey },
  });
  return ok(null);
}

/** A new secret, shown this once; the old ones sign along for `overlapHours` (promise R10). */
export async function rotateSecret(
  deps: Deps,
  manager: Manager,
  id: string,
  overlapHours: number,
): Promise<Result<{ secret: string; overlapUntil: Date }, "staff.forbidden" | "api.not_found">> {
  if (!manager.mayChange) return fail("staff.forbidden");
  const endpoint = await findManaged(deps, manager, id);
  if (!endpoint) return fail("api.not_found");
  const secret = makeWebhookSecret(deps.ids.random(SECRET_BYTES));
  await deps.store.endpoints.replaceSecret(id, new Secret(secret), overlapHours * 3_600);
  await deps.store.audit.record({
    ...manager.actor,
    action: "endpoint.secret_rotated",
    subject: id,
    details: { name: endpoint.name, overlapHours },
  });
  return ok({ secret, overlapUntil: new Date(deps.clock.now().getTime() + overlapHours * 3_600_000) });
}

/** Asks the receiver again for the value of a challenge. */
export async function verifyEndpoint(
  deps: Deps,
  manager: Manager,
  id: string,
): Promise<Result<Proof, "staff.forbidden" | "api.not_found">> {
  if (!manager.mayChange) return fail("staff.forbidden");
  const endpoint = await findManaged(deps, manager, id);
  if (!endpoint) return fail("api.not_found");
  const proof = await proveEndpoint(deps, endpoint);
  await deps.store.audit.record({
    ...manager.actor,
    action: proof.ok ? "endpoint.verified" : "endpoint.not_verified",
    subject: id,
    details: { name: endpoint.name, ...(proof.ok ? {} : { why: proof.why }) },
  });
  if (proof.ok) deps.wakeDeliveries();
  return ok(proof);
}
