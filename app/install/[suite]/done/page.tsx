import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AskAgain } from "@/app/_ui/ask-again";
import { ButtonLink } from "@/app/_ui/button";
import { CopyId } from "@/app/_ui/copy-id";
import { NumberedList, Reference, ResultCard } from "@/app/_ui/result-card";
import { InstallFailure } from "@/app/install/failure";
import { SiteShell } from "@/app/site-shell";
import { type Query, readReference } from "@/lib/core/failure-address";
import { parseSuiteKey } from "@/lib/core/ids";
import { describeInstall } from "@/lib/features/install/describe-install";
import { getPageTokens } from "@/lib/runtime/admin-session";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("site.home.title"), robots: { index: false } };
}

const REFRESH_SECONDS = 2;

function Done({
  t,
  app,
  outcome,
}: {
  t: Translate;
  app: string;
  outcome: { corpName: string; corpId: string; reference: string };
}) {
  return (
    <ResultCard
      kind="done"
      testId="install-done"
      title={<span data-testid="corp-name">{t("site.install.done.title", { corp: outcome.corpName })}</span>}
      actions={
        <ButtonLink href="/corp" look="primary">
          {t("site.home.alreadyLink")}
        </ButtonLink>
      }
      foot={
        <Reference label={t("common.reference")} value={outcome.reference} hint={t("common.referenceHint")} />
      }
    >
      <p>{t("site.install.done.body", { app })}</p>
      <p className="mt-3 flex flex-wrap items-center gap-x-3 text-body">
        <span className="text-ink-faint">{t("site.install.done.corpId")}</span>
        <CopyId
          value={outcome.corpId}
          testId="corp-id"
          texts={{
            label: t("common.copy.label", { what: t("site.corp.copyPlain") }),
            done: t("common.copy.done"),
            failed: t("common.copy.failed"),
          }}
        />
      </p>
      <h2 className="mt-7 mb-3 text-lead font-semibold text-ink">{t("site.install.done.nextTitle")}</h2>
      <div className="text-body">
        <NumberedList
          items={(["one", "two", "three"] as const).map((key) => t(`site.install.done.next.${key}`, { app }))}
        />
      </div>
    </ResultCard>
  );
}

type Props = { params: Promise<{ suite: string }>; searchParams: Promise<Query> };

/** How the install of this browser ended. Anybody else sees a page that does not exist. */
export default async function InstallDonePage({ params, searchParams }: Props) {
  const [{ suite: text }, query, deps, { t }] = [
    await params,
    await searchParams,
    await getDeps(),
    await getTranslator(),
  ];
  const key = parseSuiteKey(text);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  const reference = readReference(query);
  const { browserToken } = await getPageTokens();
  if (!suite || !reference || !browserToken) notFound();
  const outcome = await describeInstall(deps, { suite, reference, browserToken });
  if (!outcome) notFound();
  return (
    <SiteShell>
      {outcome.kind === "done" ? <Done t={t} app={suite.name} outcome={outcome} /> : null}
      {outcome.kind === "pending" ? (
        <>
          <AskAgain everySeconds={REFRESH_SECONDS} />
          <ResultCard
            kind="pending"
            testId="install-pending"
            title={t("site.install.pending.title")}
            foot={
              <Reference label={t("common.reference")} value={reference} hint={t("common.referenceHint")} />
            }
          >
            <p>{t("site.install.pending.body")}</p>
          </ResultCard>
        </>
      ) : null}
      {outcome.kind === "failed" ? (
        <InstallFailure
          suite={{ key: suite.key, name: suite.name }}
          code={outcome.code}
          reference={outcome.reference}
          errcode={outcome.errcode}
        />
      ) : null}
    </SiteShell>
  );
}
