"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { errorText } from "@/lib/core/texts";
import { changeEndpoint } from "@/lib/features/gateway/change-endpoint";
import { endpointChangeInput, newEndpointInput } from "@/lib/features/gateway/endpoint-input";
import {
  createEndpoint,
  deleteEndpoint,
  rotateSecret,
  verifyEndpoint,
} from "@/lib/features/gateway/manage-endpoints";
import { managerOfStaff } from "@/lib/features/gateway/manager";
import { replayDelivery, replayMany, sendTestEvent } from "@/lib/features/gateway/replay";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** The form's own fields; Next adds some whose names begin with `$ACTION`. */
function fieldsOf(form: FormData): Record<string, unknown> {
  return Object.fromEntries([...form.entries()].filter(([name]) => !name.startsWith("$ACTION")));
}

async function enter() {
  const principal = await requireStaff();
  return { deps: await getDeps(), manager: managerOfStaff(principal), ...(await getTranslator()) };
}

type Outcome = { ok: true } | { ok: false; code: string };

function back(id: string, result: Outcome, done: string): never {
  const notice = result.ok ? done : result.code === "staff.forbidden" ? "forbidden" : "gone";
  redirect(`/console/endpoints/${id}?notice=${notice}`);
}

const lines = z.string().transform((text) => text.split(/[\s,，]+/).filter((one) => one !== ""));
const box = z
  .literal("on")
  .optional()
  .transform((on) => on === "on");
const settingFields = {
  url: z.string().trim(),
  events: lines,
  corps: lines,
  description: z.string(),
  environment: z.string(),
  payload: z.string(),
  ordered: box,
  answers: box,
  concurrency: z.coerce.number(),
  rate_per_second: z.string().transform((text) => (text.trim() === "" ? null : Number(text))),
};
const typed = z.string().catch("");
const choice = z.string().optional().catch(undefined);
/** The same fields as they were typed, to be shown again beside what is wrong. */
const typedForm = z.object({
  name: typed,
  suite: typed,
  url: typed,
  events: typed,
  corps: typed,
  description: typed,
  environment: typed,
  payload: typed,
  ordered: choice,
  answers: choice,
  concurrency: typed,
  rate_per_second: typed,
});
type Typed = z.output<typeof typedForm>;
const newForm = z.strictObject({ name: z.string(), suite: z.string(), ...settingFields });
const editForm = z.object(settingFields);
const editInput = endpointChangeInput.omit({ state: true });

/** The form's text read as `shape`; null when something in it is wrong. */
function readForm<T>(form: FormData, fields: z.ZodType, shape: z.ZodType<T>): T | null {
  const given = fields.safeParse(fieldsOf(form));
  const read = given.success ? shape.safeParse(given.data) : null;
  return read?.success ? read.data : null;
}

/** What is wrong, and what was typed; another `turn` for every time. */
export type Refused = { error: string; given: Typed; turn: number };
/** What the form shows after it was sent: the secret this once, or what is wrong. */
export type NewEndpointState =
  | { id: string; secret: string; proof: string; isProven: boolean }
  | Refused
  | null;

function refuse(before: object | null, form: FormData, error: string): Refused {
  const turn = before && "turn" in before && typeof before.turn === "number" ? before.turn + 1 : 1;
  return { error, given: typedForm.parse(fieldsOf(form)), turn };
}

export async function createEndpointAction(
  before: NewEndpointState,
  form: FormData,
): Promise<NewEndpointState> {
  const { deps, manager, t, locale } = await enter();
  const input = readForm(form, newForm, newEndpointInput);
  if (!input) return refuse(before, form, t("console.endpoints.form.problem"));
  const made = await createEndpoint(deps, manager, input);
  if (!made.ok) return refuse(before, form, errorText(made.code, locale));
  const { endpoint, secret, proof } = made.value;
  const isProven = endpoint.verifiedAt !== null;
  const why = proof && !proof.ok ? proof.why : "";
  return {
    id: endpoint.id,
    secret,
    isProven,
    proof: isProven ? t("console.endpoints.form.proven") : t("console.endpoints.form.notProven", { why }),
  };
}

export type EditEndpointState = Refused | null;
const editMark = z.object({ endpointId: z.uuid(), seenAt: z.iso.datetime() });

export async function editEndpointAction(
  before: EditEndpointState,
  form: FormData,
): Promise<EditEndpointState> {
  const { deps, manager, t, locale } = await enter();
  const { endpointId, seenAt } = editMark.parse(fieldsOf(form));
  const input = readForm(form, editForm, editInput);
  if (!input) return refuse(before, form, t("console.endpoints.edit.problem"));
  const done = await changeEndpoint(deps, manager, endpointId, input, new Date(seenAt));
  if (!done.ok) return refuse(before, form, errorText(done.code, locale));
  const notice = done.value.verifiedAt === null ? "changedUnproven" : "changed";
  redirect(`/console/endpoints/${endpointId}?notice=${notice}`);
}

const one = z.strictObject({ endpointId: z.uuid() });

export async function testEndpointAction(form: FormData): Promise<void> {
  const { deps, manager } = await enter();
  const { endpointId } = one.parse(fieldsOf(form));
  back(endpointId, await sendTestEvent(deps, manager, endpointId), "tested");
}

export async function verifyEndpointAction(form: FormData): Promise<void> {
  const { deps, manager } = await enter();
  const { endpointId } = one.parse(fieldsOf(form));
  const done = await verifyEndpoint(deps, manager, endpointId);
  back(endpointId, done, done.ok && !done.value.ok ? "notVerified" : "verified");
}

const stateForm = one.extend({ state: z.enum(["enabled", "paused"]) });

export async function setEndpointStateAction(form: FormData): Promise<void> {
  const { deps, manager } = await enter();
  const { endpointId, state } = stateForm.parse(fieldsOf(form));
  back(endpointId, await changeEndpoint(deps, manager, endpointId, { state }), "changed");
}

export type RotateState = { secret: string } | { error: string } | null;
const rotateForm = one.extend({ overlap: z.enum(["0", "24", "72", "168"]) });

export async function rotateSecretAction(_before: RotateState, form: FormData): Promise<RotateState> {
  const { deps, manager, locale } = await enter();
  const { endpointId, overlap } = rotateForm.parse(fieldsOf(form));
  const done = await rotateSecret(deps, manager, endpointId, Number(overlap));
  return done.ok ? { secret: done.value.secret } : { error: errorText(done.code, locale) };
}

export type ReplayState =
  | { count: number; isQueued: boolean; hours: string; only: string }
  | { error: string }
  | null;
const replayForm = one.extend({
  hours: z.enum(["1", "24", "168", "720"]),
  only: z.enum(["never_arrived", "all"]),
  confirm: z.literal("yes").optional(),
});

/** The first press counts; the second, with that count on its button, queues (threat G9). */
export async function replayManyAction(_before: ReplayState, form: FormData): Promise<ReplayState> {
  const { deps, manager, locale } = await enter();
  const { endpointId, hours, only, confirm } = replayForm.parse(fieldsOf(form));
  const since = new Date(deps.clock.now().getTime() - Number(hours) * 3_600_000);
  const isQueued = confirm === "yes";
  const done = await replayMany(deps, manager, { endpointId, since, only }, !isQueued);
  return done.ok
    ? { count: done.value.count, isQueued, hours, only }
    : { error: errorText(done.code, locale) };
}

const deliveryForm = one.extend({ deliveryId: z.uuid() });

export async function replayDeliveryAction(form: FormData): Promise<void> {
  const { deps, manager } = await enter();
  const { endpointId, deliveryId } = deliveryForm.parse(fieldsOf(form));
  const done = await replayDelivery(deps, manager, deliveryId);
  back(endpointId, done, !done.ok && done.code === "replay.busy" ? "busy" : "replayed");
}

export type DeleteState = { error: string } | null;
const deleteForm = one.extend({ name: z.string() });

export async function deleteEndpointAction(_before: DeleteState, form: FormData): Promise<DeleteState> {
  const { deps, manager, t, locale } = await enter();
  const { endpointId, name } = deleteForm.parse(fieldsOf(form));
  const endpoint = await deps.store.endpoints.findEndpoint(endpointId);
  if (endpoint && endpoint.name !== name.trim()) return { error: t("console.endpoints.removeWrong") };
  const done = await deleteEndpoint(deps, manager, endpointId);
  if (!done.ok) return { error: errorText(done.code, locale) };
  redirect("/console/endpoints?notice=deleted");
}
