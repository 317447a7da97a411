"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { errorText } from "@/lib/core/texts";
import { domainFileInput, removeDomainFile, saveDomainFile } from "@/lib/features/setup/domain-files";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const MAX_BYTES = 4_096;
export type UploadState = { error: string } | null;

export async function uploadDomainFileAction(_before: UploadState, form: FormData): Promise<UploadState> {
  const principal = await requireStaff("operator");
  const { t, locale } = await getTranslator();
  const file = form.get("file");
  const given = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" && value !== "" ? { [name]: value } : {};
  };
  if (!(file instanceof File) || file.size > MAX_BYTES) return { error: t("console.domainFiles.problem") };
  const input = domainFileInput.safeParse({
    name: file.name,
    content: await file.text(),
    ...given("domain"),
    ...given("suiteKey"),
  });
  if (!input.success) return { error: t("console.domainFiles.problem") };
  const done = await saveDomainFile(await getDeps(), principal, input.data);
  if (!done.ok) return { error: errorText(done.code, locale) };
  return redirect("/console/domain-files?did=fileSaved");
}

export async function removeDomainFileAction(form: FormData): Promise<void> {
  const principal = await requireStaff("operator");
  const name = z.string().max(100).parse(form.get("name"));
  const done = await removeDomainFile(await getDeps(), principal, name);
  redirect(`/console/domain-files?${done.ok ? "did=fileRemoved" : `failed=${done.code}`}`);
}
