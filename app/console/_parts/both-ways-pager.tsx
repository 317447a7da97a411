import { ArrowLeft, ArrowRight } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import type { Translate } from "@/lib/runtime/i18n";

/** Foot of a list that can be walked both ways. Nothing when there is one page only. */
export function BothWaysPager({
  first,
  newer,
  older,
  t,
}: {
  first: string | null;
  newer: string | null;
  older: string | null;
  t: Translate;
}) {
  if (!newer && !older && !first) return null;
  return (
    <nav
      aria-label={t("console.inbox.pager.label")}
      className="flex items-center justify-between gap-3 border-t border-line px-5 py-3"
    >
      <span className="flex gap-2">
        {newer ? (
          <ButtonLink
            size="small"
            href={newer}
            data-testid="newer-page"
            icon={<ArrowLeft aria-hidden className="size-4" />}
          >
            {t("console.inbox.pager.newer")}
          </ButtonLink>
        ) : null}
        {first ? (
          <ButtonLink size="small" look="quiet" href={first}>
            {t("console.inbox.pager.first")}
          </ButtonLink>
        ) : null}
      </span>
      {older ? (
        <ButtonLink size="small" href={older} data-testid="next-page">
          {t("console.inbox.pager.older")}
          <ArrowRight aria-hidden className="size-4" />
        </ButtonLink>
      ) : null}
    </nav>
  );
}
