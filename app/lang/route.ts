import { safeNext } from "@/lib/core/safe-next";
import { parseLocale } from "@/lib/core/texts";
import { LOCALE_COOKIE, parseTheme, THEME_COOKIE } from "@/lib/runtime/i18n";

const A_YEAR_SECONDS = 365 * 24 * 3600;

/** Switches language (`to`) or theme (`theme`) and goes back to `next`, which must be a path of this site (D3). */
export function GET(request: Request): Response {
  const { searchParams } = new URL(request.url);
  // A relative Location: the address in front of a proxy is not ours to guess.
  const headers = new Headers({
    location: safeNext(searchParams.get("next"), "/"),
    "cache-control": "private, no-store",
  });
  const remember = (name: string, value: string) =>
    headers.append("set-cookie", `${name}=${value}; Path=/; Max-Age=${A_YEAR_SECONDS}; SameSite=Lax`);
  const locale = parseLocale(searchParams.get("to"));
  if (locale) remember(LOCALE_COOKIE, locale);
  const theme = parseTheme(searchParams.get("theme"));
  if (theme) remember(THEME_COOKIE, theme);
  return new Response(null, { status: 303, headers });
}
