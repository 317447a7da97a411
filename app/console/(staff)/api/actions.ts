"use server";

import { z } from "zod";
import { errorText } from "@/lib/core/texts";
import { type Tried, tryApi } from "@/lib/runtime/api/try-api";
import { requireStaff } from "@/lib/runtime/auth";
import { getPortal } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export type TryState = Tried | { error: string } | null;

const MAX_FIELD = 200;
const tryForm = z.object({
  operationId: z.string().max(64),
  suite: z.string().max(MAX_FIELD),
  corpId: z.string().max(MAX_FIELD),
  query: z.string().max(MAX_FIELD),
});

export async function tryApiAction(_before: TryState, form: FormData): Promise<TryState> {
  const principal = await requireStaff("operator");
  const { locale } = await getTranslator();
  const field = (name: string) => String(form.get(name) ?? "").trim();
  const input = tryForm.parse({
    operationId: field("operationId"),
    suite: field("suite"),
    corpId: field("corpId"),
    query: field("query"),
  });
  const { operationId, query, ...params } = input;
  const result = await tryApi(getPortal(), principal, { operationId, params, query });
  return result.ok ? result.value : { error: errorText(result.code, locale) };
}
