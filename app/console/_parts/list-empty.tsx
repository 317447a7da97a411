import { type LucideIcon, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { ButtonLink } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import type { Translate } from "@/lib/runtime/i18n";

/** A list without rows: "no match, take the filters away" and "nothing yet, begin here" are different. */
export function ListEmpty({
  isFiltered,
  path,
  noMatch,
  empty,
  t,
}: {
  /** Filtered, or past the first page. */
  isFiltered: boolean;
  path: string;
  noMatch: { title: string; body: string };
  empty: { icon: LucideIcon; title: string; body: ReactNode; action?: { href: string; text: string } };
  t: Translate;
}) {
  if (isFiltered)
    return (
      <EmptyState
        icon={SearchX}
        title={noMatch.title}
        action={<ButtonLink href={path}>{t("console.corps.clear")}</ButtonLink>}
      >
        {noMatch.body}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={empty.icon}
      title={empty.title}
      action={
        empty.action ? (
          <ButtonLink look="primary" href={empty.action.href}>
            {empty.action.text}
          </ButtonLink>
        ) : undefined
      }
    >
      {empty.body}
    </EmptyState>
  );
}
