import type { commonZhCn } from "@/lib/core/texts/common.zh-cn";

/** Texts that every page may use, English. */
export const commonEn: typeof commonZhCn = {
  product: "Apps for WeCom",
  skip: "Skip to content",
  language: { switchTo: "中文", label: "Change language" },
  theme: { label: "Appearance", system: "System", light: "Light", dark: "Dark" },
  copy: { label: "Copy {what}", done: "Copied", failed: "Could not copy; please select it by hand" },
  close: "Close",
  retry: "Try again",
  back: "Back",
  home: "Back to the start page",
  signOut: "Sign out",
  none: "None",
  unknown: "Unknown",
  reference: "Reference",
  referenceHint: "Quote this when you contact the provider.",
  ago: {
    now: "just now",
    minutes: "{count, plural, one {# minute} other {# minutes}} ago",
    hours: "{count, plural, one {# hour} other {# hours}} ago",
    days: "{count, plural, one {# day} other {# days}} ago",
  },
  status: {
    active: "Authorised",
    cancelled: "Authorisation withdrawn",
    needs_reauthorization: "Needs authorising again",
    purged: "Data erased",
  },
  notFound: {
    title: "This page does not exist",
    body: "The address may be wrong, or what was here has been removed. Check the address or go back to the start page.",
  },
  error: {
    title: "Something went wrong on our side",
    body: "The fault has been recorded. Please try again shortly; if it stays, tell the provider the reference.",
  },
};
