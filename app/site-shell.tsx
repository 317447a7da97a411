import type { ReactNode } from "react";
import { PageShell } from "@/app/_ui/page-shell";
import { LanguageSwitch, ThemeSwitch } from "@/app/_ui/switches";
import { getPagePath, getTheme, getTranslator } from "@/lib/runtime/i18n";

/** Frame of the pages that enterprises see, with the switches filled in. */
export async function SiteShell({
  children,
  aside,
  width = "narrow",
}: {
  children: ReactNode;
  aside?: ReactNode;
  width?: "wide" | "narrow";
}) {
  const [{ locale, t }, theme, path] = [await getTranslator(), await getTheme(), await getPagePath()];
  return (
    <PageShell
      product={t("common.product")}
      width={width}
      aside={
        <>
          {aside}
          <LanguageSwitch
            to={locale === "en" ? "zh-CN" : "en"}
            text={t("common.language.switchTo")}
            label={t("common.language.label")}
            path={path}
          />
        </>
      }
      foot={
        <>
          <p className="max-w-prose">{t("site.home.foot")}</p>
          <div className="flex items-center gap-4">
            <a href="/console" className="rounded hover:text-ink hover:underline" data-testid="staff-console">
              {t("site.home.staff")}
            </a>
            <ThemeSwitch
              current={theme}
              path={path}
              texts={{
                label: t("common.theme.label"),
                system: t("common.theme.system"),
                light: t("common.theme.light"),
                dark: t("common.theme.dark"),
              }}
            />
          </div>
        </>
      }
    >
      {children}
    </PageShell>
  );
}
