import { CircleCheck, RotateCcw } from "lucide-react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { State } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { ErrcodeLink } from "@/app/console/_parts/errcode";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { runWorkAgainAction } from "@/app/console/(staff)/actions";
import { adviceFor } from "@/lib/core/wecom-errcodes";
import { showWork } from "@/lib/features/console/work";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const KINDS = [
  "event",
  "parked_event",
  "exchange",
  "refresh_authorization",
  "reconcile_authorization",
  "confirm_cancel",
  "purge",
] as const;
const SOURCES = ["redirect", "create_auth", "reset_permanent_code"] as const;

export default async function WorkPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t, locale }, query] = [
    await getDeps(),
    await getTranslator(),
    await readQuery(searchParams),
  ];
  const { dead, counts, failedExchanges } = await showWork(deps, principal);
  const now = deps.clock.now();
  const mayRun = isAtLeast(principal.role, "operator");
  const language = locale === "en" ? "en" : "zh";
  return (
    <>
      <PageHead title={t("console.work.title")} lead={t("console.work.lead")}>
        <dl className="flex gap-6 text-table">
          {(["ready", "running", "dead"] as const).map((one) => (
            <div key={one} className="text-right">
              <dt className="text-ink-faint">{t(`console.work.${one}`)}</dt>
              <dd
                className={`text-lead font-semibold ${one === "dead" && counts.dead > 0 ? "text-bad" : "text-ink"}`}
              >
                {counts[one]}
              </dd>
            </div>
          ))}
        </dl>
      </PageHead>
      <ActionNotice name={query.notice} t={t} />
      <div className="grid gap-6">
        <Card
          title={t("console.work.deadTitle")}
          flush
          action={
            mayRun && dead.some((one) => one.kind === "event" || one.kind === "parked_event") ? (
              <ButtonLink
                size="small"
                href="/console/events/replay?state=dead"
                icon={<RotateCcw aria-hidden className="size-4" />}
              >
                {t("console.inbox.replay.dead")}
              </ButtonLink>
            ) : null
          }
        >
          {dead.length === 0 ? (
            <EmptyState icon={CircleCheck} title={t("console.work.emptyTitle")}>
              {t("console.work.emptyBody")}
            </EmptyState>
          ) : (
            <Table label={t("console.work.deadTitle")} minWidth={760}>
              <TableHead>
                <Th>{t("console.work.cols.kind")}</Th>
                <Th>{t("console.work.cols.error")}</Th>
                <Th className="text-right">{t("console.work.cols.attempts")}</Th>
                <Th className="text-right">{t("console.work.cols.since")}</Th>
                {mayRun ? (
                  <Th>
                    <span className="sr-only">{t("console.work.cols.action")}</span>
                  </Th>
                ) : null}
              </TableHead>
              <tbody>
                {dead.map((item) => {
                  const kind = KINDS.find((one) => one === item.kind);
                  return (
                    <Tr key={item.id} data-testid="work-row">
                      <Td>
                        {item.kind === "event" || item.kind === "parked_event" ? (
                          <a
                            href={`/console/events/${item.subjectId}`}
                            className="font-semibold hover:text-accent hover:underline"
                          >
                            {t(`console.work.kinds.${item.kind}`)}
                          </a>
                        ) : (
                          <span className="font-semibold">
                            {kind ? t(`console.work.kinds.${kind}`) : item.kind}
                          </span>
                        )}
                        <div className="font-mono text-note text-ink-faint">{item.subjectId}</div>
                      </Td>
                      <Td className="text-bad">{item.lastError ?? t("console.work.noError")}</Td>
                      <Td className="text-right">{item.attempts}</Td>
                      <Td className="text-right text-ink-soft">
                        <Ago at={item.createdAt} now={now} t={t} />
                      </Td>
                      {mayRun ? (
                        <Td className="text-right">
                          <form action={runWorkAgainAction}>
                            <input type="hidden" name="workId" value={item.id} />
                            <Button
                              type="submit"
                              size="small"
                              icon={<RotateCcw aria-hidden className="size-4" />}
                            >
                              {t("console.work.again")}
                            </Button>
                          </form>
                        </Td>
                      ) : null}
                    </Tr>
                  );
                })}
              </tbody>
            </Table>
          )}
        </Card>
        <Card title={t("console.work.exchanges")} flush={failedExchanges.length > 0}>
          {failedExchanges.length === 0 ? (
            <State tone="good">{t("console.work.exchangesEmpty")}</State>
          ) : (
            <Table label={t("console.work.exchanges")} minWidth={720}>
              <TableHead>
                <Th>{t("console.work.exCols.reference")}</Th>
                <Th>{t("console.work.exCols.suite")}</Th>
                <Th>{t("console.work.exCols.source")}</Th>
                <Th>{t("console.work.exCols.why")}</Th>
                <Th className="text-right">{t("console.work.exCols.at")}</Th>
              </TableHead>
              <tbody>
                {failedExchanges.map((one) => {
                  const source = SOURCES.find((each) => each === one.source);
                  const advice = one.errcode === null ? null : adviceFor(one.errcode);
                  return (
                    <Tr key={one.id}>
                      <Td className="font-mono font-semibold">{one.reference}</Td>
                      <Td>{one.suiteName}</Td>
                      <Td className="text-ink-soft">
                        {source ? t(`console.corp.sources.${source}`) : one.source}
                      </Td>
                      <Td>
                        {one.state === "unknown_outcome" ? (
                          <span className="text-warn">{t("console.work.unknownOutcome")}</span>
                        ) : (
                          <>
                            <span className="text-bad">
                              {advice ? advice[language].meaning : t("console.work.failed")}
                              {one.errcode === null ? null : (
                                <>
                                  {" · "}
                                  <ErrcodeLink code={one.errcode}>
                                    {t("console.work.errcode", { errcode: String(one.errcode) })}
                                  </ErrcodeLink>
                                </>
                              )}
                            </span>
                            {advice ? <div className="text-ink-soft">{advice[language].advice}</div> : null}
                          </>
                        )}
                      </Td>
                      <Td className="text-right text-ink-soft">
                        <Ago at={one.createdAt} now={now} t={t} />
                      </Td>
                    </Tr>
                  );
                })}
              </tbody>
            </Table>
          )}
        </Card>
      </div>
    </>
  );
}
