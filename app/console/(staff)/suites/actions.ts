"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import type { SetupNoticeName } from "@/app/console/_parts/setup-notice";
import type { ErrorCode } from "@/lib/core/errors";
import { errorText } from "@/lib/core/texts";
import { changeSuite, changeSuiteInput } from "@/lib/features/setup/change-suite";
import { createSuite, createSuiteInput } from "@/lib/features/setup/create-suite";
import {
  endKeys,
  endKeysInput,
  revealKeys,
  revealKeysInput,
  rotateKeys,
  rotateKeysInput,
} from "@/lib/features/setup/manage-keys";
import { pastePlace, pasteRows } from "@/lib/features/setup/paste-sheet";
import { trySuiteToken } from "@/lib/features/setup/try-suite-token";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

// Each action: the session, a strict shape, one use-case that checks the role again.

/** The form's own fields without empty ones; Next adds some whose names begin with `$ACTION`. */
function fieldsOf(form: FormData): Record<string, FormDataEntryValue> {
  return Object.fromEntries(
    [...form.entries()].filter(([name, value]) => !name.startsWith("$ACTION") && value !== ""),
  );
}

const placeOf = (owner: string) => (owner === "_provider" ? "/console/provider" : `/console/suites/${owner}`);

function leave(path: string, result: { ok: boolean; code?: ErrorCode }, done: SetupNoticeName, hash = "") {
  const notice = result.ok ? `did=${done}` : `failed=${result.code ?? "internal"}`;
  return redirect(`${path}?${notice}${hash}`);
}

/** One thing to paste, ready to show. */
export type ShownRow = { label: string; value: string; note: string | null };
export type CreateState = { key: string; where: string; rows: ShownRow[] } | { error: string } | null;

export async function createSuiteAction(_before: CreateState, form: FormData): Promise<CreateState> {
  const principal = await requireStaff("operator");
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const input = createSuiteInput.safeParse(fieldsOf(form));
  if (!input.success) return { error: t("console.newSuite.problem") };
  const made = await createSuite(deps, principal, input.data);
  if (!made.ok) return { error: errorText(made.code, locale) };
  const { key, pair } = made.value;
  const { seen } = await deps.store.egress.findEgress();
  const rows = pasteRows({ ...input.data, key }, deps.addresses.portalUrl, seen?.address ?? null).flatMap(
    ({ field, value, note }) =>
      value === null
        ? []
        : [
            {
              label: t(`console.paste.field.${field}`),
              value,
              note: note === "bareDomain" ? t("console.paste.bareDomain") : null,
            },
          ],
  );
  const secrets = [
    { label: t("console.paste.field.token"), value: pair.token, note: null },
    { label: t("console.paste.field.aesKey"), value: pair.encodingAesKey, note: null },
  ];
  return {
    key,
    where: t(`console.paste.where.${pastePlace(input.data)}`),
    rows: [...rows.slice(0, 3), ...secrets, ...rows.slice(3)],
  };
}

const detailsForm = z.strictObject({
  suite: z.string(),
  name: z.string(),
  installAuthType: z.enum(["0", "1"]),
  isPublished: z.enum(["unknown", "yes", "no"]),
  completionDomain: z.string().optional(),
  isIndividualOwned: z.enum(["yes", "no"]),
});

export type FormState = { error: string } | null;

export async function changeSuiteAction(_before: FormState, form: FormData): Promise<FormState> {
  const principal = await requireStaff("operator");
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const fields = detailsForm.safeParse(fieldsOf(form));
  const input = changeSuiteInput.safeParse(
    fields.success
      ? {
          suite: fields.data.suite,
          name: fields.data.name,
          installAuthType: fields.data.installAuthType === "1" ? 1 : 0,
          isPublished: { unknown: null, yes: true, no: false }[fields.data.isPublished],
          completionDomain: fields.data.completionDomain ?? null,
          isIndividualOwned: fields.data.isIndividualOwned === "yes",
        }
      : {},
  );
  if (!input.success) return { error: t("console.detailsForm.problem") };
  const done = await changeSuite(deps, principal, input.data);
  if (!done.ok) return { error: errorText(done.code, locale) };
  return leave(placeOf(input.data.suite), done, done.value.isChanged ? "saved" : "unchanged");
}

const secretsForm = z.strictObject({
  suite: z.string(),
  suiteId: z.string().optional(),
  suiteSecret: z.string().optional(),
});

export async function saveSuiteSecretsAction(_before: FormState, form: FormData): Promise<FormState> {
  const principal = await requireStaff("operator");
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const input = changeSuiteInput.safeParse(secretsForm.parse(fieldsOf(form)));
  if (!input.success) return { error: t("console.secretForm.problem") };
  const done = await changeSuite(deps, principal, input.data);
  if (!done.ok) return { error: errorText(done.code, locale) };
  return leave(placeOf(input.data.suite), done, done.value.isChanged ? "saved" : "unchanged");
}

export async function trySuiteTokenAction(form: FormData): Promise<void> {
  const principal = await requireStaff("operator");
  const { suite } = z.strictObject({ suite: z.string() }).parse(fieldsOf(form));
  leave(placeOf(suite), await trySuiteToken(await getDeps(), principal, suite), "tokenGot");
}

/** A pair shown this once, or what is wrong. */
export type KeysState = { token: string; encodingAesKey: string } | { error: string } | null;

export async function rotateKeysAction(_before: KeysState, form: FormData): Promise<KeysState> {
  const principal = await requireStaff("operator");
  const { t, locale } = await getTranslator();
  const { overlapHours, ...fields } = fieldsOf(form);
  const input = rotateKeysInput.safeParse({ ...fields, overlapHours: Number(overlapHours ?? 24) });
  if (!input.success) return { error: t("console.keys.problem") };
  const done = await rotateKeys(await getDeps(), principal, input.data);
  return done.ok ? done.value : { error: errorText(done.code, locale) };
}

export async function revealKeysAction(_before: KeysState, form: FormData): Promise<KeysState> {
  const principal = await requireStaff("operator");
  const { t, locale } = await getTranslator();
  const input = revealKeysInput.safeParse(fieldsOf(form));
  if (!input.success) return { error: t("console.keys.problem") };
  const done = await revealKeys(await getDeps(), principal, input.data);
  return done.ok ? done.value : { error: errorText(done.code, locale) };
}

export async function endKeysAction(form: FormData): Promise<void> {
  const principal = await requireStaff("operator");
  const input = endKeysInput.parse(fieldsOf(form));
  const done = await endKeys(await getDeps(), principal, input);
  leave(placeOf(input.owner), done, input.when === "now" ? "keyEnded" : "keyExtended", "#keys");
}
