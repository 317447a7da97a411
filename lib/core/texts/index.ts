import { ERRORS, type ErrorCode, withScope } from "@/lib/core/errors";
import { commonEn } from "@/lib/core/texts/common.en";
import { commonZhCn } from "@/lib/core/texts/common.zh-cn";
import { consoleEn } from "@/lib/core/texts/console.en";
import { consoleZhCn } from "@/lib/core/texts/console.zh-cn";
import { consoleApiEn } from "@/lib/core/texts/console-api.en";
import { consoleApiZhCn } from "@/lib/core/texts/console-api.zh-cn";
import { consoleAuditEn } from "@/lib/core/texts/console-audit.en";
import { consoleAuditZhCn } from "@/lib/core/texts/console-audit.zh-cn";
import { consoleCallsEn } from "@/lib/core/texts/console-calls.en";
import { consoleCallsZhCn } from "@/lib/core/texts/console-calls.zh-cn";
import { consoleDoctorEn } from "@/lib/core/texts/console-doctor.en";
import { consoleDoctorZhCn } from "@/lib/core/texts/console-doctor.zh-cn";
import { consoleEndpointsEn } from "@/lib/core/texts/console-endpoints.en";
import { consoleEndpointsZhCn } from "@/lib/core/texts/console-endpoints.zh-cn";
import { consoleInboxEn } from "@/lib/core/texts/console-inbox.en";
import { consoleInboxZhCn } from "@/lib/core/texts/console-inbox.zh-cn";
import { consoleKeysEn } from "@/lib/core/texts/console-keys.en";
import { consoleKeysZhCn } from "@/lib/core/texts/console-keys.zh-cn";
import { consolePagesEn } from "@/lib/core/texts/console-pages.en";
import { consolePagesZhCn } from "@/lib/core/texts/console-pages.zh-cn";
import { consoleSetupEn } from "@/lib/core/texts/console-setup.en";
import { consoleSetupZhCn } from "@/lib/core/texts/console-setup.zh-cn";
import { siteEn } from "@/lib/core/texts/site.en";
import { siteZhCn } from "@/lib/core/texts/site.zh-cn";
import { siteInviteEn } from "@/lib/core/texts/site-invite.en";
import { siteInviteZhCn } from "@/lib/core/texts/site-invite.zh-cn";

export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "zh-CN";

const zhCn = {
  common: commonZhCn,
  site: { ...siteZhCn, ...siteInviteZhCn },
  console: {
    ...consoleZhCn,
    ...consolePagesZhCn,
    ...consoleAuditZhCn,
    ...consoleDoctorZhCn,
    ...consoleInboxZhCn,
    ...consoleSetupZhCn,
    ...consoleCallsZhCn,
    ...consoleKeysZhCn,
    ...consoleApiZhCn,
    ...consoleEndpointsZhCn,
  },
};

/** Every text of the portal. Chinese is the source: a key that English lacks does not compile. */
export type Texts = typeof zhCn;

export const TEXTS: Record<Locale, Texts> = {
  "zh-CN": zhCn,
  en: {
    common: commonEn,
    site: { ...siteEn, ...siteInviteEn },
    console: {
      ...consoleEn,
      ...consolePagesEn,
      ...consoleAuditEn,
      ...consoleDoctorEn,
      ...consoleInboxEn,
      ...consoleSetupEn,
      ...consoleCallsEn,
      ...consoleKeysEn,
      ...consoleApiEn,
      ...consoleEndpointsEn,
    },
  },
};

/** The locale named by `text`, or null when we do not speak it. */
export function parseLocale(text: string | null | undefined): Locale | null {
  return LOCALES.find((one) => one === text) ?? null;
}

/** What people read for an error code: what happened and what to do. `scope`: the one that was missing. */
export function errorText(code: ErrorCode, locale: Locale, scope?: string): string {
  return withScope(locale === "en" ? ERRORS[code].en : ERRORS[code].zh, scope);
}

/** The error code in `text`, or null: addresses of failure pages carry codes, and anyone can write an address. */
export function parseErrorCode(text: string | null | undefined): ErrorCode | null {
  return text && Object.hasOwn(ERRORS, text) ? (text as ErrorCode) : null;
}
