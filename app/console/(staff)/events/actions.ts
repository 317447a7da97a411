"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { withQuery } from "@/app/console/_parts/links";
import { eventFilter, narrowing } from "@/lib/features/console/event-filter";
import { maskedXml, type ShownField } from "@/lib/features/console/mask-event";
import { replayEvents } from "@/lib/features/console/replay-events";
import { changeRetention } from "@/lib/features/console/retention";
import { revealEvent } from "@/lib/features/console/show-event";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

// Each action: the session, a strict shape, one use-case that checks the role again.

function fieldsOf(form: FormData): Record<string, unknown> {
  return Object.fromEntries([...form.entries()].filter(([name]) => !name.startsWith("$ACTION")));
}

export type RevealState = { fields: ShownField[]; xml: string } | { error: string } | null;

const revealForm = z.strictObject({ eventId: z.uuid(), reason: z.string().max(200) });

export async function revealEventAction(_before: RevealState, form: FormData): Promise<RevealState> {
  const principal = await requireStaff();
  const { t } = await getTranslator();
  const result = await revealEvent(await getDeps(), principal, revealForm.parse(fieldsOf(form)));
  if (result.ok) return { fields: result.value, xml: maskedXml(result.value) };
  return {
    error: t(
      result.code === "request.invalid" ? "console.inbox.reveal.short" : "console.inbox.reveal.failed",
    ),
  };
}

const eventForm = z.strictObject({ eventId: z.uuid() });

export async function replayEventAction(form: FormData): Promise<void> {
  const principal = await requireStaff();
  const { eventId } = eventForm.parse(fieldsOf(form));
  const result = await replayEvents(await getDeps(), principal, { eventId });
  redirect(`/console/events/${eventId}?notice=${result.ok ? "again" : "forbidden"}`);
}

/** The filter is read as leniently as from an address: both come from the same place. */
export async function replayFilteredAction(form: FormData): Promise<void> {
  const principal = await requireStaff();
  const filter = eventFilter.parse(fieldsOf(form));
  const result = await replayEvents(await getDeps(), principal, { filter });
  redirect(
    withQuery("/console/events/replay", {
      ...narrowing(filter),
      ...(result.ok ? { queued: String(result.value.queued) } : { notice: "forbidden" }),
    }),
  );
}

export async function changeRetentionAction(form: FormData): Promise<void> {
  const principal = await requireStaff();
  const days = Object.fromEntries(
    Object.entries(fieldsOf(form)).map(([name, value]) => [name, Number(value)]),
  );
  const result = await changeRetention(await getDeps(), principal, days);
  redirect(`/console/events/retention?done=${result.ok ? "changed" : "invalid"}`);
}
