"use server";

import { redirect } from "next/navigation";
import { errorText } from "@/lib/core/texts";
import {
  createApiKey,
  newKeyInput,
  revokeApiKey,
  revokeKeyInput,
  rotateApiKey,
  rotateKeyInput,
} from "@/lib/features/keys/manage-keys";
import { requireStaff } from "@/lib/runtime/auth";
import { getPortal } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** A key that is shown this once, or what is wrong. */
export type KeyFormState = { key: string; name: string } | { error: string } | null;

const MAX_CORPS_TEXT = 40_000;

export async function createKeyAction(_before: KeyFormState, form: FormData): Promise<KeyFormState> {
  const principal = await requireStaff("owner");
  const [{ deps, api }, { t, locale }] = [getPortal(), await getTranslator()];
  const corps = String(form.get("corps") ?? "").slice(0, MAX_CORPS_TEXT);
  const input = newKeyInput.safeParse({
    name: form.get("name"),
    suites: form.getAll("suites"),
    scopes: form.getAll("scopes"),
    corps: [...new Set(corps.split(/[\s,，;；]+/).filter(Boolean))],
    days: form.get("days"),
    callsPerMinute: form.get("callsPerMinute"),
    cachedPerMinute: form.get("cachedPerMinute"),
  });
  if (!input.success) return { error: t("console.apiKeys.problem") };
  const result = await createApiKey(deps, principal, input.data);
  if (!result.ok) return { error: errorText(result.code, locale) };
  api.keys.forget();
  return result.value;
}

export async function rotateKeyAction(_before: KeyFormState, form: FormData): Promise<KeyFormState> {
  const principal = await requireStaff("owner");
  const [{ deps, api }, { locale }] = [getPortal(), await getTranslator()];
  const input = rotateKeyInput.parse({ keyId: form.get("keyId"), hours: form.get("hours") });
  const result = await rotateApiKey(deps, principal, input);
  if (!result.ok) return { error: errorText(result.code, locale) };
  api.keys.forget();
  return result.value;
}

export async function revokeKeyAction(
  _before: { error: string } | null,
  form: FormData,
): Promise<{ error: string } | null> {
  const principal = await requireStaff("operator");
  const [{ deps, api }, { locale }] = [getPortal(), await getTranslator()];
  const input = revokeKeyInput.parse({ keyId: form.get("keyId"), name: form.get("name") });
  const result = await revokeApiKey(deps, principal, input);
  if (!result.ok) return { error: errorText(result.code, locale) };
  // Other processes see it within seconds; this one at once.
  api.keys.forget();
  redirect("/console/keys?notice=changed");
}
