"use server";

import { redirect } from "next/navigation";
import { errorText } from "@/lib/core/texts";
import {
  openProviderProofWindow,
  saveProvider,
  saveProviderInput,
  tryProviderToken,
} from "@/lib/features/setup/save-provider";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export type ProviderFormState = { error: string } | null;

export async function saveProviderAction(
  _before: ProviderFormState,
  form: FormData,
): Promise<ProviderFormState> {
  const principal = await requireStaff("owner");
  const { t, locale } = await getTranslator();
  const given = Object.fromEntries(
    [...form.entries()].filter(([name, value]) => !name.startsWith("$ACTION") && value !== ""),
  );
  const input = saveProviderInput.safeParse(given);
  if (!input.success) return { error: t("console.providerPage.problem") };
  const done = await saveProvider(await getDeps(), principal, input.data);
  if (!done.ok) return { error: errorText(done.code, locale) };
  return redirect("/console/provider?did=saved");
}

export async function openProviderProofWindowAction(): Promise<void> {
  const principal = await requireStaff("owner");
  const done = await openProviderProofWindow(await getDeps(), principal);
  redirect(`/console/provider?${done.ok ? "notice=proofWindow" : `failed=${done.code}`}`);
}

export async function tryProviderTokenAction(): Promise<void> {
  const principal = await requireStaff("operator");
  const done = await tryProviderToken(await getDeps(), principal);
  redirect(`/console/provider?${done.ok ? "did=tokenGot" : `failed=${done.code}`}`);
}
