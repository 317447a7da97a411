import { Badge } from "@/app/_ui/state";
import { PageHead } from "@/app/console/_parts/page-head";
import { isAtLeast } from "@/lib/features/staff/principal";
import type { Translate } from "@/lib/runtime/i18n";
import type { StaffRole } from "@/lib/store/staff";
import type { Suite } from "@/lib/store/suites";

const TABS = [
  { name: "setup", path: "", minimum: "viewer" },
  { name: "preflight", path: "/preflight", minimum: "viewer" },
  { name: "material", path: "/material", minimum: "viewer" },
  { name: "transfer", path: "/transfer", minimum: "operator" },
] as const;
export type SuiteTab = (typeof TABS)[number]["name"];

/** Head of every page of one suite: name, kind, and its pages as tabs with addresses of their own. */
export function SuiteHead({
  suite,
  here,
  role,
  t,
}: {
  suite: Pick<Suite, "key" | "name" | "kind" | "dialect">;
  here: SuiteTab;
  role: StaffRole;
  t: Translate;
}) {
  return (
    <>
      <PageHead
        above={
          <a href="/console/suites" className="text-ink-soft hover:text-ink">
            {t("console.suites.title")}
          </a>
        }
        title={suite.name}
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <Badge tone="info">{t(`console.suites.kind.${suite.kind}`)}</Badge>
            <Badge tone="off">{t(`console.suites.dialect.${suite.dialect}`)}</Badge>
          </span>
        }
      />
      <nav aria-label={suite.name} className="-mt-2 mb-6 overflow-x-auto border-b border-line">
        <ul className="flex gap-1">
          {TABS.filter((one) => isAtLeast(role, one.minimum)).map(({ name, path }) => (
            <li key={name}>
              <a
                href={`/console/suites/${suite.key}${path}`}
                aria-current={name === here ? "page" : undefined}
                data-testid={`tab-${name}`}
                className={`-mb-px block border-b-2 px-3 py-2 whitespace-nowrap ${name === here ? "border-accent font-semibold text-accent" : "border-transparent text-ink-soft hover:text-ink"}`}
              >
                {t(`console.tabs.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}
