"use server";

import { redirect } from "next/navigation";
import { errorText } from "@/lib/core/texts";
import { firstSignInInput, redeemFirstSignIn } from "@/lib/features/staff/first-sign-in";
import { signInByLink } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export type FirstSignInState = { error: string; name: string; email: string } | null;

/** Public: the one-time token proves who asks. Only this POST uses it up; opening the page does not. */
export async function redeem(_before: FirstSignInState, form: FormData): Promise<FirstSignInState> {
  const [{ t, locale }, deps] = [await getTranslator(), await getDeps()];
  const text = (name: string) => String(form.get(name) ?? "");
  const input = firstSignInInput.safeParse({
    token: text("token"),
    name: text("name"),
    email: text("email"),
    password: text("password"),
  });
  const kept = { name: text("name"), email: text("email") };
  if (!input.success) return { error: t("console.first.problem"), ...kept };
  const result = await redeemFirstSignIn(deps, input.data);
  if (!result.ok) return { error: errorText(result.code, locale), ...kept };
  await signInByLink(result.value.id);
  redirect("/console");
}
