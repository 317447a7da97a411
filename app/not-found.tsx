import { Compass } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { SiteShell } from "@/app/site-shell";
import { getTranslator } from "@/lib/runtime/i18n";

/** One page for what does not exist and for what somebody may not know to exist. */
export default async function NotFoundPage() {
  const { t } = await getTranslator();
  return (
    <SiteShell>
      <h1 className="sr-only">{t("common.notFound.title")}</h1>
      <EmptyState
        icon={Compass}
        title={t("common.notFound.title")}
        action={<ButtonLink href="/">{t("common.home")}</ButtonLink>}
        testId="not-found"
      >
        {t("common.notFound.body")}
      </EmptyState>
    </SiteShell>
  );
}
