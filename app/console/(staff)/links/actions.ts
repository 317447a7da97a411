"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { errorText } from "@/lib/core/texts";
import { inviteCustomer, newLinkInput, withdrawLink } from "@/lib/features/install/manage-links";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export type LinkFormState = { url: string; customer: string } | { error: string } | null;

export async function inviteCustomerAction(_before: LinkFormState, form: FormData): Promise<LinkFormState> {
  const principal = await requireStaff("operator");
  const { t, locale } = await getTranslator();
  const names = ["suite", "customer", "inviter", "corpId", "days"] as const;
  const input = newLinkInput.safeParse(Object.fromEntries(names.map((name) => [name, form.get(name) ?? ""])));
  if (!input.success) return { error: t("console.links.problem") };
  const result = await inviteCustomer(await getDeps(), principal, input.data);
  return result.ok ? result.value : { error: errorText(result.code, locale) };
}

export async function withdrawLinkAction(form: FormData): Promise<void> {
  const principal = await requireStaff("operator");
  const { linkId } = z.object({ linkId: z.uuid() }).parse({ linkId: form.get("linkId") });
  const result = await withdrawLink(await getDeps(), principal, linkId);
  redirect(`/console/links?notice=${result.ok ? "changed" : "gone"}`);
}
