import { RotateCcw, SearchX } from "lucide-react";
import { notFound } from "next/navigation";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Notice } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { replayFilteredAction } from "@/app/console/(staff)/events/actions";
import { FilterFields } from "@/app/console/(staff)/events/event-list";
import { eventNameOf } from "@/lib/core/event-names";
import { eventFilter, narrowing } from "@/lib/features/console/event-filter";
import { MAX_REPLAY, previewReplay } from "@/lib/features/console/replay-events";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** What a replay would take, and the button that does it. */
export default async function ReplayPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff("operator");
  const [deps, { t, locale }, query] = [
    await getDeps(),
    await getTranslator(),
    await readQuery(searchParams),
  ];
  const filter = eventFilter.parse(query);
  const kept = narrowing(filter);
  const preview = await previewReplay(deps, principal, filter);
  if (!preview.ok) notFound();
  const { types, total, isCut } = preview.value;
  const back = withQuery("/console/events", kept);
  const queued = /^\d{1,6}$/.test(query.queued ?? "") ? Number(query.queued) : null;
  return (
    <>
      <PageHead
        above={
          <a href={back} className="text-ink-soft hover:text-ink">
            {t("console.events.title")}
          </a>
        }
        title={t("console.inbox.replay.title")}
        lead={t("console.inbox.replay.lead")}
      />
      <ActionNotice name={query.notice} t={t} />
      {queued === null ? null : (
        <div className="mb-5">
          <Notice tone="info" testId="replay-queued">
            {t("console.inbox.notice.queued", { count: queued })}
          </Notice>
        </div>
      )}
      {total === 0 ? (
        <Card>
          <EmptyState
            icon={SearchX}
            title={t("console.inbox.replay.none")}
            action={<ButtonLink href={back}>{t("console.inbox.replay.cancel")}</ButtonLink>}
          >
            {t("console.inbox.replay.noneBody")}
          </EmptyState>
        </Card>
      ) : (
        <Card
          flush
          title={t("console.inbox.replay.dry")}
          hint={`${t("console.inbox.replay.total", { count: total })} · ${
            isCut ? t("console.inbox.replay.cut", { count: MAX_REPLAY }) : t("console.inbox.replay.stale")
          }`}
        >
          <Table label={t("console.inbox.replay.dry")} minWidth={360}>
            <TableHead>
              <Th>{t("console.inbox.replay.cols.type")}</Th>
              <Th className="text-right">{t("console.inbox.replay.cols.count")}</Th>
            </TableHead>
            <tbody>
              {types.map(({ type, count }) => (
                <Tr key={type}>
                  <Td>
                    <span className="font-semibold">{eventNameOf(type, locale === "en" ? "en" : "zh")}</span>{" "}
                    <code className="font-mono text-note text-ink-faint">{type}</code>
                  </Td>
                  <Td className="text-right tabular-nums">{count}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
          <form action={replayFilteredAction} className="flex flex-wrap gap-2 border-t border-line px-5 py-4">
            <FilterFields filter={filter} />
            <Button
              type="submit"
              look="primary"
              data-testid="replay-confirm"
              icon={<RotateCcw aria-hidden className="size-4" />}
            >
              {t("console.inbox.replay.confirm", { count: total })}
            </Button>
            <ButtonLink look="quiet" href={back}>
              {t("console.inbox.replay.cancel")}
            </ButtonLink>
          </form>
        </Card>
      )}
    </>
  );
}
