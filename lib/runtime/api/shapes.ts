import "server-only";
import { z } from "zod";
import { CURSOR_FORM } from "@/lib/core/list-cursor";

/** Query of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("At most 200 / 最多 200"),
  cursor: z
    .string()
    .regex(CURSOR_FORM)
    .optional()
    .describe("`next_cursor` of the page before / 上一页的 next_cursor"),
};

/** Answer of every list. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({
    data: z.array(item),
    next_cursor: z.string().nullable().describe("null at the end / 没有下一页时为 null"),
  });
}

/** A moment, UTC. */
export const moment = z.string().describe("RFC 3339, UTC");

export function isoOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
