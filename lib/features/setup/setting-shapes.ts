import { z } from "zod";
import { parseSuiteKey } from "@/lib/core/ids";

/** Shapes of single settings, shared by the bootstrap file, the console's forms and the import. */
export const aesKeyShape = z.string().regex(/^[A-Za-z0-9]{43}$/, "must be exactly 43 letters and digits");
export const tokenShape = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 32 letters and digits");
export const corpIdShape = z.string().regex(/^[A-Za-z0-9_-]{4,64}$/, "must be a corp id such as ww…");
export const suiteKindShape = z.enum(["app", "template", "login"]);
export const dialectShape = z.enum(["wecom", "legacy"]);
export const suiteNameShape = z.string().trim().min(1).max(64);

export const suiteKeyShape = z.string().transform((text, context) => {
  const key = parseSuiteKey(text);
  if (key) return key;
  context.addIssue({ code: "custom", message: "must match [a-z0-9][a-z0-9-]{0,31}" });
  return z.NEVER;
});
