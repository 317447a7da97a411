"use server";

import { redirect } from "next/navigation";
import { scopeOfGroup } from "@/lib/core/api-scopes";
import { errorText } from "@/lib/core/texts";
import {
  changeKeyLimits,
  createApiKey,
  keyLimitsInput,
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

/** The words of a grant; null when some groups of calls are wanted and none is chosen. */
function scopesOf(form: FormData): string[] | null {
  const scopes = form.getAll("scopes").map(String);
  if (!scopes.includes("proxy:call") || form.get("calls") !== "some") return scopes;
  const groups = form.getAll("groups").map((one) => scopeOfGroup(String(one)));
  return groups.length === 0 ? null : [...scopes.filter((one) => one !== "proxy:call"), ...groups];
}

export async function createKeyAction(_before: KeyFormState, form: FormData): Promise<KeyFormState> {
  const principal = await requireStaff("owner");
  const [{ deps, api }, { t, locale }] = [getPortal(), await getTranslator()];
  const corps = String(form.get("corps") ?? "").slice(0, MAX_CORPS_TEXT);
  const scopes = scopesOf(form);
  if (scopes === null) return { error: t("console.apiKeys.groupsMissing") };
  const input = newKeyInput.safeParse({
    name: form.get("name"),
    suites: form.getAll("suites"),
    scopes,
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

export async function changeLimitsAction(
  _before: { error: string } | null,
  form: FormData,
): Promise<{ error: string } | null> {
  const principal = await requireStaff("owner");
  const [{ deps, api }, { t, locale }] = [getPortal(), await getTranslator()];
  const input = keyLimitsInput.safeParse({
    keyId: form.get("keyId"),
    callsPerMinute: form.get("callsPerMinute"),
    cachedPerMinute: form.get("cachedPerMinute"),
  });
  if (!input.success) return { error: t("console.apiKeys.limitsProblem") };
  const result = await changeKeyLimits(deps, principal, input.data);
  if (!result.ok) return { error: errorText(result.code, locale) };
  api.keys.forget();
  redirect("/console/keys?notice=changed");
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
