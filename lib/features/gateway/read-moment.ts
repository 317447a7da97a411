import { z } from "zod";

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const SECONDS = /^\d{9,10}$/;
const MILLISECONDS = /^\d{12,13}$/;

/** RFC 3339, a date, or Unix seconds or milliseconds; without a zone UTC is meant. Null for anything else. */
export function readMoment(text: string): Date | null {
  if (SECONDS.test(text)) return new Date(Number(text) * 1_000);
  if (MILLISECONDS.test(text)) return new Date(Number(text));
  if (!ISO.test(text)) return null;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const at = new Date(text.length > 10 && !hasZone ? `${text}Z` : text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** A moment in a query or a body. */
export const momentText = z
  .string()
  .max(40)
  .refine((text) => readMoment(text) !== null, "RFC 3339, a date, or Unix seconds")
  .describe("RFC 3339 or Unix seconds / RFC 3339 或 Unix 秒");
