"use server";

import { z } from "zod";
import { findJsonFault } from "@/lib/core/json-fault";
import { errorText } from "@/lib/core/texts";
import { type Tried, tryApi } from "@/lib/runtime/api/try-api";
import { requireStaff } from "@/lib/runtime/auth";
import { getPortal } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export type TryState = Tried | { error: string } | { bodyError: string } | null;

/** Before the name of a parameter of the path, among the fields of the form. */
const PARAM = "param.";
const MAX_FIELD = 200;
const MAX_QUERY = 2_000;
const MAX_BODY = 200_000;
const tryForm = z.object({
  operationId: z.string().max(64),
  params: z.record(z.string().max(64), z.string().max(MAX_FIELD)),
  query: z.string().max(MAX_QUERY),
  method: z.string().max(8),
  idempotencyKey: z.string().max(MAX_FIELD),
});

export async function tryApiAction(_before: TryState, form: FormData): Promise<TryState> {
  const principal = await requireStaff("operator");
  const { locale, t } = await getTranslator();
  const field = (name: string) => String(form.get(name) ?? "").trim();
  const names = [...form.keys()].filter((name) => name.startsWith(PARAM));
  const input = tryForm.parse({
    operationId: field("operationId"),
    params: Object.fromEntries(names.map((name) => [name.slice(PARAM.length), field(name)])),
    query: field("query"),
    method: field("method"),
    idempotencyKey: field("idempotencyKey"),
  });
  const body = field("body");
  if (body.length > MAX_BODY) return { bodyError: errorText("api.body_too_large", locale) };
  const fault = body === "" ? null : findJsonFault(body);
  if (fault)
    return {
      bodyError: fault.at ? t("console.api.notJsonAt", fault.at) : t("console.api.notJson"),
    };
  const result = await tryApi(getPortal(), principal, {
    ...input,
    method: input.method || null,
    body: body || null,
    idempotencyKey: input.idempotencyKey || null,
  });
  return result.ok ? result.value : { error: errorText(result.code, locale) };
}
