import { Building2 } from "lucide-react";
import { Notice } from "@/app/_ui/state";
import { HowToEnter } from "@/app/sign-in/how-to-enter";
import { SiteShell } from "@/app/site-shell";
import { getTranslator } from "@/lib/runtime/i18n";

/** `/corp` without a session: how an admin enters. */
export async function HowPage({ isSignedOut }: { isSignedOut: boolean }) {
  const { t } = await getTranslator();
  return (
    <SiteShell>
      {isSignedOut ? (
        <div className="mb-6">
          <Notice tone="good" testId="signed-out">
            {t("site.corp.signedOut")}
          </Notice>
        </div>
      ) : null}
      <section
        className="rounded-2xl border border-line bg-surface px-6 py-8 shadow-raised sm:px-10 sm:py-10"
        data-testid="corp-how-to-enter"
      >
        <span className="grid size-14 place-items-center rounded-2xl bg-accent-soft text-accent">
          <Building2 aria-hidden className="size-7" />
        </span>
        <h1 className="mt-5 text-headline font-semibold">{t("site.how.title")}</h1>
        <p className="mt-2 mb-7 text-lead text-ink-soft">{t("site.how.body")}</p>
        <HowToEnter />
      </section>
    </SiteShell>
  );
}
