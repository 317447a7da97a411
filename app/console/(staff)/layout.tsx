import {
  ArrowLeftRight,
  BookOpen,
  Boxes,
  Braces,
  Building2,
  HeartPulse,
  KeyRound,
  Landmark,
  LayoutDashboard,
  LogOut,
  type LucideIcon,
  MailPlus,
  ScrollText,
  TriangleAlert,
  Users,
  Webhook,
  Zap,
} from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Mark } from "@/app/_ui/mark";
import { ShowCurrent } from "@/app/_ui/show-current";
import { LanguageSwitch, ThemeSwitch } from "@/app/_ui/switches";
import { signOut } from "@/app/console/(staff)/actions";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getPagePath, getTheme, getTranslator } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("console.title"), robots: { index: false, follow: false } };
}

const ITEMS = [
  { name: "overview", href: "/console", icon: LayoutDashboard, minimum: "viewer" },
  { name: "corps", href: "/console/corps", icon: Building2, minimum: "viewer" },
  { name: "suites", href: "/console/suites", icon: Boxes, minimum: "viewer" },
  { name: "provider", href: "/console/provider", icon: Landmark, minimum: "viewer" },
  { name: "events", href: "/console/events", icon: Zap, minimum: "viewer" },
  { name: "calls", href: "/console/calls", icon: ArrowLeftRight, minimum: "viewer" },
  { name: "links", href: "/console/links", icon: MailPlus, minimum: "viewer" },
  { name: "keys", href: "/console/keys", icon: KeyRound, minimum: "viewer" },
  { name: "api", href: "/console/api", icon: Braces, minimum: "viewer" },
  { name: "endpoints", href: "/console/endpoints", icon: Webhook, minimum: "viewer" },
  { name: "work", href: "/console/work", icon: TriangleAlert, minimum: "viewer" },
  { name: "health", href: "/console/health", icon: HeartPulse, minimum: "viewer" },
  { name: "errcodes", href: "/console/errcodes", icon: BookOpen, minimum: "viewer" },
  { name: "audit", href: "/console/audit", icon: ScrollText, minimum: "operator" },
  { name: "staff", href: "/console/staff", icon: Users, minimum: "owner" },
] as const satisfies {
  name: string;
  href: string;
  icon: LucideIcon;
  minimum: "viewer" | "operator" | "owner";
}[];

/** Menu and gate of the console. Every page and action has its own gate as well: a layout alone is none. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  const principal = await requireStaff();
  const [{ t, locale }, theme, path] = [await getTranslator(), await getTheme(), await getPagePath()];
  const here = path.split("?")[0] ?? "";
  const isHere = (href: string) => here === href || (href !== "/console" && here.startsWith(`${href}/`));

  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[224px_minmax(0,1fr)]">
      <aside className="flex flex-wrap items-center border-b border-line bg-surface lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:flex-nowrap lg:items-stretch lg:border-r lg:border-b-0">
        <a
          href="/console"
          className="flex h-14 flex-1 items-center gap-2.5 px-4 font-semibold text-ink lg:flex-none lg:px-5"
        >
          <Mark className="size-7 shrink-0" />
          <span className="truncate">{t("console.title")}</span>
        </a>
        <nav
          aria-label={t("console.nav.label")}
          className="order-3 w-full overflow-x-auto lg:order-2 lg:overflow-visible"
        >
          <ShowCurrent />
          <ul className="flex gap-0.5 px-2 pb-2 lg:flex-col lg:px-3">
            {ITEMS.filter((one) => isAtLeast(principal.role, one.minimum)).map(
              ({ name, href, icon: Icon }) => (
                <li key={name}>
                  <a
                    href={href}
                    data-testid={`nav-${name}`}
                    aria-current={isHere(href) ? "page" : undefined}
                    className={`flex h-9 items-center gap-2.5 rounded-md px-3 whitespace-nowrap ${isHere(href) ? "bg-accent-soft font-semibold text-accent" : "text-ink-soft hover:bg-sunken hover:text-ink"}`}
                  >
                    <Icon aria-hidden className="size-[17px] shrink-0" />
                    {t(`console.nav.${name}`)}
                  </a>
                </li>
              ),
            )}
          </ul>
        </nav>
        <div className="order-2 flex items-center gap-1 pr-2 lg:order-3 lg:mt-auto lg:flex-col lg:items-stretch lg:gap-3 lg:border-t lg:border-line lg:p-4">
          <div className="flex items-center justify-between gap-1">
            <LanguageSwitch
              to={locale === "en" ? "zh-CN" : "en"}
              text={t("common.language.switchTo")}
              label={t("common.language.label")}
              path={path}
            />
            <div className="max-sm:hidden">
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
          </div>
          <div className="flex items-center justify-between gap-2">
            <div className="min-w-0 max-lg:hidden">
              <p className="truncate font-semibold text-ink" title={principal.email} data-testid="staff-name">
                {principal.name}
              </p>
              <p className="text-note text-ink-faint">{t(`console.role.${principal.role}`)}</p>
            </div>
            <form action={signOut}>
              <button
                type="submit"
                aria-label={t("common.signOut")}
                title={t("common.signOut")}
                data-testid="staff-sign-out"
                className="grid size-9 place-items-center rounded-md text-ink-faint hover:bg-sunken hover:text-ink"
              >
                <LogOut aria-hidden className="size-[17px]" />
              </button>
            </form>
          </div>
        </div>
      </aside>
      <main id="main" className="mx-auto w-full max-w-6xl min-w-0 px-4 py-6 sm:px-6 lg:px-8 lg:py-8">
        {children}
      </main>
    </div>
  );
}
