import { notFound } from "next/navigation";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { EventTable } from "@/app/console/_parts/event-table";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { CorpStatus } from "@/app/console/_parts/states";
import { AuthorizationCard } from "@/app/console/(staff)/corps/[corpId]/authorization";
import { showCorp } from "@/lib/features/console/show-corp";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const TYPES = ["verified", "unverified", "test"] as const;

export default async function CorpPage({
  params,
  searchParams,
}: {
  params: Promise<{ corpId: string }>;
  searchParams: Query;
}) {
  const principal = await requireStaff();
  const [deps, { t, locale }, { corpId }, query] = [
    await getDeps(),
    await getTranslator(),
    await params,
    await readQuery(searchParams),
  ];
  const found = await showCorp(deps, principal, decodeURIComponent(corpId));
  if (!found.ok) notFound();
  const corp = found.value;
  const now = deps.clock.now();
  const copy = (what: string) => ({
    label: t("common.copy.label", { what }),
    done: t("common.copy.done"),
    failed: t("common.copy.failed"),
  });
  const type = TYPES.find((one) => one === corp.type);
  const status = corp.authorizations.some((one) => one.status === "active")
    ? "active"
    : (corp.authorizations[0]?.status ?? "");
  const anyId = corp.plainCorpId ?? corp.openCorpId;

  return (
    <>
      <PageHead
        above={
          <a href="/console/corps" className="text-ink-soft hover:text-ink">
            {t("console.corps.title")}
          </a>
        }
        title={<span data-testid="corp-name">{corp.name}</span>}
        lead={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <CorpStatus status={status} t={t} />
            {anyId ? <CopyId value={anyId} texts={copy(t("console.corp.corpId"))} /> : null}
          </span>
        }
      />
      <ActionNotice name={query.notice} t={t} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 gap-6">
          {corp.authorizations.map((one) => (
            <AuthorizationCard
              key={one.id}
              corpRowId={corp.id}
              one={one}
              now={now}
              mayRefresh={isAtLeast(principal.role, "operator")}
              t={t}
            />
          ))}
        </div>
        <div className="grid min-w-0 gap-6">
          <Card title={t("console.corp.facts")}>
            <Facts>
              {corp.plainCorpId ? (
                <Fact label={t("console.corp.corpId")}>
                  <CopyId value={corp.plainCorpId} texts={copy(t("console.corp.corpId"))} />
                </Fact>
              ) : null}
              {corp.openCorpId ? (
                <Fact label={t("console.corp.openCorpId")}>
                  <CopyId value={corp.openCorpId} texts={copy(t("console.corp.openCorpId"))} />
                </Fact>
              ) : null}
              {corp.fullName ? <Fact label={t("console.corp.fullName")}>{corp.fullName}</Fact> : null}
              {corp.type ? (
                <Fact label={t("console.corp.type")}>
                  {type ? t(`console.corp.types.${type}`) : corp.type}
                </Fact>
              ) : null}
              {corp.industry ? (
                <Fact label={t("console.corp.industry")}>
                  {[corp.industry, corp.subIndustry].filter(Boolean).join(" / ")}
                </Fact>
              ) : null}
              {corp.scale ? <Fact label={t("console.corp.scale")}>{corp.scale}</Fact> : null}
              {corp.userMax === null ? null : <Fact label={t("console.corp.userMax")}>{corp.userMax}</Fact>}
            </Facts>
          </Card>
          <Card
            title={t("console.corp.events")}
            flush={corp.events.length > 0}
            action={
              anyId && corp.events.length > 0 ? (
                <span className="flex gap-4 text-table">
                  <a href={`/console/corps/${corp.id}/timeline`} className="text-accent hover:underline">
                    {t("console.inbox.timeline.open")}
                  </a>
                  <a
                    href={withQuery("/console/events", { corp: anyId })}
                    className="text-accent hover:underline"
                  >
                    {t("console.corp.allEvents")}
                  </a>
                </span>
              ) : null
            }
          >
            {corp.events.length === 0 ? (
              <p className="text-ink-soft">{t("console.corp.noEvents")}</p>
            ) : (
              <EventTable events={corp.events} now={now} locale={locale} t={t} isShort />
            )}
          </Card>
        </div>
      </div>
    </>
  );
}
