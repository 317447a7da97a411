import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import "@/app/globals.css";
import { getTheme, getTranslator } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  const product = t("common.product");
  return {
    title: { default: product, template: `%s · ${product}` },
    icons: { icon: "/icon.svg" },
    // Chinese phones turn long digits into telephone links otherwise.
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f7f7" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1413" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [{ locale, t }, theme] = [await getTranslator(), await getTheme()];
  return (
    <html lang={locale} data-theme={theme === "system" ? undefined : theme}>
      <body>
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:text-ink focus:shadow-raised"
        >
          {t("common.skip")}
        </a>
        {children}
      </body>
    </html>
  );
}
