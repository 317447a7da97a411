"use server";

import { errorText } from "@/lib/core/texts";
import { type ImportLine, importSettings } from "@/lib/features/setup/import-settings";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export type ImportState = {
  isApplied: boolean;
  lines: (Omit<ImportLine, "change"> & { change: string; isRefused: boolean })[];
  problems: string[];
} | null;

export async function importAction(_before: ImportState, form: FormData): Promise<ImportState> {
  const principal = await requireStaff("owner");
  const { t, locale } = await getTranslator();
  const text = form.get("text");
  const isApplied = form.get("step") === "apply";
  const done = await importSettings(await getDeps(), principal, {
    text: typeof text === "string" ? text : "",
    apply: isApplied,
  });
  if (!done.ok) return { isApplied: false, lines: [], problems: [errorText(done.code, locale)] };
  const { lines, problems } = done.value;
  return {
    isApplied: isApplied && problems.length === 0,
    problems,
    lines: lines.map((one) => ({
      ...one,
      change: t(`console.transfer.change.${one.change}`),
      isRefused: one.change === "refused",
    })),
  };
}
