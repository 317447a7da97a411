import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { Field } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { InboxTabs } from "@/app/console/_parts/inbox-tabs";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { changeRetentionAction } from "@/app/console/(staff)/events/actions";
import { formatTime } from "@/lib/core/format-time";
import { MAX_DAYS, MIN_DAYS, MOST_REQUESTS } from "@/lib/features/callbacks/keep-retention";
import { showRetention } from "@/lib/features/console/retention";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const CLASSES = ["tickets", "messages", "events", "refused_requests", "accepted_requests"] as const;

/** How long each class of rows is kept, and what the purge has done. */
export default async function RetentionPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t }, query] = [await getDeps(), await getTranslator(), await readQuery(searchParams)];
  const { days, report } = await showRetention(deps, principal);
  const mayChange = isAtLeast(principal.role, "owner");
  const timeOf = (text: string | null | undefined) => (text ? formatTime(new Date(text)) : "—");
  return (
    <>
      <PageHead title={t("console.inbox.retention.title")} lead={t("console.inbox.retention.lead")} />
      <InboxTabs here="retention" t={t} />
      {query.done === "changed" || query.done === "invalid" ? (
        <div className="mb-5">
          <Notice tone={query.done === "changed" ? "good" : "warn"} testId="retention-notice">
            {t(`console.inbox.notice.${query.done}`)}
          </Notice>
        </div>
      ) : null}
      <form action={changeRetentionAction}>
        <Card
          flush
          title={t("console.inbox.retention.title")}
          hint={
            report.countedAt
              ? t("console.inbox.retention.countedAt", { at: timeOf(report.countedAt) })
              : t("console.inbox.retention.notCounted")
          }
          action={
            mayChange ? (
              <Button type="submit" size="small" look="primary" data-testid="retention-save">
                {t("console.inbox.retention.save")}
              </Button>
            ) : (
              <span className="text-note text-ink-faint">{t("console.inbox.retention.ownerOnly")}</span>
            )
          }
        >
          <Table label={t("console.inbox.retention.title")} minWidth={820}>
            <TableHead>
              <Th>{t("console.inbox.retention.cols.kind")}</Th>
              <Th>{t("console.inbox.retention.cols.days")}</Th>
              <Th className="text-right">{t("console.inbox.retention.cols.rows")}</Th>
              <Th>{t("console.inbox.retention.cols.oldest")}</Th>
              <Th>{t("console.inbox.retention.cols.purged")}</Th>
              <Th className="text-right">{t("console.inbox.retention.cols.total")}</Th>
            </TableHead>
            <tbody>
              {CLASSES.map((one) => {
                const state = report.classes[one];
                const name = t(`console.inbox.retention.classes.${one}`);
                return (
                  <Tr key={one} data-testid={`retention-${one}`}>
                    <Td>
                      <span className="font-semibold">{name}</span>
                      <div className="text-note text-ink-faint">
                        {t(`console.inbox.retention.hints.${one}`, {
                          most: MOST_REQUESTS.toLocaleString("en-US"),
                        })}
                      </div>
                    </Td>
                    <Td className="w-28">
                      {mayChange ? (
                        <Field
                          id={one}
                          name={one}
                          type="number"
                          label={t("console.inbox.retention.daysOf", { kind: name })}
                          hideLabel
                          min={MIN_DAYS[one]}
                          max={MAX_DAYS}
                          required
                          defaultValue={days[one]}
                        />
                      ) : (
                        <span className="tabular-nums">{days[one]}</span>
                      )}
                    </Td>
                    <Td className="text-right whitespace-nowrap tabular-nums">
                      {t("console.inbox.retention.rows", { count: state?.rows ?? 0 })}
                    </Td>
                    <Td className="whitespace-nowrap text-ink-soft">{timeOf(state?.oldest)}</Td>
                    <Td className="whitespace-nowrap text-ink-soft">
                      {state?.lastPurgeAt
                        ? t("console.inbox.retention.last", {
                            at: timeOf(state.lastPurgeAt),
                            count: state.lastDeleted,
                          })
                        : t("console.inbox.retention.never")}
                    </Td>
                    <Td className="text-right tabular-nums">{state?.totalDeleted ?? 0}</Td>
                  </Tr>
                );
              })}
            </tbody>
          </Table>
        </Card>
      </form>
      <p className="mt-3 text-table text-ink-faint">{t("console.inbox.retention.cancelled")}</p>
    </>
  );
}
