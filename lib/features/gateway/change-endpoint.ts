import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import type { EndpointChangeInput } from "@/lib/features/gateway/endpoint-input";
import { answersRefusal, type EndpointRefusal, findManaged } from "@/lib/features/gateway/manage-endpoints";
import { type Manager, mayManage } from "@/lib/features/gateway/manager";
import { proveEndpoint } from "@/lib/features/gateway/prove-endpoint";
import type { Endpoint, EndpointSettings } from "@/lib/store/endpoint-shape";

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What differs from what is stored, in the store's names and in those of the wire. */
function findChange(old: Endpoint, input: Omit<EndpointChangeInput, "state">) {
  const change: Partial<EndpointSettings> = {};
  const names: string[] = [];
  const set = <K extends keyof EndpointSettings>(
    field: K,
    name: keyof EndpointChangeInput,
    value: EndpointSettings[K] | undefined,
  ) => {
    if (value === undefined || isSame(value, old[field])) return;
    change[field] = value;
    names.push(name);
  };
  set("url", "url", input.url);
  set("eventFilter", "events", input.events);
  set("corpFilter", "corps", input.corps);
  set("description", "description", input.description);
  set("environment", "environment", input.environment);
  set("payload", "payload", input.payload);
  set("isOrdered", "ordered", input.ordered);
  set("isAnswering", "answers", input.answers);
  set("concurrency", "concurrency", input.concurrency);
  set("ratePerSecond", "rate_per_second", input.rate_per_second);
  return { change, names };
}

/**
 * Changes what is given and differs. A new address must be proved anew: its receiver is asked at once, and until it
 * consents events wait. `seenAt` is when the settings that the caller looked at were last changed; with it, a change
 * that somebody else made since is not written over.
 */
export async function changeEndpoint(
  deps: Deps,
  manager: Manager,
  id: string,
  input: EndpointChangeInput,
  seenAt?: Date,
): Promise<Result<Endpoint, EndpointRefusal | "endpoint.changed_meanwhile">> {
  if (!manager.mayChange) return fail("staff.forbidden");
  const old = await findManaged(deps, manager, id);
  if (!old) return fail("api.not_found");
  const { state: wanted, ...settings } = input;
  const { change, names } = findChange(old, settings);
  const next = { ...old, ...change };
  if (!mayManage(manager, next)) return fail("api.not_found");
  const wrong = await answersRefusal(deps, manager, next, old);
  if (wrong) return fail(wrong);
  let proof: { verifiedBy?: "settings" | null } = {};
  if (change.url !== undefined) {
    const checked = await deps.outbound.checkUrl(change.url);
    if (!checked.ok) return fail("endpoint.url_refused");
    proof = { verifiedBy: checked.isOwnNetwork ? "settings" : null };
  }
  if (names.length > 0) {
    const changed = await deps.store.endpoints.changeEndpoint(id, { ...change, ...proof }, seenAt);
    if (!changed)
      return fail((await findManaged(deps, manager, id)) ? "endpoint.changed_meanwhile" : "api.not_found");
    await deps.store.audit.record({
      ...manager.actor,
      action: "endpoint.changed",
      subject: id,
      details: {
        name: old.name,
        fields: names.join(" "),
        ...(change.url === undefined ? {} : { url: change.url, oldUrl: old.url }),
      },
    });
    if (proof.verifiedBy === null) await proveEndpoint(deps, changed);
  }
  const state = wanted === old.state ? undefined : wanted;
  const reason = state === "paused" ? "by_staff" : null;
  if (state !== undefined && (await deps.store.endpoints.setEndpointState(id, state, reason)))
    await deps.store.audit.record({
      ...manager.actor,
      action: `endpoint.${state}`,
      subject: id,
      details: { name: old.name },
    });
  deps.wakeDeliveries();
  const endpoint = await deps.store.endpoints.findEndpoint(id);
  return endpoint ? ok(endpoint) : fail("api.not_found");
}
