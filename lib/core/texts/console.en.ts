import type { consoleZhCn } from "@/lib/core/texts/console.zh-cn";

/** Texts of the staff console, English. */
export const consoleEn: typeof consoleZhCn = {
  title: "Console",
};
