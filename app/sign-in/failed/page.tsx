import type { Metadata } from "next";
import { Card } from "@/app/_ui/card";
import { Reference, ResultCard } from "@/app/_ui/result-card";
import { HowToEnter } from "@/app/sign-in/how-to-enter";
import { SiteShell } from "@/app/site-shell";
import { type Query, readFailure } from "@/lib/core/failure-address";
import { errorText } from "@/lib/core/texts";
import { getTranslator } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("site.signIn.failed.title"), robots: { index: false } };
}

/** A sign-in that did not work: why, and how to enter. */
export default async function SignInFailedPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [{ locale, t }, { code, reference }] = [await getTranslator(), readFailure(await searchParams)];
  return (
    <SiteShell>
      <ResultCard
        kind="failed"
        testId="sign-in-failed"
        title={t("site.signIn.failed.title")}
        foot={
          reference ? (
            <Reference label={t("common.reference")} value={reference} hint={t("common.referenceHint")} />
          ) : null
        }
      >
        <p data-testid="failure-text" data-code={code}>
          {errorText(code, locale)}
        </p>
      </ResultCard>
      <Card title={t("site.signIn.failed.advice")} className="mt-6">
        <HowToEnter />
      </Card>
    </SiteShell>
  );
}
