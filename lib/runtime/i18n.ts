import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { createTranslator } from "use-intl/core";
import { safeNext } from "@/lib/core/safe-next";
import { DEFAULT_LOCALE, type Locale, parseLocale, TEXTS, type Texts } from "@/lib/core/texts";

export const LOCALE_COOKIE = "portal_lang";
export const THEME_COOKIE = "portal_theme";
/** Set by proxy.ts: the language asked for by `?lang=`, and the path that the switches come back to. */
export const LOCALE_HEADER = "x-portal-lang";
export const PATH_HEADER = "x-portal-path";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function parseTheme(text: string | null | undefined): Theme | null {
  return THEMES.find((one) => one === text) ?? null;
}

function makeTranslator(locale: Locale) {
  return createTranslator<Texts>({ locale, messages: TEXTS[locale] });
}

const translators = new Map<Locale, ReturnType<typeof makeTranslator>>();

/** The translator of a language. It remembers the messages that it has parsed, so there is one for all requests. */
export function translatorFor(locale: Locale): ReturnType<typeof makeTranslator> {
  const known = translators.get(locale);
  if (known) return known;
  const made = makeTranslator(locale);
  translators.set(locale, made);
  return made;
}

/** `t("site.home.title")`: keys are checked, plurals follow the platform's rules. */
export type Translate = ReturnType<typeof translatorFor>;

/**
 * The language and translator of this request. `?lang=` wins, then the cookie, then Chinese: what the browser
 * says is not asked, because admins of Chinese enterprises often use browsers set to English.
 */
export const getTranslator = cache(async (): Promise<{ locale: Locale; t: Translate }> => {
  const [jar, head] = [await cookies(), await headers()];
  const locale =
    parseLocale(head.get(LOCALE_HEADER)) ?? parseLocale(jar.get(LOCALE_COOKIE)?.value) ?? DEFAULT_LOCALE;
  return { locale, t: translatorFor(locale) };
});

/** The theme of the cookie; "system" follows the device. */
export async function getTheme(): Promise<Theme> {
  return parseTheme((await cookies()).get(THEME_COOKIE)?.value) ?? "system";
}

/** The path of this page with its query, for the switches to come back to. */
export async function getPagePath(): Promise<string> {
  return safeNext((await headers()).get(PATH_HEADER), "/");
}
