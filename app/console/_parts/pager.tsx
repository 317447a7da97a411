import { ArrowRight } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import type { Translate } from "@/lib/runtime/i18n";

/** Foot of a list: back to the newest, on to older ones. Nothing when there is one page only. */
export function Pager({ first, next, t }: { first: string | null; next: string | null; t: Translate }) {
  if (!first && !next) return null;
  return (
    <nav
      aria-label={t("console.corps.next")}
      className="flex items-center justify-between gap-3 border-t border-line px-5 py-3"
    >
      {first ? (
        <ButtonLink size="small" look="quiet" href={first}>
          {t("console.corps.first")}
        </ButtonLink>
      ) : (
        <span />
      )}
      {next ? (
        <ButtonLink size="small" href={next} data-testid="next-page">
          {t("console.corps.next")}
          <ArrowRight aria-hidden className="size-4" />
        </ButtonLink>
      ) : null}
    </nav>
  );
}
