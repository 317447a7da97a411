import type { siteZhCn } from "@/lib/core/texts/site.zh-cn";

/** Texts of the provider's site, the install pages, the admin sign-in and /corp, English. */
export const siteEn: typeof siteZhCn = {
  title: "Apps for WeCom",
};
