import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { AppTile } from "@/app/_ui/app-tile";
import { buttonClass } from "@/app/_ui/button";
import { NumberedList, ResultCard } from "@/app/_ui/result-card";
import { Time } from "@/app/_ui/time";
import { SiteShell } from "@/app/site-shell";
import { parseSuiteKey } from "@/lib/core/ids";
import { isLinkOpen, openInstallLink } from "@/lib/features/install/install-links";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("site.invite.title"), robots: { index: false }, referrer: "no-referrer" };
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-0.5 py-2.5 sm:flex-row sm:gap-4">
      <dt className="w-28 shrink-0 text-table text-ink-faint">{name}</dt>
      <dd className="min-w-0 break-words text-ink">{children}</dd>
    </div>
  );
}

type Props = { params: Promise<{ suite: string; token: string }> };

/** An install link: who invites whom to what. Opening it changes nothing but that it was opened. */
export default async function InvitePage({ params }: Props) {
  const [{ suite: text, token }, deps, { t }] = [await params, await getDeps(), await getTranslator()];
  const key = parseSuiteKey(text);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  const opened = suite && (await openInstallLink(deps, suite, token));
  if (!suite || !opened) notFound();
  const { link, status } = opened;
  const app = suite.name;
  if (!isLinkOpen(link, deps.clock.now())) {
    const why = status === "revoked" || status === "expired" ? status : "authorized";
    return (
      <SiteShell>
        <ResultCard
          kind={why === "authorized" ? "done" : "failed"}
          testId="invite-closed"
          title={t(`site.invite.closed.${why}`)}
        >
          <p>{why === "authorized" ? t("site.invite.closed.used", { app }) : t("site.invite.closed.body")}</p>
        </ResultCard>
      </SiteShell>
    );
  }
  const { customer } = link;
  const next = suite.kind === "template" ? "nextTemplate" : "next";
  const inviter = link.inviter ?? t("site.invite.someone");
  return (
    <SiteShell>
      <section
        className="overflow-hidden rounded-2xl border border-line bg-surface shadow-raised"
        data-testid="invite"
      >
        <div className="px-6 py-8 sm:px-10 sm:py-10">
          <AppTile name={app} />
          <p className="mt-5 text-table text-accent">{t("site.invite.eyebrow", { customer })}</p>
          <h1 className="mt-1 text-headline font-semibold">
            {t("site.invite.headline", { inviter, customer, app })}
          </h1>
          <p className="mt-3 text-lead text-ink-soft">{t("site.invite.body")}</p>
          <dl className="mt-6 divide-y divide-line border-y border-line">
            <Fact name={t("site.invite.facts.customer")}>{customer}</Fact>
            <Fact name={t("site.invite.facts.inviter")}>{inviter}</Fact>
            <Fact name={t("site.invite.facts.app")}>{app}</Fact>
            {link.expectedCorpId === null ? null : (
              <Fact name={t("site.invite.facts.corpId")}>
                <code className="font-mono text-table">{link.expectedCorpId}</code>
              </Fact>
            )}
            <Fact name={t("site.invite.facts.until")}>
              <Time at={link.expiresAt} />
            </Fact>
          </dl>
          <div className="mt-7">
            {/* A plain link: a prefetched one would begin installs that nobody asked for. */}
            <a
              href={`/install/${suite.key}/invite/${token}/go`}
              rel="nofollow"
              data-testid="invite-accept"
              className={buttonClass("primary", "large", "w-full sm:w-auto")}
            >
              {t("site.invite.button")}
            </a>
            <p className="mt-2 text-note text-ink-faint">
              {t("site.invite.hint")} · {t("site.invite.once")}
            </p>
          </div>
          <p className="mt-5 text-table text-ink-soft">{t("site.invite.notYou", { customer })}</p>
        </div>
        <div className="border-t border-line bg-sunken px-6 py-6 sm:px-10">
          <h2 className="mb-3 text-lead font-semibold">{t("site.invite.nextTitle")}</h2>
          <NumberedList
            items={(["one", "two", "three"] as const).map((step) => t(`site.invite.${next}.${step}`))}
          />
        </div>
      </section>
    </SiteShell>
  );
}
