"use server";

import { z } from "zod";
import { errorText } from "@/lib/core/texts";
import { tryPreAuthCode } from "@/lib/features/setup/preflight";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export type TryState = { ok: true } | { ok: false; text: string; errcode: number | null } | null;

export async function tryPreAuthCodeAction(_before: TryState, form: FormData): Promise<TryState> {
  const principal = await requireStaff("operator");
  const { locale } = await getTranslator();
  const suite = z.string().parse(form.get("suite"));
  const done = await tryPreAuthCode(await getDeps(), principal, suite);
  if (done.ok) return { ok: true };
  const errcode = "errcode" in done ? done.errcode : null;
  return { ok: false, text: errorText(done.code, locale), errcode };
}
