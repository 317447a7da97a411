import { z } from "zod";

// WeCom leaves optional fields out, sends empty strings for "none", and mixes numbers with digit strings
// ("gender": "0", legacy department ids). A field of an odd type is read as absent rather than losing the answer.

/** Text or null; numbers become text, "" becomes null. */
export const maybeText = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(null)
  .transform((value) => (value === null || value === undefined || value === "" ? null : String(value)));

/** A whole number or null. */
export const maybeInt = z
  .union([
    z.number().int(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

/** true, 1 and "true" are true; all else is false. */
export const flag = z.unknown().transform((value) => value === true || value === 1 || value === "true");

/** A list; members that don't fit are left out, a missing list is empty. */
export function listOf<S extends z.ZodType>(schema: S) {
  return z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((items) =>
      (items ?? []).flatMap((item) => {
        const parsed = schema.safeParse(item);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

/** Text that must be there. */
export const text = z.union([z.string().min(1), z.number().transform(String)]);
/** A whole number that must be there; digit strings are taken. */
export const int = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
