import { CircleCheck } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Badge, State } from "@/app/_ui/state";
import { Ago } from "@/app/console/_parts/ago";
import { EventTable } from "@/app/console/_parts/event-table";
import { stepLinks } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { SetupSteps } from "@/app/console/_parts/setup-steps";
import { CorpStatus } from "@/app/console/_parts/states";
import { showOverview } from "@/lib/features/console/overview";
import { countDone } from "@/lib/features/setup/checklist";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

function Count({
  label,
  value,
  href,
  isBad = false,
}: {
  label: string;
  value: number;
  href: string;
  isBad?: boolean;
}) {
  return (
    <a href={href} className="rounded-xl border border-line bg-surface px-5 py-4 hover:border-line-strong">
      <div className={`text-headline font-semibold tabular-nums ${isBad ? "text-bad" : "text-ink"}`}>
        {value.toLocaleString("en-US")}
      </div>
      <div className="text-table text-ink-soft">{label}</div>
    </a>
  );
}

const more = "text-table text-accent hover:underline";

export default async function OverviewPage() {
  const principal = await requireStaff();
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const { suites, counts, corps, events, work } = await showOverview(deps, principal);
  const now = deps.clock.now();
  // A suite that works needs one line; its list comes back as soon as a step of it is no longer true.
  const isReady = (suite: (typeof suites)[number]) => countDone(suite.steps) === suite.steps.length;
  const [ready, unready] = [suites.filter(isReady), suites.filter((one) => !isReady(one))];
  const waiting = work.counts.dead + work.failedExchanges.length;

  return (
    <>
      <PageHead title={t("console.overview.title")} lead={t("console.overview.lead")} />
      <div className="mb-6 grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-4">
        <Count
          label={t("console.overview.counts.activeCorps")}
          value={counts.activeCorps}
          href="/console/corps?status=active"
        />
        <Count
          label={t("console.overview.counts.corpsLastWeek")}
          value={counts.corpsLastWeek}
          href="/console/corps"
        />
        <Count
          label={t("console.overview.counts.eventsLastDay")}
          value={counts.eventsLastDay}
          href="/console/events"
        />
        <Count
          label={t("console.overview.counts.waiting")}
          value={waiting}
          href="/console/work"
          isBad={waiting > 0}
        />
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="grid min-w-0 gap-6">
          {suites.length === 0 ? (
            <Card>
              <EmptyState
                icon={CircleCheck}
                title={t("console.suites.emptyTitle")}
                action={
                  isAtLeast(principal.role, "operator") ? (
                    <ButtonLink look="primary" href="/console/suites/new">
                      {t("console.newSuite.open")}
                    </ButtonLink>
                  ) : null
                }
              >
                {t("console.suites.emptyBody")}
              </EmptyState>
            </Card>
          ) : null}
          {unready.map((suite) => {
            const isBroken = suite.steps.some((one) => one.state === "broken");
            return (
              <Card
                key={suite.id}
                title={
                  <a href={`/console/suites/${suite.key}`} className="hover:underline">
                    {suite.name}
                  </a>
                }
                hint={t("console.overview.setup")}
                action={
                  <Badge tone={isBroken ? "bad" : "wait"}>
                    {t("console.overview.setupCount", {
                      done: String(countDone(suite.steps)),
                      total: String(suite.steps.length),
                    })}
                  </Badge>
                }
              >
                <SetupSteps steps={suite.steps} links={stepLinks(suite.key)} locale={locale} t={t} />
              </Card>
            );
          })}
          {ready.length > 0 ? (
            <Card
              title={t("console.overview.ready")}
              action={
                <a href="/console/health" className={more}>
                  {t("console.overview.toHealth")}
                </a>
              }
              flush
            >
              <ul className="divide-y divide-line">
                {ready.map((suite) => (
                  <li
                    key={suite.id}
                    className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 py-2.5"
                    data-testid="ready-suite"
                  >
                    <a
                      href={`/console/suites/${suite.key}`}
                      className="min-w-0 font-semibold text-ink hover:text-accent hover:underline"
                    >
                      {suite.name}
                    </a>
                    <span className="flex flex-wrap items-center gap-x-4 text-table text-ink-soft">
                      <span>
                        suite_ticket <Ago at={suite.facts.lastTicketAt} now={now} t={t} />
                      </span>
                      <Badge tone="good">{t("console.overview.allDone")}</Badge>
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
          <Card
            title={t("console.overview.newestCorps")}
            action={
              <a href="/console/corps" className={more}>
                {t("console.overview.all")}
              </a>
            }
            flush={corps.length > 0}
          >
            {corps.length === 0 ? (
              <p className="text-ink-soft">{t("console.corps.emptyBody")}</p>
            ) : (
              <ul className="divide-y divide-line">
                {corps.map((corp) => (
                  <li
                    key={corp.id}
                    className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 py-2.5"
                  >
                    <a
                      href={`/console/corps/${corp.id}`}
                      className="min-w-0 font-semibold text-ink hover:text-accent hover:underline"
                    >
                      {corp.name}
                    </a>
                    <span className="flex items-center gap-3 text-table text-ink-soft">
                      {corp.suites.some((one) => one.status === "active") ? (
                        <CorpStatus status="active" t={t} />
                      ) : (
                        <CorpStatus status={corp.suites[0]?.status ?? ""} t={t} />
                      )}
                      <Ago at={corp.authorizedAt} now={now} t={t} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Card>
        </div>
        <div className="grid min-w-0 gap-6">
          <Card
            title={t("console.overview.needsHuman")}
            action={
              <a href="/console/work" className={more}>
                {t("console.overview.all")}
              </a>
            }
          >
            {waiting === 0 ? (
              <State tone="good">{t("console.overview.nothing")}</State>
            ) : (
              <ul className="space-y-1">
                {work.counts.dead > 0 ? (
                  <li>
                    <State tone="bad">{t("console.overview.deadWork", { count: work.counts.dead })}</State>
                  </li>
                ) : null}
                {work.failedExchanges.length > 0 ? (
                  <li>
                    <State tone="warn">
                      {t("console.overview.failedInstalls", { count: work.failedExchanges.length })}
                    </State>
                  </li>
                ) : null}
              </ul>
            )}
          </Card>
          <Card
            title={t("console.overview.newestEvents")}
            action={
              <a href="/console/events" className={more}>
                {t("console.overview.all")}
              </a>
            }
            flush={events.length > 0}
          >
            {events.length === 0 ? (
              <p className="text-ink-soft">{t("console.events.emptyBody")}</p>
            ) : (
              <EventTable events={events} now={now} locale={locale} t={t} isShort />
            )}
          </Card>
        </div>
      </div>
    </>
  );
}
