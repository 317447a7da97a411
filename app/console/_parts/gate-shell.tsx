import type { ReactNode } from "react";
import { Mark } from "@/app/_ui/mark";
import { LanguageSwitch, ThemeSwitch } from "@/app/_ui/switches";
import { getPagePath, getTheme, getTranslator } from "@/lib/runtime/i18n";

/** Frame of the pages before the console: a narrow card, the switches below. `path` when the address is secret. */
export async function GateShell({
  title,
  lead,
  children,
  path,
}: {
  title: string;
  lead?: string;
  children: ReactNode;
  path?: string;
}) {
  const [{ t, locale }, theme, own] = [await getTranslator(), await getTheme(), await getPagePath()];
  const back = path ?? own;
  return (
    <div className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <main id="main" className="rounded-xl border border-line bg-surface p-6 shadow-raised sm:p-8">
          <Mark className="mb-5 size-9" />
          <h1 className="text-title font-semibold text-ink">{title}</h1>
          {lead ? <p className="mt-1 text-ink-soft">{lead}</p> : null}
          <div className="mt-6">{children}</div>
        </main>
        <footer className="mt-4 flex items-center justify-between">
          <LanguageSwitch
            to={locale === "en" ? "zh-CN" : "en"}
            text={t("common.language.switchTo")}
            label={t("common.language.label")}
            path={back}
          />
          <ThemeSwitch
            current={theme}
            path={back}
            texts={{
              label: t("common.theme.label"),
              system: t("common.theme.system"),
              light: t("common.theme.light"),
              dark: t("common.theme.dark"),
            }}
          />
        </footer>
      </div>
    </div>
  );
}
