"use server";

import { redirect } from "next/navigation";
import { safeNext } from "@/lib/core/safe-next";
import { errorText } from "@/lib/core/texts";
import { signInWithPassword } from "@/lib/runtime/auth";
import { getTranslator } from "@/lib/runtime/i18n";

export type SignInState = { error: string; email: string } | null;

/** Public: e-mail and password prove who asks. */
export async function signIn(_before: SignInState, form: FormData): Promise<SignInState> {
  const email = String(form.get("email") ?? "");
  const code = await signInWithPassword(email, String(form.get("password") ?? ""));
  if (code) {
    const { locale } = await getTranslator();
    return { error: errorText(code, locale), email };
  }
  redirect(safeNext(String(form.get("next") ?? ""), "/console", "/console"));
}
