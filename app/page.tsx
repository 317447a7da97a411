import { ArrowUpRight, KeyRound, LayoutGrid, ShieldCheck, SlidersHorizontal, Undo2 } from "lucide-react";
import type { Metadata } from "next";
import { AppTile } from "@/app/_ui/app-tile";
import { ButtonLink } from "@/app/_ui/button";
import { ConsentPicture } from "@/app/_ui/consent-picture";
import { EmptyState } from "@/app/_ui/empty-state";
import { Badge } from "@/app/_ui/state";
import { InstallButton } from "@/app/install/install-button";
import { SiteShell } from "@/app/site-shell";
import { listSiteSuites, type SiteSuite } from "@/lib/features/install/list-site-suites";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("site.home.title"), description: t("site.home.lead") };
}

function AppCard({ suite, t }: { suite: SiteSuite; t: Translate }) {
  return (
    <li className="flex flex-col gap-5 rounded-xl border border-line bg-surface p-5 sm:flex-row sm:items-center">
      <div className="flex min-w-0 flex-1 items-start gap-4">
        <AppTile name={suite.name} />
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h3 className="text-lead font-semibold">{suite.name}</h3>
            <span className="rounded-full border border-line px-2 text-note text-ink-soft">
              {suite.dialect === "legacy" ? t("site.home.legacyName") : t(`site.home.kindName.${suite.kind}`)}
            </span>
          </div>
          <p className="mt-1 text-ink-soft">{t(`site.home.kind.${suite.kind}`)}</p>
          {suite.notReady ? (
            <p className="mt-2" id={`why-${suite.key}`}>
              <Badge tone={suite.notReady === "template" ? "info" : "wait"} wraps>
                {t(`site.home.notReady.${suite.notReady}`)}
              </Badge>
            </p>
          ) : null}
        </div>
      </div>
      <InstallButton suite={suite} text={t("site.home.installButton")} hint={t("site.home.installHint")} />
    </li>
  );
}

function Steps({ t }: { t: Translate }) {
  const steps = (["one", "two", "three"] as const).map((key) => ({
    key,
    title: t(`site.home.steps.${key}.title`),
    body: t(`site.home.steps.${key}.body`),
  }));
  return (
    <section className="mt-16 sm:mt-20">
      <h2 className="text-title font-semibold">{t("site.home.stepsTitle")}</h2>
      <ol className="mt-6 grid gap-6 sm:grid-cols-3 sm:gap-8">
        {steps.map((step, index) => (
          <li key={step.key} className="border-t-2 border-accent pt-4">
            <p className="font-mono text-table text-accent" aria-hidden>
              {index + 1}
            </p>
            <h3 className="mt-1 text-lead font-semibold">{step.title}</h3>
            <p className="mt-1 text-ink-soft">{step.body}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Meaning({ t }: { t: Translate }) {
  const facts = [
    { key: "scope", icon: SlidersHorizontal },
    { key: "withdraw", icon: Undo2 },
    { key: "secret", icon: KeyRound },
  ] as const;
  return (
    <section className="mt-16 rounded-2xl border border-line bg-surface p-6 sm:mt-20 sm:p-8">
      <h2 className="flex items-center gap-2.5 text-title font-semibold">
        <ShieldCheck aria-hidden className="size-6 text-accent" />
        {t("site.home.factsTitle")}
      </h2>
      <ul className="mt-6 grid gap-6 sm:grid-cols-3 sm:gap-8">
        {facts.map(({ key, icon: Icon }) => (
          <li key={key}>
            <Icon aria-hidden className="size-5 text-accent" />
            <h3 className="mt-2 font-semibold">{t(`site.home.facts.${key}.title`)}</h3>
            <p className="mt-1 text-ink-soft">{t(`site.home.facts.${key}.body`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

export default async function HomePage() {
  const [{ t }, suites] = [await getTranslator(), await listSiteSuites(await getDeps())];
  const picture = {
    title: t("site.home.picture.title"),
    enterprise: t("site.home.picture.enterprise"),
    scope: t("site.home.picture.scope"),
    teams: (["one", "two", "three"] as const).map((key) => t(`site.home.picture.teams.${key}`)),
    permission: t("site.home.picture.permission"),
    permissions: (["one", "two"] as const).map((key) => t(`site.home.picture.permissions.${key}`)),
    agree: t("site.home.picture.agree"),
    workbench: t("site.home.picture.workbench"),
    added: t("site.home.picture.added"),
  };
  return (
    <SiteShell width="wide">
      <section className="grid items-center gap-10 lg:grid-cols-[1fr_420px] lg:gap-12">
        <div>
          <p className="text-table text-accent">{t("site.home.eyebrow")}</p>
          <h1 className="mt-2 text-[28px] leading-[40px] font-semibold break-keep sm:text-[36px] sm:leading-[50px]">
            {t("site.home.headline")}
          </h1>
          <p className="mt-4 max-w-xl text-lead text-ink-soft">{t("site.home.lead")}</p>
          <div className="mt-7 flex flex-wrap items-center gap-x-5 gap-y-3">
            <ButtonLink href="#apps" look="primary" size="large">
              {t("site.home.seeApps")}
            </ButtonLink>
            <p className="text-ink-soft">
              {t("site.home.already")}{" "}
              <a
                href="/corp"
                className="inline-flex items-center gap-0.5 rounded text-accent underline underline-offset-4"
              >
                {t("site.home.alreadyLink")}
                <ArrowUpRight aria-hidden className="size-4" />
              </a>
            </p>
          </div>
        </div>
        <div className="hidden sm:block">
          <ConsentPicture texts={picture} />
        </div>
      </section>

      <section id="apps" className="mt-14 scroll-mt-6 sm:mt-20">
        <h2 className="text-title font-semibold">{t("site.home.appsTitle")}</h2>
        <p className="mt-1 text-ink-soft">{t("site.home.appsHint")}</p>
        {suites.length === 0 ? (
          <div className="mt-6 rounded-xl border border-dashed border-line-strong">
            <EmptyState icon={LayoutGrid} title={t("site.home.noApps.title")}>
              {t("site.home.noApps.body")}
            </EmptyState>
          </div>
        ) : (
          <ul className="mt-6 grid gap-4" data-testid="apps">
            {suites.map((suite) => (
              <AppCard key={suite.key} suite={suite} t={t} />
            ))}
          </ul>
        )}
      </section>
      <Steps t={t} />
      <Meaning t={t} />
    </SiteShell>
  );
}
