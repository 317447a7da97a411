import type { ReactNode } from "react";
import type { Locale } from "@/lib/core/texts";
import { adviceFor } from "@/lib/core/wecom-errcodes";

/** An errcode of WeCom as a link to what it means and what to do; the meaning is in its tooltip. */
export function Errcode({ code, locale }: { code: number; locale: Locale }) {
  const advice = adviceFor(code);
  const meaning = advice ? (locale === "en" ? advice.en.meaning : advice.zh.meaning) : undefined;
  return (
    <a
      href={`/console/errcodes?q=${code}`}
      title={meaning}
      className="whitespace-nowrap text-accent underline"
      data-testid="errcode"
    >
      {meaning ? `${code} ${meaning}` : code}
    </a>
  );
}

/** An errcode with what to do about it: for a place where somebody waits for the answer. */
export function ErrcodeHelp({ code, locale }: { code: number; locale: Locale }) {
  const advice = adviceFor(code);
  const words = advice && (locale === "en" ? advice.en : advice.zh);
  const end = locale === "en" ? "." : "。";
  return (
    <span className="block">
      <Errcode code={code} locale={locale} />
      {words ? (
        <span className="block text-ink-soft">
          {words.cause}
          {end} {words.advice}
          {end}
        </span>
      ) : null}
    </span>
  );
}

/** A sentence that names an errcode, as a link to its explanation. */
export function ErrcodeLink({ code, children }: { code: number; children: ReactNode }) {
  return (
    <a href={`/console/errcodes?q=${code}`} className="underline" data-testid="errcode">
      {children}
    </a>
  );
}
