"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import type { NoticeName } from "@/app/console/_parts/notice";
import { errorText } from "@/lib/core/texts";
import { requestRefresh } from "@/lib/features/console/show-corp";
import { openProofWindow } from "@/lib/features/console/suites";
import { runWorkAgain } from "@/lib/features/console/work";
import { changeStaff, changeStaffInput, inviteInput, inviteStaff } from "@/lib/features/staff/manage-staff";
import { requireStaff, signOutStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

// Each action: the session, a strict shape, one use-case that checks the role again. Next has compared the Origin
// with our own host before any of this runs (threat E5).

/** The form's own fields; Next adds some whose names begin with `$ACTION`. */
function fieldsOf(form: FormData): Record<string, unknown> {
  return Object.fromEntries([...form.entries()].filter(([name]) => !name.startsWith("$ACTION")));
}

function noticeOf(result: { ok: true } | { ok: false; code: string }, done: NoticeName): NoticeName {
  if (result.ok) return done;
  if (result.code === "staff.forbidden") return "forbidden";
  return result.code === "staff.last_owner" ? "last_owner" : "gone";
}

export async function signOut(): Promise<void> {
  await signOutStaff();
  redirect("/console/sign-in");
}

const suiteForm = z.strictObject({ suite: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/) });

export async function openProofWindowAction(form: FormData): Promise<void> {
  const principal = await requireStaff();
  const { suite } = suiteForm.parse(fieldsOf(form));
  const result = await openProofWindow(await getDeps(), principal, suite);
  redirect(`/console/suites/${suite}?notice=${noticeOf(result, "proofWindow")}#addresses`);
}

const refreshForm = z.strictObject({ corpRowId: z.uuid(), authorizationId: z.uuid() });

export async function refreshAuthorizationAction(form: FormData): Promise<void> {
  const principal = await requireStaff();
  const input = refreshForm.parse(fieldsOf(form));
  const result = await requestRefresh(await getDeps(), principal, input);
  redirect(`/console/corps/${input.corpRowId}?notice=${noticeOf(result, "refresh")}`);
}

const workForm = z.strictObject({ workId: z.uuid() });

export async function runWorkAgainAction(form: FormData): Promise<void> {
  const principal = await requireStaff();
  const { workId } = workForm.parse(fieldsOf(form));
  const result = await runWorkAgain(await getDeps(), principal, workId);
  redirect(`/console/work?notice=${noticeOf(result, "again")}`);
}

/** What a form shows after it was sent: a link that is shown this once, or what is wrong. */
export type StaffFormState = { url: string; email: string } | { error: string } | null;

export async function inviteAction(_before: StaffFormState, form: FormData): Promise<StaffFormState> {
  const principal = await requireStaff();
  const { t, locale } = await getTranslator();
  const input = inviteInput.safeParse(fieldsOf(form));
  if (!input.success) return { error: t("console.staff.problem") };
  const result = await inviteStaff(await getDeps(), principal, input.data);
  if (!result.ok) return { error: errorText(result.code, locale) };
  return { url: result.value.url, email: result.value.staff.email };
}

export async function newLinkAction(_before: StaffFormState, form: FormData): Promise<StaffFormState> {
  const principal = await requireStaff();
  const { locale } = await getTranslator();
  const { staffId, email } = z.strictObject({ staffId: z.uuid(), email: z.string() }).parse(fieldsOf(form));
  const result = await changeStaff(await getDeps(), principal, { staffId, change: { newLink: true } });
  if (!result.ok) return { error: errorText(result.code, locale) };
  return result.value.url === null ? null : { url: result.value.url, email };
}

const changeForm = z.union([
  z.strictObject({ staffId: z.uuid(), role: z.enum(["owner", "operator", "viewer"]) }),
  z.strictObject({ staffId: z.uuid(), disabled: z.enum(["true", "false"]) }),
]);

export async function changeStaffAction(form: FormData): Promise<void> {
  const principal = await requireStaff();
  const { staffId, ...rest } = changeForm.parse(fieldsOf(form));
  const change = "role" in rest ? { role: rest.role } : { disabled: rest.disabled === "true" };
  const input = changeStaffInput.parse({ staffId, change });
  const result = await changeStaff(await getDeps(), principal, input);
  redirect(`/console/staff?notice=${noticeOf(result, "changed")}`);
}
